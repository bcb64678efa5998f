"""A letter: what it says, to whom, and what became of it for each recipient."""

from __future__ import annotations

from django.db import models
from wagtail.fields import StreamField

from essaim.web.newsletters.blocks import BODY
from essaim.web.newsletters.enums import Handing, Stage
from essaim.web.newsletters.models.subscribers import MailingList, Subscriber


class Issue(models.Model):
    """A letter of a list. Once it begins to leave, its words no longer change: people received them.

    since, until: the days whose news are offered, first included, last excluded.
    segment: part of the list it goes to, as Segment.dump writes it; empty: the whole list.
    prepared_at: when its recipients were written down; held_until: no attempt before, after a fault of the server.
    """

    list = models.ForeignKey(MailingList, verbose_name="liste", on_delete=models.PROTECT, related_name="issues")
    slug = models.SlugField("adresse", max_length=160, unique=True, editable=False)
    subject = models.CharField("objet", max_length=120)
    preheader = models.CharField(
        "phrase d’accroche", max_length=160, blank=True, help_text="Montrée après l’objet par les messageries."
    )
    since = models.DateField("nouveautés depuis le")
    until = models.DateField("jusqu’au (exclu)")
    body = StreamField(BODY, verbose_name="contenu", blank=True)
    segment = models.JSONField("destinataires", default=dict, blank=True)
    stage = models.CharField("état", max_length=20, choices=Stage.choices, default=Stage.DRAFT, db_index=True)
    fictitious = models.BooleanField("lettre de démonstration", default=False, editable=False)
    created_at = models.DateTimeField("créée le")
    scheduled_at = models.DateTimeField("programmée pour le", null=True, blank=True)
    prepared_at = models.DateTimeField(null=True, blank=True, editable=False)
    held_until = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    last_error = models.TextField("dernière difficulté", blank=True)
    recipients_count = models.PositiveIntegerField("destinataires", default=0)
    sent_count = models.PositiveIntegerField("envoyées", default=0)
    failed_count = models.PositiveIntegerField("rejetées", default=0)
    skipped_count = models.PositiveIntegerField("écartées", default=0)
    left_count = models.PositiveIntegerField("désabonnements", default=0)
    complained_count = models.PositiveIntegerField("plaintes", default=0)

    class Meta:
        verbose_name = "lettre"
        verbose_name_plural = "lettres"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="newsletters_days_in_order")
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_written(self) -> bool:
        """True while its words may still change."""
        return self.stage in (Stage.DRAFT, Stage.SCHEDULED)


class Delivery(models.Model):
    """A letter to one recipient, from the moment it begins to leave. Deleted some months later: counts stay.

    claim: which sender holds it, until claimed_until. SENDING: the message is being handed over; only then may a crash
    leave a doubt, and the row becomes UNCERTAIN. code: what the server answered (RFC 5321).
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    email = models.EmailField("adresse électronique")
    handing = models.CharField("état", max_length=20, choices=Handing.choices, default=Handing.WAITING)
    claim = models.CharField(max_length=40, blank=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    next_attempt_at = models.DateTimeField(null=True)
    code = models.PositiveSmallIntegerField("code", null=True)
    words = models.CharField("réponse du serveur", max_length=300, blank=True)
    sent_at = models.DateTimeField("envoyée le", null=True)

    class Meta:
        verbose_name = "envoi"
        verbose_name_plural = "envois"
        constraints = [models.UniqueConstraint(fields=["issue", "email"], name="newsletters_one_delivery_each")]
        indexes = [
            models.Index(fields=["issue", "handing", "next_attempt_at"], name="newsletters_to_hand"),
            models.Index(fields=["claim"], name="newsletters_by_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_handing_display()}"
