"""Contacts in the back office: who does what in which body. Each is written on the page of the body's people."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import register_permission_policy

from essaim.web.accounts import selectors, services
from essaim.web.accounts.enums import FunctionKind, Visibility
from essaim.web.accounts.errors import FunctionError
from essaim.web.accounts.models import Function
from essaim.web.bodies.enums import Kind
from essaim.web.ui.back_office import EachByItself, ReadOnly, Several


class FunctionFilters(WagtailFilterSet):
    """By function, level, visibility, and today or before."""

    kind = django_filters.MultipleChoiceFilter(
        choices=FunctionKind.choices, label="Fonction", widget=forms.CheckboxSelectMultiple
    )
    level = django_filters.ChoiceFilter(choices=Kind.choices, label="Échelon", field_name="body__kind")
    visibility = django_filters.ChoiceFilter(choices=Visibility.choices, label="Visible par")
    current = django_filters.BooleanFilter(label="En fonction aujourd’hui", method="filter_current")

    class Meta:
        model = Function
        fields: list[str] = []

    def filter_current(self, found: QuerySet[Function], name: str, value: bool) -> QuerySet[Function]:
        """Keep the functions in force today, or the others."""
        held = selectors.in_force(Function.objects.all(), timezone.localdate())
        return found.filter(pk__in=held.values("pk")) if value else found.exclude(pk__in=held.values("pk"))


class Functions(Several):
    """Every function of people whose account is open."""

    all_of_them = "Tous les contacts de la liste"

    @staticmethod
    def rows() -> QuerySet[Function]:
        return Function.objects.filter(user__is_active=True).select_related("user", "body")


def _day(value: date | None) -> str:
    return f"{value:%d/%m/%Y}" if value else "–"


class FunctionViewSet(ModelViewSet):
    """Whom to call in each body."""

    model = Function
    name = "contacts"
    url_prefix = "reseau/contacts"
    icon = "user"
    menu_label = "Contacts"
    menu_order = 205
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = Functions
    form_fields = ["title"]
    list_display = [
        TitleColumn(
            "person", label="Personne", accessor=lambda one: str(one.user), sort_key="user__last_name",
            get_url=lambda one: reverse("accounts:people", args=[one.body_id]),
            get_title_id=lambda one: f"function_{one.pk}_title",
        ),
        Column("body", label="Collectivité", sort_key="body__name"),
        Column("kind", label="Fonction", accessor=str, sort_key="kind"),
        Column("email", label="Adresse", accessor="user.email"),
        Column("visibility", label="Visible par", accessor="get_visibility_display"),
        Column("starts_on", label="Depuis le", accessor=lambda one: _day(one.starts_on), sort_key="starts_on"),
        Column("ends_on", label="Jusqu’au", accessor=lambda one: _day(one.ends_on), sort_key="ends_on"),
    ]  # fmt: skip
    list_export = ["user.last_name", "user.first_name", "user.email", "body.siren", "body.name", "kind", "title",
                   "starts_on", "ends_on", "visibility"]  # fmt: skip
    export_headings = {"user.last_name": "Nom", "user.first_name": "Prénom", "user.email": "Adresse électronique",
                       "body.siren": "SIREN", "body.name": "Collectivité"}  # fmt: skip
    export_filename = "contacts"
    search_fields = ["user__last_name", "user__first_name", "user__email", "body__name", "title"]
    search_backend_name = None
    filterset_class = FunctionFilters
    ordering = ["user__last_name", "user__first_name"]
    list_per_page = 50


class EndForm(forms.Form):
    """The day the functions end."""

    ends_on = forms.DateField(label="Premier jour sans ces fonctions", widget=AdminDateInput)


class EndFunctions(EachByItself):
    """A new council: several mandates end the same day."""

    display_name = "Mettre fin"
    aria_label = "Mettre fin aux fonctions choisies"
    action_type = "end"
    models = [Function]
    form_class = EndForm
    question = "Ces fonctions prennent fin le même jour. Les accès au site, eux, ne changent pas\u00a0:"
    button = "Mettre fin à ces fonctions"
    done = "fonction(s) terminée(s)."
    refusals = (FunctionError,)

    def allowed(self) -> bool:
        return self.request.roles.is_team

    def get_initial(self) -> dict[str, Any]:
        return {"ends_on": timezone.localdate()}

    def act(self, obj: Function) -> None:
        services.write_function(
            function=obj, user=obj.user, body=obj.body, kind=obj.kind, title=obj.title, starts_on=obj.starts_on,
            ends_on=self.cleaned_form.cleaned_data["ends_on"], visibility=obj.visibility,
            actor=self.request.user, now=timezone.now(),
        )  # fmt: skip


register_permission_policy(Function, ReadOnly(Function))


@hooks.register("register_admin_viewset")
def register_contacts() -> FunctionViewSet:
    """Put the contacts in the menu."""
    return FunctionViewSet()


hooks.register("register_bulk_action", EndFunctions)
