"""People, what they may do, what they are."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from essaim.web.accounts.enums import BODY_ROLES, FunctionKind, RequestState, Role, Visibility
from essaim.web.accounts.managers import UserManager
from essaim.web.bodies.models import PublicBody


class User(AbstractUser):
    """A person with an account. The e-mail is the login; there is no user name, and seldom a password.

    The table keeps the name Django gave it, so that a database of the first version is carried over in place.
    """

    id = models.AutoField(primary_key=True)
    username = None
    email = models.EmailField(
        "adresse électronique", unique=True, error_messages={"unique": "Un compte existe déjà avec cette adresse."}
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        db_table = "auth_user"
        ordering = ["last_name", "first_name", "email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_email_any_case")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Grant(models.Model):
    """A person may do something, for someone, from a day on. In force on a day when starts_on ≤ day < ends_on."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.CASCADE, related_name="grants"
    )
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    body = models.ForeignKey(
        PublicBody,
        verbose_name="collectivité",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="grants",
    )
    region_code = models.CharField("région", max_length=3, blank=True)
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField(
        "prend fin le", null=True, blank=True, help_text="Premier jour où le rôle ne vaut plus. Vide : sans fin."
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="donné par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "rôle"
        verbose_name_plural = "rôles"
        ordering = ["user", "role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in BODY_ROLES], body__isnull=False)
                | Q(~Q(role__in=[role.value for role in BODY_ROLES]), body__isnull=True),
                name="accounts_body_for_body_roles",
            ),
            models.CheckConstraint(
                condition=Q(Q(role=Role.COORDINATOR.value), ~Q(region_code=""))
                | Q(~Q(role=Role.COORDINATOR.value), region_code=""),
                name="accounts_region_for_coordinators",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="accounts_grant_ends_after"
            ),
        ]

    def __str__(self) -> str:
        where = self.body or self.region_code
        return f"{self.get_role_display()}{f' · {where}' if where else ''}"


class Function(models.Model):
    """What a person is in a body, and for how long: mandate of an elected member, post of an officer."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.CASCADE, related_name="functions"
    )
    body = models.ForeignKey(
        PublicBody, verbose_name="collectivité", on_delete=models.PROTECT, related_name="functions"
    )
    kind = models.CharField("fonction", max_length=20, choices=FunctionKind.choices)
    title = models.CharField("intitulé", max_length=200, blank=True, help_text="Tel qu’il figure sur l’arrêté.")
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("prend fin le", null=True, blank=True, help_text="Premier jour sans cette fonction.")
    visibility = models.CharField("visible par", max_length=20, choices=Visibility.choices, default=Visibility.MEMBERS)

    class Meta:
        verbose_name = "fonction"
        verbose_name_plural = "fonctions"
        ordering = ["body", "kind", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="accounts_function_ends_after"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()


class Invitation(models.Model):
    """Someone is invited, by their address, to hold a role. Only the hash of the key is kept."""

    email = models.EmailField("adresse électronique", db_index=True)
    role = models.CharField("rôle", max_length=20, choices=Role.choices)
    body = models.ForeignKey(
        PublicBody, verbose_name="collectivité", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    region_code = models.CharField("région", max_length=3, blank=True)
    key_hash = models.CharField("empreinte de la clé", max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="invité par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("envoyée le")
    expires_at = models.DateTimeField("expire le")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    revoked_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    def is_open(self, now: datetime) -> bool:
        """True when it can still be accepted."""
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at


class JoinRequest(models.Model):
    """A person asks to act for a body; its administrator or the network's team decides."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.CASCADE, related_name="join_requests"
    )
    body = models.ForeignKey(
        PublicBody, verbose_name="collectivité", on_delete=models.CASCADE, related_name="join_requests"
    )
    message = models.TextField("message", max_length=1000, blank=True)
    created_at = models.DateTimeField("demandé le")
    state = models.CharField(
        "état", max_length=10, choices=RequestState.choices, default=RequestState.PENDING, db_index=True
    )
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="décidé par",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "demande pour rejoindre"
        verbose_name_plural = "demandes pour rejoindre"
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "body"],
                condition=Q(state=RequestState.PENDING.value),
                name="accounts_one_pending_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.body}"
