"""What people write about procurement: needs an authority keeps, endings a person wants to be told of."""

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


class Watch(models.Model):
    """A territory whose ending contracts a person wants to be told of by letter.

    divisions: CPV divisions, two digits each, spaces between; empty = all. last_written_at: of the last letter.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne", on_delete=models.CASCADE, related_name="watches"
    )
    territory_id = models.CharField("territoire", max_length=40)
    territory_name = models.CharField("nom du territoire", max_length=200)
    divisions = models.CharField("divisions CPV", max_length=200, blank=True)
    months = models.PositiveSmallIntegerField("prévenir combien de mois avant", default=12)
    created_at = models.DateTimeField("demandée le")
    last_written_at = models.DateTimeField("dernier courriel le", null=True, blank=True)

    class Meta:
        verbose_name = "alerte d’échéances"
        verbose_name_plural = "alertes d’échéances"
        ordering = ["territory_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "territory_id", "divisions"], name="procurement_one_watch_a_place"
            )
        ]

    def __str__(self) -> str:
        return self.territory_name

    @property
    def division_codes(self) -> tuple[str, ...]:
        return tuple(self.divisions.split())


class Told(models.Model):
    """A contract a person was told of, so that no letter tells it twice."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="told")
    contract_id = models.CharField("marché", max_length=30)

    class Meta:
        verbose_name = "échéance signalée"
        verbose_name_plural = "échéances signalées"
        constraints = [models.UniqueConstraint(fields=["watch", "contract_id"], name="procurement_told_once")]

    def __str__(self) -> str:
        return self.contract_id
