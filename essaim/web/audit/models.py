"""One line for each sensitive write. Lines are added, never changed; erasing a person only blanks their names."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """Someone did something to something. actor is empty for a scheduled task or once the person is erased."""

    at = models.DateTimeField("le", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="auteur",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    actor_label = models.CharField("auteur (nom du moment)", max_length=254, blank=True)
    action = models.CharField("action", max_length=100, db_index=True)
    target_type = models.CharField("genre d’objet", max_length=100)
    target_id = models.CharField("numéro de l’objet", max_length=64, blank=True)
    target_label = models.CharField("objet (nom du moment)", max_length=254, blank=True)
    before = models.JSONField("avant", null=True, blank=True)
    after = models.JSONField("après", null=True, blank=True)

    class Meta:
        verbose_name = "écriture au journal"
        verbose_name_plural = "journal des écritures"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} · {self.action} · {self.target_label}"
