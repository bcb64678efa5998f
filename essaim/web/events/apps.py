"""The agenda: events, registrations, what remains of them afterwards, and those relayed from partners."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "essaim.web.events"
    label = "events"
    verbose_name = "Agenda"
    editor_permissions = (
        "events.view_event", "events.add_event", "events.change_event", "events.view_feedsource",
        "events.add_feedsource", "events.change_feedsource",
    )  # fmt: skip
