"""A working sheet, its versions and comments; and the published experience, a copy made when it is published."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from essaim.web.bodies.models import PublicBody
from essaim.web.practices.content import Content
from essaim.web.practices.enums import Facet, State


class Sheet(models.Model):
    """What is being written. `version` grows at each save: whoever saves says which one they had opened."""

    body = models.ForeignKey(
        PublicBody,
        verbose_name="collectivité qui la propose",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sheets",
        help_text="Vide : une fiche de l’équipe du réseau.",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="auteur·rice",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sheets",
    )
    title = models.CharField("titre", max_length=150, blank=True)
    content = models.JSONField("contenu")
    version = models.PositiveIntegerField("version", default=1)
    state = models.CharField("état", max_length=20, choices=State.choices, default=State.DRAFT, db_index=True)
    created_at = models.DateTimeField("créée le")
    updated_at = models.DateTimeField("enregistrée le")
    proposed_at = models.DateTimeField("proposée le", null=True, blank=True)

    class Meta:
        verbose_name = "fiche de travail"
        verbose_name_plural = "fiches de travail"
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.title or "Fiche sans titre"

    def read(self) -> Content:
        """The content, as a record."""
        return Content.model_validate(self.content)


class Version(models.Model):
    """What a sheet said at a version. Never changed."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("version")
    at = models.DateTimeField("le")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField("contenu")

    class Meta:
        verbose_name = "version"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="practices_one_content_a_version")]

    def __str__(self) -> str:
        return f"{self.sheet} · version {self.number}"


class Comment(models.Model):
    """A word between author and editor about a sheet. Never public."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField("commentaire", max_length=2000)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "commentaire"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Experience(models.Model):
    """What everybody reads: the copy of a sheet at the version that was published."""

    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, related_name="experience")
    slug = models.SlugField("adresse", max_length=160, unique=True)
    title = models.CharField("titre", max_length=150)
    summary = models.CharField("résumé", max_length=400)
    content = models.JSONField("contenu")
    version = models.PositiveIntegerField("version publiée")
    published_at = models.DateTimeField("publiée le")
    updated_at = models.DateTimeField("mise à jour le")
    confirmed_on = models.DateField("vérifiée le")
    review_by = models.DateField("à revoir avant le", db_index=True)
    reminded_on = models.DateField("rappel envoyé le", null=True, blank=True)
    is_public = models.BooleanField("publique", default=True, db_index=True)
    population = models.BigIntegerField("population du plus grand territoire", null=True, blank=True)

    class Meta:
        verbose_name = "expérience"
        verbose_name_plural = "expériences"
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def read(self) -> Content:
        """The content, as a record."""
        return Content.model_validate(self.content)


class Tag(models.Model):
    """What a published experience is found by: one row a value of a facet."""

    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="tags")
    facet = models.CharField("facette", max_length=20, choices=Facet.choices)
    value = models.CharField("valeur", max_length=60)

    class Meta:
        verbose_name = "étiquette"
        constraints = [
            models.UniqueConstraint(fields=["experience", "facet", "value"], name="practices_one_tag_a_value")
        ]
        indexes = [models.Index(fields=["facet", "value", "experience"], name="practices_by_tag")]

    def __str__(self) -> str:
        return f"{self.facet}:{self.value}"
