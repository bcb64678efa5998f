"""What buyers write: needs kept for the file, private to their authority."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from essaim.web.bodies.models import PublicBody

LONGEST_ADDRESS = 2000


class SavedNeed(models.Model):
    """A need of the purchase assistant, kept by an authority.

    question: the parameters of the assistant's address, the day of launch always among them, so that the same law
    answers later. share_key: what a reader without account needs to see it; empty = shared with nobody.
    """

    body = models.ForeignKey(
        PublicBody, verbose_name="collectivité", on_delete=models.PROTECT, related_name="saved_needs"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="enregistré par",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    title = models.CharField("titre", max_length=200)
    remarks = models.TextField("remarques", max_length=5000, blank=True)
    question = models.CharField("question", max_length=LONGEST_ADDRESS)
    share_key = models.CharField("clé de partage", max_length=43, blank=True, db_index=True)
    created_at = models.DateTimeField("enregistré le")
    updated_at = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "besoin enregistré"
        verbose_name_plural = "besoins enregistrés"
        ordering = ["-updated_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["share_key"], condition=~models.Q(share_key=""), name="procurement_one_need_a_share_key"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_shared(self) -> bool:
        """True when whoever holds the link may read it."""
        return bool(self.share_key)
