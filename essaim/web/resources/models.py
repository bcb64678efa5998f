"""Fiches, the works that gather them, their editions; what they are bound to; who is asked to check them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin

from essaim.web.resources import vocabulary
from essaim.web.resources.blocks import Body
from essaim.web.resources.enums import Bound, Facet, Form, Kind, Licence, Progress, Verdict
from essaim.web.resources.fields import ChosenField


class Written(PreviewableMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel):
    """What fiches and works share. The row is what is published; drafts are Wagtail's revisions."""

    title = models.CharField("titre", max_length=150)
    slug = models.SlugField("adresse", max_length=160, unique=True)
    summary = models.CharField("résumé", max_length=400)
    theme = models.CharField("thème", max_length=40, blank=True)
    levels = ChosenField(verbose_name="échelons concernés", choices_from=vocabulary.level_choices)
    levers = ChosenField(verbose_name="leviers", choices_from=vocabulary.lever_choices)
    body = StreamField(Body(), verbose_name="texte", blank=True)
    authors = models.CharField("auteur·rices", max_length=200, blank=True)
    contact = models.CharField("qui appeler", max_length=200, blank=True)
    contact_email = models.EmailField("adresse du contact", blank=True)
    licence = models.CharField("licence", max_length=20, choices=Licence.choices, default=Licence.CC_BY_SA)
    checked_on = models.DateField("vérifiée le")
    review_by = models.DateField("à revoir avant le", db_index=True)
    reminded_on = models.DateField("rappel envoyé le", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def raw_body(self) -> list[dict[str, Any]]:
        """The blocks as they are stored: what `body.render` reads and what editions freeze."""
        return [dict(block) for block in self.body.raw_data]

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Wagtail's publication, the one place every publication goes through: what is found by it follows."""
        from essaim.web.resources.indexing import index

        done = super().publish(revision, *args, **kwargs)
        index(type(self)._default_manager.get(pk=self.pk))
        return done

    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        """Wagtail's: what is no longer read is no longer found."""
        from essaim.web.resources.indexing import index

        done = super().unpublish(*args, **kwargs)
        index(type(self)._default_manager.get(pk=self.pk))
        return done


class Fiche(Written):
    """One subject, one or two pages: the unit everything is made of."""

    question = models.CharField("question à laquelle elle répond", max_length=200)
    competences = ChosenField(verbose_name="compétences", choices_from=vocabulary.competence_choices)
    organizations = models.JSONField(
        "organisations citées", default=list, blank=True, help_text='Liste\u00a0: [{"name": "…", "siren": "…"}].'
    )

    class Meta:
        verbose_name = "fiche"
        verbose_name_plural = "fiches"
        ordering = ["title"]
        permissions = [("publish_fiche", "Peut publier une fiche")]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """The public page itself."""
        return "resources/fiche.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """What the public page is given."""
        from essaim.web.resources.fiche_context import preview

        return super().get_preview_context(request, mode_name) | preview(self)


class Work(Written):
    """Fiches in an order, with a text of its own: a kit, a guide, a Point, a reading path…"""

    kind = models.CharField("type", max_length=20, choices=Kind.choices, db_index=True)
    subtitle = models.CharField("sous-titre", max_length=200, blank=True)
    number = models.PositiveIntegerField("numéro dans sa collection", null=True, blank=True)

    class Meta:
        verbose_name = "ouvrage"
        verbose_name_plural = "ouvrages"
        ordering = ["kind", "title"]
        permissions = [("publish_work", "Peut publier un ouvrage")]

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """The whole work on one page."""
        return "resources/reading.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """What the public page is given."""
        from essaim.web.resources.work_context import preview

        return super().get_preview_context(request, mode_name) | preview(self)


class WorkItem(Orderable):
    """A fiche in a work. part: the title under which it and those after it stand; empty: the one before goes on."""

    work = ParentalKey(Work, on_delete=models.CASCADE, related_name="items")
    fiche = models.ForeignKey(Fiche, verbose_name="fiche", on_delete=models.PROTECT, related_name="items")
    part = models.CharField("partie", max_length=120, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = "fiche de l’ouvrage"
        verbose_name_plural = "fiches de l’ouvrage"
        constraints = [models.UniqueConstraint(fields=["work", "fiche"], name="resources_a_fiche_once_a_work")]

    def __str__(self) -> str:
        return f"{self.work} · {self.fiche}"


class Edition(models.Model):
    """What a work was on a day: a copy of each text and of each value it was bound to. Never changed."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField("édition")
    on = models.DateField("du")
    note = models.TextField("ce qui change", blank=True)
    content = models.JSONField("contenu")
    digest = models.CharField("empreinte", max_length=64)
    release_id = models.CharField("publication des chiffres", max_length=60, blank=True)
    published_at = models.DateTimeField("publiée le")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="publiée par"
    )

    class Meta:
        verbose_name = "édition"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["work", "number"], name="resources_one_edition_a_number")]

    def __str__(self) -> str:
        return f"{self.work}, édition {self.number}"


class Entry(models.Model):
    """A published fiche or work as the library lists it: drawn from it at each publication, never written by hand."""

    fiche = models.OneToOneField(Fiche, null=True, on_delete=models.CASCADE, related_name="entry")
    work = models.OneToOneField(Work, null=True, on_delete=models.CASCADE, related_name="entry")
    type = models.CharField("type", max_length=20)
    slug = models.CharField("adresse", max_length=160)
    title = models.CharField("titre", max_length=150)
    summary = models.CharField("résumé", max_length=400)
    question = models.CharField("question", max_length=200, blank=True)
    theme = models.CharField("thème", max_length=40, blank=True)
    levels = models.JSONField("échelons", default=list)
    words = models.TextField("mots cherchés")
    checked_on = models.DateField("vérifiée le")
    first_published_at = models.DateTimeField("publiée le")
    changed_at = models.DateTimeField("mise à jour le", db_index=True)

    class Meta:
        verbose_name = "ressource publiée"
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fiche__isnull=True) ^ models.Q(work__isnull=True), name="resources_entry_of_one"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Tag(models.Model):
    """What an entry is found by: one row a value of a facet."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="tags")
    facet = models.CharField("facette", max_length=20, choices=Facet.choices)
    value = models.CharField("valeur", max_length=160)

    class Meta:
        verbose_name = "étiquette"
        constraints = [models.UniqueConstraint(fields=["entry", "facet", "value"], name="resources_one_tag_a_value")]
        indexes = [models.Index(fields=["facet", "value", "entry"], name="resources_by_tag")]

    def __str__(self) -> str:
        return f"{self.facet}:{self.value}"


class Watch(models.Model):
    """A value a published text is bound to, as it was when somebody last checked the text, and as it is now."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="watches")
    kind = models.CharField("nature", max_length=20, choices=Bound.choices)
    key = models.CharField("lié à", max_length=400)
    seen = models.CharField("valeur vue", max_length=400)
    seen_on = models.DateField("vue le")
    reason = models.CharField("ce qui a changé", max_length=600, blank=True)
    changed_on = models.DateField("changé depuis le", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = "lien à surveiller"
        constraints = [models.UniqueConstraint(fields=["entry", "kind", "key"], name="resources_one_watch_a_key")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class Review(models.Model):
    """A check asked of somebody without an account, by a signed link."""

    fiche = models.ForeignKey(Fiche, on_delete=models.CASCADE, related_name="reviews")
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField("demandée le")
    expires_at = models.DateTimeField("expire le")
    digest = models.CharField("empreinte du texte à relire", max_length=64)
    verdict = models.CharField("réponse", max_length=20, choices=Verdict.choices, blank=True)
    comment = models.TextField("remarques", blank=True)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)

    class Meta:
        verbose_name = "relecture demandée"
        verbose_name_plural = "relectures demandées"
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.fiche} · {self.name}"


class Build(models.Model):
    """A file made, or being made, of some content. Two readers who ask for the same content share it."""

    key = models.CharField("empreinte", max_length=64, unique=True)
    form = models.CharField("forme", max_length=10, choices=Form.choices)
    title = models.CharField("titre", max_length=200)
    asked = models.JSONField("demande")
    state = models.CharField("état", max_length=20, choices=Progress.choices, default=Progress.WAITING, db_index=True)
    step = models.CharField("étape", max_length=120, blank=True)
    percent = models.PositiveSmallIntegerField("avancement", default=0)
    pages = models.PositiveIntegerField("pages", null=True, blank=True)
    remark = models.TextField("remarque", blank=True)
    size = models.PositiveIntegerField("octets", null=True, blank=True)
    sender_hash = models.CharField("empreinte de qui demande", max_length=64, blank=True, db_index=True)
    asked_at = models.DateTimeField("demandé le")
    moved_at = models.DateTimeField("a avancé le", null=True, blank=True)
    done_at = models.DateTimeField("prêt le", null=True, blank=True)
    read_at = models.DateTimeField("lu le", null=True, blank=True)

    class Meta:
        verbose_name = "fichier préparé"
        verbose_name_plural = "fichiers préparés"
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.title} ({self.form})"
