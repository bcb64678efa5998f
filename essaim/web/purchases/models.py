"""What is kept of the purchases of an authority: not the lines of a file, sums by supplier, category, service, year.

Suppliers belong to an authority, not to a file: what was decided about one serves for the next file. Nothing here is
read by anybody but the people of that authority (essaim.web.purchases.permissions).
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from essaim.web.bodies.models import PublicBody
from essaim.web.purchases.enums import Basis, CategoryKind, Kind, Match, Measure, Near, Reason, State, Target

LONGEST_NAME, LONGEST_LABEL = 200, 120


# Where a file waits until it is read: under MEDIA_ROOT, which the backup carries, in a folder that nothing serves.
STORAGE = FileSystemStorage(file_permissions_mode=0o600)


def stored_name(ledger: Ledger, name: str) -> str:
    """A name nobody can guess, that says nothing of the file."""
    return f"purchases/{secrets.token_urlsafe(24)}"


def _author(related: str = "+") -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", null=True, on_delete=models.SET_NULL, related_name=related
    )


class Ledger(models.Model):
    """A file of purchases. file: kept until it is read, then deleted; counts and mapping stay.

    mapping: see essaim.web.purchases.columns.Mapping. counts: see essaim.web.purchases.reading.Counts.
    """

    body = models.ForeignKey(PublicBody, verbose_name="collectivité", on_delete=models.PROTECT, related_name="ledgers")
    title = models.CharField("titre", max_length=120)
    file = models.FileField("fichier", storage=STORAGE, upload_to=stored_name, blank=True)
    file_name = models.CharField("nom du fichier", max_length=120)
    state = models.CharField("état", max_length=10, choices=State, default=State.MAPPING)
    layout = models.CharField("format reconnu", max_length=20, blank=True)
    mapping = models.JSONField("colonnes", default=dict)
    counts = models.JSONField("comptes", default=dict)
    basis = models.CharField("montants", max_length=10, choices=Basis, default=Basis.UNKNOWN)
    category_kind = models.CharField("catégories", max_length=15, choices=CategoryKind, default=CategoryKind.OTHER)
    progress = models.PositiveSmallIntegerField("avancement (%)", default=0)
    stage = models.CharField("étape", max_length=60, blank=True)
    error = models.CharField("raison de l’échec", max_length=600, blank=True)
    author = _author()
    uploaded_at = models.DateTimeField("déposé le")
    started_at = models.DateTimeField("lecture commencée le", null=True, blank=True)
    read_at = models.DateTimeField("lu le", null=True, blank=True)

    class Meta:
        verbose_name = "relevé d’achats"
        verbose_name_plural = "relevés d’achats"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        # Written in the trail, which the network's team reads: neither the title nor the name of the file.
        return f"relevé d’achats n° {self.pk}"


class Supplier(models.Model):
    """A supplier of an authority, and what the register says of it.

    key: what makes it one (SIRET, SIREN, folded name and postcode; a keyed digest for a natural person). name: as the
    file writes it, empty for a natural person. candidates: [{siren, name, place, confidence, reasons}] to review.
    """

    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="suppliers")
    key = models.CharField("clé", max_length=250)
    name = models.CharField("nom au fichier", max_length=LONGEST_NAME, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    postcode = models.CharField("code postal au fichier", max_length=5, blank=True)
    is_person = models.BooleanField("personne physique", default=False)
    match = models.CharField("rapprochement", max_length=10, choices=Match, default=Match.NONE)
    kind = models.CharField("genre", max_length=10, choices=Kind, default=Kind.UNKNOWN)
    reason = models.CharField("raison", max_length=20, choices=Reason, default=Reason.NO_IDENTIFIER)
    is_sse = models.BooleanField("de l’ESS", null=True)
    is_closed = models.BooleanField("fermée", default=False)
    registered_name = models.CharField("nom au registre", max_length=LONGEST_NAME, blank=True)
    near = models.CharField("lieu", max_length=15, choices=Near, blank=True)
    candidates = models.JSONField("propositions", default=list)
    decided_by = _author()
    decided_at = models.DateTimeField("tranché le", null=True, blank=True)

    class Meta:
        verbose_name = "fournisseur"
        verbose_name_plural = "fournisseurs"
        constraints = [models.UniqueConstraint(fields=["body", "key"], name="purchases_one_supplier_a_key")]
        indexes = [models.Index(fields=["body", "match"], name="purchases_supplier_match")]

    def __str__(self) -> str:
        return f"fournisseur n° {self.pk}"


class Spending(models.Model):
    """A sum: one supplier, category, service and year of a file. Amounts in cents; credit notes are in `amount` too.

    lines: rows of the file; credits: how many of them are negative; credited: their sum, ≤ 0. year: None when unknown.
    """

    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="spendings")
    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="spendings")
    category = models.CharField("catégorie", max_length=LONGEST_LABEL, blank=True)
    service = models.CharField("service", max_length=LONGEST_LABEL, blank=True)
    year = models.PositiveSmallIntegerField("année", null=True)
    lines = models.PositiveIntegerField("lignes")
    amount = models.BigIntegerField("montant (centimes)")
    credits = models.PositiveIntegerField("avoirs", default=0)
    credited = models.BigIntegerField("montant des avoirs (centimes)", default=0)

    class Meta:
        verbose_name = "dépense"
        verbose_name_plural = "dépenses"

    def __str__(self) -> str:
        return f"dépense n° {self.pk}"


class RejectedLine(models.Model):
    """A row that could not serve, as it was, with the reason. number: as a spreadsheet counts."""

    ledger = models.ForeignKey(Ledger, on_delete=models.CASCADE, related_name="rejected")
    number = models.PositiveIntegerField("ligne")
    reason = models.CharField("raison", max_length=200)
    cells = models.JSONField("cellules")

    class Meta:
        verbose_name = "ligne rejetée"
        verbose_name_plural = "lignes rejetées"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"ligne rejetée n° {self.number}"


class Objective(models.Model):
    """A share the authority gave itself, with its deliberation. share: percent."""

    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="purchase_objectives")
    target = models.CharField("vers", max_length=10, choices=Target, default=Target.SSE)
    measure = models.CharField("compté en", max_length=15, choices=Measure, default=Measure.AMOUNT)
    share = models.DecimalField(
        "part visée (%)",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0.01), MaxValueValidator(100)],
    )
    year = models.PositiveSmallIntegerField("à atteindre en")
    deliberation = models.CharField("délibération", max_length=120)
    decided_on = models.DateField("prise le")
    author = _author()
    created_at = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "objectif d’achats"
        verbose_name_plural = "objectifs d’achats"
        ordering = ["year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gt=0) & models.Q(share__lte=100), name="purchases_share_is_a_percentage"
            )
        ]

    def __str__(self) -> str:
        return f"objectif d’achats n° {self.pk}"


class Retention(models.Model):
    """How long an authority keeps its files of purchases, in months; without a row, the site's own period."""

    body = models.OneToOneField(PublicBody, on_delete=models.PROTECT, related_name="purchase_retention")
    months = models.PositiveSmallIntegerField("mois")

    class Meta:
        verbose_name = "durée de conservation"
        verbose_name_plural = "durées de conservation"

    def __str__(self) -> str:
        return f"{self.months} mois"
