"""A member is a public body; its membership is a dated history. Dates of end are the first day that does not count."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from essaim.web.bodies.models import PublicBody
from essaim.web.members.enums import Answer, Decision, FactKind, Leaving


class Member(models.Model):
    """A public body that is, was or asks to be a member, with what it says of itself.

    Its name, its territory and its figures are not here: the body and the release hold them.
    """

    body = models.OneToOneField(
        PublicBody, verbose_name="collectivité", on_delete=models.PROTECT, related_name="member"
    )
    presentation = models.TextField(
        "ce que la collectivité dit de sa politique", max_length=3000, blank=True, help_text="Texte simple, public."
    )
    website = models.URLField("page de sa politique ESS", max_length=300, blank=True)
    billing_service_code = models.CharField(
        "code service (Chorus Pro)", max_length=100, blank=True, help_text="Exigé par certaines collectivités."
    )
    billing_email = models.EmailField("adresse pour les appels de cotisation", blank=True)
    billing_address = models.TextField("adresse postale", max_length=400, blank=True)
    fictitious = models.BooleanField(
        "adhésion fictive", default=False, editable=False, help_text="Réseau de démonstration."
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "adhérent"
        verbose_name_plural = "adhérents"
        ordering = ["body__name", "body__siren"]

    def __str__(self) -> str:
        return self.body.name


class Membership(models.Model):
    """One stay in the network: asked, decided, begun, ended. A body that comes back has a second one.

    In force on a day when joined_on ≤ day < left_on.
    """

    member = models.ForeignKey(Member, verbose_name="adhérent", on_delete=models.PROTECT, related_name="memberships")
    requested_on = models.DateField("demandée le", null=True, blank=True)
    decision = models.CharField("décision", max_length=20, choices=Decision.choices, default=Decision.PENDING)
    decided_on = models.DateField("décidée le", null=True, blank=True)
    decision_reference = models.CharField(
        "référence de la décision", max_length=200, blank=True, help_text="Conseil d’administration, délibération."
    )
    joined_on = models.DateField("adhère depuis le", null=True, blank=True)
    joined_on_known = models.BooleanField(
        "date d’entrée connue",
        default=True,
        help_text="Sinon, la collectivité adhère au plus tard depuis cette date : elle n’est pas comptée avant.",
    )
    left_on = models.DateField("n’adhère plus à partir du", null=True, blank=True)
    leaving = models.CharField("motif du départ", max_length=20, choices=Leaving.choices, blank=True)
    absorbed_by = models.ForeignKey(
        Member,
        verbose_name="absorbé par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absorbed_memberships",
    )
    note = models.CharField("note", max_length=300, blank=True)

    class Meta:
        verbose_name = "adhésion"
        verbose_name_plural = "adhésions"
        ordering = ["member", F("joined_on").asc(nulls_last=True), "requested_on", "pk"]
        indexes = [models.Index(fields=["joined_on", "left_on"], name="members_in_force")]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(joined_on__isnull=False, left_on__gte=F("joined_on")),
                name="members_leaves_after_joining",
            ),
            models.CheckConstraint(
                condition=Q(joined_on__isnull=True) | Q(decision=Decision.ACCEPTED.value),
                name="members_joins_once_accepted",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, leaving="") | (Q(left_on__isnull=False) & ~Q(leaving="")),
                name="members_leaving_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(absorbed_by__isnull=True) | Q(leaving=Leaving.MERGER.value),
                name="members_absorbed_by_merger",
            ),
            # One membership still running for a member: overlaps of finished ones are refused by the services.
            models.UniqueConstraint(
                fields=["member"], condition=Q(left_on__isnull=True) & ~Q(decision=Decision.REFUSED.value),
                name="members_one_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.member} · {self.joined_on or self.requested_on or '?'}"


class MemberTheme(models.Model):
    """A theme that a member says it works on (ids of essaim.rules.themes)."""

    member = models.ForeignKey(Member, verbose_name="adhérent", on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField("thème", max_length=30)

    class Meta:
        verbose_name = "thème"
        verbose_name_plural = "thèmes"
        ordering = ["member", "theme"]
        constraints = [models.UniqueConstraint(fields=["member", "theme"], name="members_theme_once")]

    def __str__(self) -> str:
        return self.theme


class OrganisationFact(models.Model):
    """How visible the ESS is in a member's organisation: one dated fact. What has no fact is unknown."""

    member = models.ForeignKey(Member, verbose_name="adhérent", on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField("fait", max_length=20, choices=FactKind.choices)
    answer = models.CharField("réponse", max_length=3, choices=Answer.choices)
    label = models.CharField(
        "intitulé", max_length=200, blank=True,
        help_text="Intitulé de la délégation, nom du service, de la ligne ou de l’instance. Pas de nom de personne.",
    )  # fmt: skip
    amount = models.DecimalField(
        "montant annuel (€)", max_digits=12, decimal_places=2, null=True, blank=True, help_text="Ligne budgétaire."
    )
    starts_on = models.DateField("vrai depuis le")
    ends_on = models.DateField("plus vrai à partir du", null=True, blank=True)
    source = models.CharField("d’où on le sait", max_length=300, help_text="Délibération, organigramme, entretien…")

    class Meta:
        verbose_name = "fait d’organigramme"
        verbose_name_plural = "faits d’organigramme"
        ordering = ["member", "kind", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")), name="members_fact_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(kind=FactKind.BUDGET.value, answer=Answer.YES.value),
                name="members_amount_of_a_budget",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.get_answer_display().lower()}"


SIRET = RegexValidator(r"^\d{14}$", "Un SIRET compte 14 chiffres.")
