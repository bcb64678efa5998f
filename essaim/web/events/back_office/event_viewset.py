"""Events in the back office."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import path, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from essaim.web.events import attendance, moments, permissions, selectors
from essaim.web.events.back_office import desk_views
from essaim.web.events.back_office.writing import AddEvent, EditEvent, EventForm
from essaim.web.events.enums import Kind, State
from essaim.web.events.models import Event
from essaim.web.ui.back_office import Inspect, Listing


class EventFilters(WagtailFilterSet):
    """By state, kind and date."""

    state = django_filters.ChoiceFilter(choices=State.choices, label="État")
    kind = django_filters.ChoiceFilter(choices=Kind.choices, label="Genre")
    starts_on = django_filters.DateFromToRangeFilter(label="Commence entre")

    class Meta:
        model = Event
        fields = ["state", "kind", "source"]


class EventIndex(Listing):
    """The list, with how many places are taken."""

    @staticmethod
    def rows() -> QuerySet[Event]:
        return selectors.with_places()


class InspectEvent(Inspect):
    """An event, its state, who comes, and what comes next."""

    template_name = "events/admin/event.html"

    @property
    def header_more_buttons(self) -> list[Button]:
        event, roles = self.object, self.request.roles
        steps = []
        if event.is_public:
            steps.append(Button("Page publique", url=reverse("events:event", args=[event.slug]), icon_name="view"))
        if event.state in (State.DRAFT, State.PROPOSED, State.REFUSED):
            steps.append(Button("Publier", url=reverse("agenda_publish", args=[event.pk]), icon_name="upload"))
        if event.state == State.PROPOSED:
            steps.append(Button("Écarter", url=reverse("agenda_refuse", args=[event.pk]), icon_name="bin"))
        if event.state == State.PUBLISHED:
            steps.append(Button("Annuler ce rendez-vous", url=reverse("agenda_cancel", args=[event.pk]),
                                icon_name="cross"))  # fmt: skip
        if permissions.can_manage_registrations(roles):
            steps.append(Button("Inscriptions", url=reverse("agenda_desk", args=[event.pk]), icon_name="group"))
        if event.minutes:
            steps.append(Button("Compte rendu → expérience", url=reverse("agenda_minutes", args=[event.pk]),
                                icon_name="pick"))  # fmt: skip
            steps.append(Button("Compte rendu → fiche", url=reverse("agenda_minutes_fiche", args=[event.pk]),
                                icon_name="doc-full"))  # fmt: skip
        return steps

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event = self.object
        confirmed, waiting = selectors.places(event)
        return {
            **super().get_context_data(**kwargs),
            "event": event,
            "when": moments.in_words(event),
            "confirmed": confirmed,
            "waiting": waiting,
            "attendance": attendance.figures(event),
        }


class EventViewSet(ModelViewSet):
    """Events."""

    model = Event
    icon = "date"
    menu_label = "Événements"
    name = "agenda_events"
    url_prefix = "agenda/evenements"
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = EventIndex
    inspect_view_class = InspectEvent
    # What the house keeps for itself says nothing to whoever reads.
    inspect_view_fields_exclude = ("id", "uid", "sequence", "begins_at", "ends_at", "minutes_sheet", "minutes_fiche",
                                   "source_uid", "fictitious")  # fmt: skip
    add_view_class = AddEvent
    edit_view_class = EditEvent
    filterset_class = EventFilters
    search_fields = ["title", "place_name", "commune_name"]
    search_backend_name = None
    list_per_page = 50
    list_display = [
        "title",
        Column("state", label="État", accessor="get_state_display"),
        Column("when", label="Quand", accessor=moments.days_in_words),
        Column("commune_name", label="Commune"),
        Column("taken", label="Inscrits", accessor=lambda event: event.taken),
        Column("capacity", label="Places", accessor=lambda event: event.capacity or "sans limite"),
    ]
    list_export = ["title", "kind", "state", "starts_on", "ends_on", "starts_time", "ends_time", "mode", "place_name",
                   "commune_code", "commune_name", "capacity", "taken"]  # fmt: skip
    export_filename = "agenda"
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"), FieldRowPanel([FieldPanel("kind"), FieldPanel("audience")]),
                    FieldPanel("summary"), FieldPanel("description"),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                            FieldRowPanel([FieldPanel("starts_time"), FieldPanel("ends_time"), FieldPanel("zone")]),
                        ], heading="Quand",
                    ),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("mode"), FieldPanel("everywhere")]),
                            FieldRowPanel([FieldPanel("place_name"), FieldPanel("commune_code")]),
                            FieldPanel("address"), FieldPanel("access"), FieldPanel("accessibility"),
                            FieldRowPanel([FieldPanel("video"), FieldPanel("video_url")]),
                        ], heading="Où",
                    ),
                    MultiFieldPanel([FieldPanel("regions"), FieldPanel("levels"), FieldPanel("themes")],
                                    heading="Pour qui, sur quoi"),
                ], heading="L’essentiel",
            ),
            ObjectList(
                [
                    InlinePanel("sessions", heading="Programme", label="moment", panels=[
                        FieldRowPanel([FieldPanel("day"), FieldPanel("starts_time"), FieldPanel("ends_time")]),
                        FieldPanel("title"), FieldPanel("text"), FieldPanel("speakers"), FieldPanel("room"),
                    ]),
                    InlinePanel("parties", heading="Organisateurs et partenaires", label="organisation", panels=[
                        FieldRowPanel([FieldPanel("role"), FieldPanel("siren")]), FieldPanel("name"), FieldPanel("url"),
                    ]),
                ], heading="Programme",
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("registering"), FieldPanel("registration_url")]),
                    FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                    FieldRowPanel([FieldPanel("capacity"), FieldPanel("quota")]),
                    FieldRowPanel([FieldPanel("price"), FieldPanel("price_note")]),
                    FieldPanel("conditions"), FieldRowPanel([FieldPanel("keep_days"), FieldPanel("training_hours")]),
                    InlinePanel("questions", heading="Questions", label="question", panels=[
                        FieldRowPanel([FieldPanel("kind"), FieldPanel("required")]), FieldPanel("label"),
                        FieldPanel("choices"),
                    ]),
                ], heading="Inscription",
            ),
            ObjectList(
                [
                    InlinePanel("materials", heading="Documents, supports, rediffusion", label="document", panels=[
                        FieldPanel("kind"), FieldPanel("title"), FieldPanel("file"), FieldPanel("url"),
                    ]),
                    FieldPanel("replay_is_public"), FieldPanel("minutes"), FieldPanel("source_note"),
                    FieldPanel("source_url"),
                ], heading="Documents et suites",
            ),
        ], base_form_class=EventForm,
    )  # fmt: skip


URLS = [
    path("agenda/evenements/<int:pk>/publier/", desk_views.publish, name="agenda_publish"),
    path("agenda/evenements/<int:pk>/annuler/", desk_views.cancel, name="agenda_cancel"),
    path("agenda/evenements/<int:pk>/ecarter/", desk_views.refuse, name="agenda_refuse"),
    path("agenda/evenements/<int:pk>/compte-rendu/", desk_views.minutes, name="agenda_minutes"),
    path("agenda/evenements/<int:pk>/compte-rendu/fiche/", desk_views.minutes_fiche, name="agenda_minutes_fiche"),
    path("agenda/evenements/<int:pk>/inscriptions/", desk_views.desk, name="agenda_desk"),
    path(
        "agenda/evenements/<int:pk>/inscriptions.csv", desk_views.registrations_file, name="agenda_registrations_file"
    ),
    path("agenda/evenements/<int:pk>/badges.pdf", desk_views.badges, name="agenda_badges"),
    path("agenda/evenements/<int:pk>/emargement.pdf", desk_views.sheet, name="agenda_sheet"),
    path("agenda/inscriptions/<int:pk>/annuler/", desk_views.leave, name="agenda_admin_leave"),
]
