"""Public bodies. They refer to the release by official codes only, and outlive any edition of it."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from essaim.web.bodies.enums import Kind


class PublicBody(models.Model):
    """A public body, known by its SIREN. When it ceases (fusion, commune nouvelle), its successor takes over."""

    siren = models.CharField(
        "SIREN", max_length=9, unique=True, validators=[RegexValidator(r"^\d{9}$", "Un SIREN compte 9 chiffres.")]
    )
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("genre", max_length=20, choices=Kind.choices)
    territory_id = models.CharField(
        "territoire",
        max_length=40,
        blank=True,
        db_index=True,
        help_text="Niveau et code officiel, comme commune:59350. Vide quand aucun territoire ne correspond.",
    )
    siret = models.CharField(
        "SIRET du siège",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\d{14}$", "Un SIRET compte 14 chiffres.")],
    )
    ceased_on = models.DateField("a cessé le", null=True, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name="lui succède", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        verbose_name = "collectivité"
        verbose_name_plural = "collectivités"
        ordering = ["name", "siren"]
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(ceased_on__isnull=False), name="bodies_successor_after_end"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")), name="bodies_not_its_own_successor"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_ceased(self) -> bool:
        """True once an end is recorded, whatever its date."""
        return self.ceased_on is not None
