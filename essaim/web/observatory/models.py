"""What readers write about organisations. It refers to the release by SIREN only."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models


class ErrorReport(models.Model):
    """A reader says that something about an organisation is wrong. Never shown in public, never sent by itself."""

    class Subject(models.TextChoices):
        STATUS = "statut", "Elle est (ou n’est pas) de l’ESS"
        ACTIVITY = "activite", "Son activité ou son secteur"
        PLACE = "lieu", "Son adresse ou sa commune"
        WORKFORCE = "effectif", "Son effectif"
        LABEL = "label", "Un agrément ou un label"
        CLOSED = "fermee", "Elle n’existe plus"
        OTHER = "autre", "Autre chose"

    class State(models.TextChoices):
        NEW = "nouveau", "Nouveau"
        SENT = "transmis", "Transmis au producteur"
        DONE = "traite", "Traité"
        REFUSED = "sans_suite", "Sans suite"

    siren = models.CharField(
        "SIREN", max_length=9, validators=[RegexValidator(r"^\d{9}$", "Un SIREN compte 9 chiffres.")]
    )
    subject = models.CharField("sujet", max_length=20, choices=Subject.choices)
    message = models.TextField("message", max_length=2000)
    contact = models.CharField("adresse électronique", max_length=254, blank=True)
    producer = models.CharField("producteur à prévenir", max_length=200, blank=True)
    release_id = models.CharField("édition", max_length=40)
    state = models.CharField("état", max_length=20, choices=State.choices, default=State.NEW)
    sender_hash = models.CharField("empreinte de l’expéditeur", max_length=64, db_index=True, editable=False)
    created_at = models.DateTimeField("reçu le", auto_now_add=True)

    class Meta:
        verbose_name = "signalement d’erreur"
        verbose_name_plural = "signalements d’erreur"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.siren} · {self.get_subject_display()}"
