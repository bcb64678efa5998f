"""A list of members as somebody keeps it, row by row, until a person has read it over."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from essaim.web.members.enums import ImportState, RowDecision
from essaim.web.members.models.membership import Member


class MemberImport(models.Model):
    """A file that was read. Nothing of it reaches the network before somebody applies it."""

    file_name = models.CharField("fichier", max_length=200)
    checksum = models.CharField("empreinte", max_length=64, db_index=True)
    as_of = models.DateField("liste arrêtée au", help_text="Date d’entrée des lignes qui n’en donnent pas.")
    state = models.CharField("état", max_length=20, choices=ImportState.choices, default=ImportState.REVIEW)
    columns = models.JSONField("colonnes reconnues", default=dict)
    ignored_columns = models.JSONField("colonnes laissées de côté", default=list)
    uploaded_at = models.DateTimeField("déposé le")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="déposé par", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True)

    class Meta:
        verbose_name = "import d’une liste d’adhérents"
        verbose_name_plural = "imports de listes d’adhérents"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.uploaded_at:%d/%m/%Y})"


class ImportRow(models.Model):
    """A line of the file, what was understood of it, and what is to be done."""

    member_import = models.ForeignKey(
        MemberImport, verbose_name="import", on_delete=models.CASCADE, related_name="rows"
    )
    number = models.PositiveIntegerField("ligne du fichier")
    raw = models.JSONField("contenu de la ligne")
    name = models.CharField("nom dans le fichier", max_length=300)
    joined_on = models.DateField("entrée", null=True, blank=True)
    left_on = models.DateField("départ", null=True, blank=True)
    candidates = models.JSONField("collectivités possibles", default=list)
    problems = models.JSONField("remarques", default=list)
    confidence = models.FloatField("confiance", default=0.0)
    siren = models.CharField("SIREN retenu", max_length=9, blank=True)
    decision = models.CharField("décision", max_length=20, choices=RowDecision.choices, default=RowDecision.PENDING)
    result = models.CharField("ce qui a été fait", max_length=200, blank=True)
    member = models.ForeignKey(
        Member, verbose_name="adhérent", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        ordering = ["member_import", "number"]
        constraints = [models.UniqueConstraint(fields=["member_import", "number"], name="members_import_row_once")]

    def __str__(self) -> str:
        return f"{self.number} · {self.name}"
