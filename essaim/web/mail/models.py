"""The outbox."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a letter stands."""

    WAITING = "attente", "En attente"
    SENDING = "envoi", "Envoi en cours"
    SENT = "envoye", "Envoyé"
    FAILED = "echec", "Échec définitif"
    CANCELLED = "annule", "Annulé"


class Letter(models.Model):
    """A letter and what became of it. Confidential ones (codes, invitations) are never shown, and emptied once sent."""

    key = models.CharField("clé", max_length=200, unique=True, null=True, blank=True, editable=False)
    purpose = models.CharField("motif", max_length=60, db_index=True)
    to = models.JSONField("destinataires")
    subject = models.CharField("objet", max_length=300)
    text = models.TextField("texte", blank=True)
    html = models.TextField("texte mis en forme", blank=True)
    headers = models.JSONField("en-têtes", default=dict, blank=True)
    confidential = models.BooleanField("confidentiel", default=False)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    next_attempt_at = models.DateTimeField("prochain essai", null=True, blank=True)
    last_error = models.TextField("dernière erreur", blank=True)
    created_at = models.DateTimeField("écrit le")
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="mail_due")]

    def __str__(self) -> str:
        return f"{self.subject} ({self.recipients})"

    @property
    def recipients(self) -> str:
        """Every address, on one line."""
        return ", ".join(self.to)

    # What the lists and files of the back office call it.
    recipients.fget.short_description = "destinataires"  # type: ignore[attr-defined]


class Attachment(models.Model):
    """A file joined to a letter, kept with it so that a later attempt sends the same bytes."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField("nom", max_length=200)
    content_type = models.CharField("type", max_length=100)
    content = models.BinaryField("contenu")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"

    def __str__(self) -> str:
        return self.name
