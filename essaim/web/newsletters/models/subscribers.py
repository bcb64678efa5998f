"""Who receives what, on which ground, and what proves it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from essaim.web.newsletters.enums import Audience, Basis, Event, Post, Reach, Standing
from essaim.web.ui.news import LEVELS


def new_key() -> str:
    """Return a key nobody can guess, for the links of a subscriber's letters."""
    return secrets.token_urlsafe(24)


class MailingList(models.Model):
    """A list: one purpose, said to those who subscribe. It is never used for another."""

    slug = models.SlugField("adresse", max_length=60, unique=True)
    name = models.CharField("nom", max_length=100)
    purpose = models.CharField(
        "finalité", max_length=300, help_text="À quoi servent les adresses de cette liste. Dit à l’inscription."
    )
    frequency = models.CharField("rythme", max_length=60, blank=True, help_text="« une fois par mois »")
    audience = models.CharField("qui la reçoit", max_length=20, choices=Audience.choices, default=Audience.PUBLIC)
    function_kinds = models.JSONField(
        "fonctions", default=list, blank=True,
        help_text="Liste des adhérents : seulement les personnes qui ont une de ces fonctions. Aucune : toutes.",
    )  # fmt: skip
    sender_name = models.CharField("nom de l’expéditeur", max_length=100, blank=True)
    reply_to = models.EmailField("adresse de réponse", blank=True)
    is_open = models.BooleanField("ouverte", default=True, help_text="Fermée : plus d’inscription ni d’envoi.")
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "liste"
        verbose_name_plural = "listes"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """True when anybody may subscribe to it and read what it sent."""
        return self.audience == Audience.PUBLIC


class Subscriber(models.Model):
    """An address, and what its holder said of their interests. `key` opens their choices, and nothing else."""

    email = models.EmailField("adresse électronique")
    key = models.CharField("clé", max_length=40, unique=True, default=new_key, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    region_code = models.CharField("région", max_length=3, blank=True, db_index=True)
    level = models.CharField("échelon", max_length=20, choices=list(LEVELS.items()), blank=True, db_index=True)
    post = models.CharField("qualité", max_length=20, choices=Post.choices, blank=True, db_index=True)
    reach = models.CharField("état de l’adresse", max_length=20, choices=Reach.choices, default=Reach.GOOD)
    soft_bounces = models.PositiveSmallIntegerField("échecs passagers de suite", default=0)
    reach_changed_at = models.DateTimeField("état depuis le", null=True, blank=True)
    created_at = models.DateTimeField("connue depuis le")

    class Meta:
        verbose_name = "personne inscrite"
        verbose_name_plural = "personnes inscrites"
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="newsletters_email_any_case")]

    def __str__(self) -> str:
        return self.email


class SubscriberTheme(models.Model):
    """A theme a subscriber follows (ids of essaim.rules.themes). None: all of them."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField("thème", max_length=30)

    class Meta:
        verbose_name = "thème suivi"
        ordering = ["theme"]
        constraints = [models.UniqueConstraint(fields=["subscriber", "theme"], name="newsletters_theme_once")]

    def __str__(self) -> str:
        return self.theme


class Subscription(models.Model):
    """A subscriber receives a list, or did. The row stays once they left, so that no import brings them back."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    list = models.ForeignKey(MailingList, verbose_name="liste", on_delete=models.PROTECT, related_name="subscriptions")
    standing = models.CharField("situation", max_length=20, choices=Standing.choices, default=Standing.PENDING)
    basis = models.CharField("fondement", max_length=20, choices=Basis.choices, default=Basis.CONSENT)
    asked_at = models.DateTimeField("demandée le")
    changed_at = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        ordering = ["list", "subscriber"]
        constraints = [models.UniqueConstraint(fields=["subscriber", "list"], name="newsletters_subscribed_once")]
        indexes = [models.Index(fields=["list", "standing"], name="newsletters_by_standing")]

    def __str__(self) -> str:
        return f"{self.subscriber} · {self.list}"


class Proof(models.Model):
    """What happened to a subscription, and the words that were shown. Never changed; outlives the address.

    email_hash: keyed hash of the address, enough to answer « when did I say yes? » to whoever gives the address again.
    sender_hash: of who sent the form, different each day, only to limit.
    """

    subscriber = models.ForeignKey(
        Subscriber, null=True, blank=True, on_delete=models.SET_NULL, related_name="proofs", verbose_name="personne"
    )
    email_hash = models.CharField("empreinte de l’adresse", max_length=64, db_index=True, editable=False)
    list = models.ForeignKey(
        MailingList, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="liste"
    )
    event = models.CharField("quoi", max_length=20, choices=Event.choices)
    at = models.DateTimeField("quand", db_index=True)
    words = models.TextField("ce qui était dit, ou d’où cela vient", blank=True)
    sender_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "preuve"
        verbose_name_plural = "preuves"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_event_display()} · {self.at:%d/%m/%Y}"


class ImportedFile(models.Model):
    """Addresses brought by a file, and on which ground."""

    list = models.ForeignKey(MailingList, verbose_name="liste", on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField("fichier", max_length=200)
    basis = models.CharField("fondement", max_length=20, choices=Basis.choices)
    origin = models.TextField("d’où viennent ces adresses", max_length=1000)
    at = models.DateTimeField("importé le")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added = models.PositiveIntegerField("ajoutées", default=0)
    already = models.PositiveIntegerField("déjà inscrites", default=0)
    refused = models.PositiveIntegerField("refusées", default=0)

    class Meta:
        verbose_name = "import d’adresses"
        verbose_name_plural = "imports d’adresses"
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.file_name


class RefusedRow(models.Model):
    """A line of a file that was not taken, and why."""

    imported = models.ForeignKey(ImportedFile, on_delete=models.CASCADE, related_name="refused_rows")
    number = models.PositiveIntegerField("ligne")
    value = models.CharField("adresse lue", max_length=254)
    reason = models.CharField("raison", max_length=200)

    class Meta:
        verbose_name = "ligne refusée"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} : {self.reason}"
