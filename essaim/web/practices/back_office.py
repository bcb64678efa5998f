"""Every sheet, for those who review: filtered, exported, several at once. One is read and written on its own page."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from essaim.web.bodies.enums import Kind
from essaim.web.practices import services, vocabulary
from essaim.web.practices.enums import State
from essaim.web.practices.errors import PracticeError
from essaim.web.practices.models import Sheet
from essaim.web.practices.permissions import can_review
from essaim.web.ui.back_office import EachByItself, Several


def _themes() -> list[tuple[str, str]]:
    return list(vocabulary.theme_labels(timezone.localdate()).items())


class SheetFilters(WagtailFilterSet):
    """By state, theme, level, what is due, and day."""

    state = django_filters.MultipleChoiceFilter(
        choices=State.choices, label="État", widget=forms.CheckboxSelectMultiple
    )
    theme = django_filters.ChoiceFilter(choices=_themes, label="Thème", field_name="content__theme")
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label="Échelon", field_name="body__kind")
    due = django_filters.BooleanFilter(label="Vérification en retard", method="filter_due")
    public = django_filters.BooleanFilter(label="Publique", method="filter_public")
    updated_at = django_filters.DateFromToRangeFilter(label="Enregistrée entre")

    class Meta:
        model = Sheet
        fields: list[str] = []

    def filter_due(self, found: QuerySet[Sheet], name: str, value: bool) -> QuerySet[Sheet]:
        """Keep what is past its day of review, or the rest."""
        late = {"experience__is_public": True, "experience__review_by__lte": timezone.localdate()}
        return found.filter(**late) if value else found.exclude(**late)

    def filter_public(self, found: QuerySet[Sheet], name: str, value: bool) -> QuerySet[Sheet]:
        """Keep what everybody reads, or the rest."""
        return found.filter(experience__is_public=True) if value else found.exclude(experience__is_public=True)


class Sheets(Several):
    """Every sheet, leading to its own page."""

    all_of_them = "Toutes les fiches de la liste"

    @staticmethod
    def rows() -> QuerySet[Sheet]:
        return Sheet.objects.select_related("body", "author").annotate(
            siren=F("body__siren"),
            authority=F("body__name"),
            theme=F("content__theme"),
            slug=F("experience__slug"),
            is_public=F("experience__is_public"),
            published_at=F("experience__published_at"),
            confirmed_on=F("experience__confirmed_on"),
            review_by=F("experience__review_by"),
        )

    @property
    def header_more_buttons(self) -> list[Button]:
        return [
            Button("Nouvelle fiche", url=reverse("practices:new"), icon_name="plus"),
            Button("À relire", url=reverse("practices:waiting"), icon_name="view"),
        ]


def _state(sheet: Any) -> str:
    """« Brouillon · publique »: a sheet being written again keeps its public page."""
    again = sheet.is_public and sheet.state != State.PUBLISHED
    return f"{sheet.get_state_display()} · page publique en ligne" if again else sheet.get_state_display()


class SheetViewSet(ModelViewSet):
    """Experiences, from the first draft to what must be checked again."""

    model = Sheet
    name = "sheets"
    url_prefix = "experiences"
    icon = "pick"
    menu_label = "Expériences"
    menu_order = 220
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = Sheets
    form_fields = ["title"]
    list_display = [
        TitleColumn(
            "title", label="Fiche", accessor=str, sort_key="title",
            get_url=lambda sheet: reverse("practices:sheet", args=[sheet.pk]),
            get_title_id=lambda sheet: f"sheet_{sheet.pk}_title",
        ),
        Column("body", label="Collectivité", accessor=lambda sheet: sheet.body or "équipe du réseau"),
        Column("state", label="État", accessor=_state, sort_key="state"),
        Column("theme", label="Thème", accessor=lambda sheet: dict(_themes()).get(sheet.theme, "à choisir")),
        DateColumn("updated_at", label="Enregistrée", sort_key="updated_at"),
        Column("review_by", label="À vérifier avant le", sort_key="review_by",
               accessor=lambda sheet: f"{sheet.review_by:%d/%m/%Y}" if sheet.review_by else "–"),
    ]  # fmt: skip
    list_export = ["title", "siren", "authority", "state", "theme", "version", "created_at", "updated_at",
                   "proposed_at", "slug", "is_public", "published_at", "confirmed_on", "review_by"]  # fmt: skip
    export_headings = {"title": "Titre", "siren": "SIREN", "authority": "Collectivité", "theme": "Thème",
                       "slug": "Adresse", "is_public": "Publique", "published_at": "Publiée le",
                       "confirmed_on": "Vérifiée le", "review_by": "À vérifier avant le"}  # fmt: skip
    export_filename = "experiences"
    search_fields = ["title", "body__name"]
    search_backend_name = None
    filterset_class = SheetFilters
    ordering = ["-updated_at"]
    list_per_page = 50


class _OnSheets(EachByItself):
    models = [Sheet]
    refusals = (PracticeError,)

    def allowed(self) -> bool:
        return can_review(self.request.roles)


class MarkReviewed(_OnSheets):
    """Several proposed sheets were read and are ready."""

    display_name = button = "Marquer comme relues"
    aria_label = "Marquer comme relues les fiches choisies"
    action_type = "review"
    question = "Vous avez lu ces fiches, elles sont prêtes\u00a0:"
    done = "fiche(s) relue(s)."

    def act(self, obj: Sheet) -> None:
        services.mark_reviewed(sheet_id=obj.pk, editor=self.request.user, now=timezone.now())


class Publish(_OnSheets):
    """Several sheets become public, each at its latest version."""

    display_name = button = "Publier"
    aria_label = "Publier les fiches choisies"
    action_type = "publish"
    question = "Tout le monde pourra lire ces fiches, à leur dernière version\u00a0:"
    done = "expérience(s) publiée(s)."

    def act(self, obj: Sheet) -> None:
        services.publish(sheet_id=obj.pk, editor=self.request.user, now=timezone.now(), on=timezone.localdate())
