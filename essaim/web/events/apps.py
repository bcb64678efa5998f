"""The agenda: events, registrations, what remains of them afterwards, and those relayed from partners."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "essaim.web.events"
    label = "events"
    verbose_name = "Agenda"
