"""Events for tests, of any app."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from essaim.web.events.enums import Registering
from essaim.web.events.models import Event
from essaim.web.events.services import keep_event, publish

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def draft(**more: object) -> Event:
    """A day in Lille, on 10 December 2026, where one registers here."""
    values: dict[str, object] = {
        "title": "Journée du pain solidaire",
        "summary": "Une journée sur la restauration scolaire.",
        "starts_on": date(2026, 12, 10),
        "ends_on": date(2026, 12, 10),
        "starts_time": time(9, 30),
        "ends_time": time(16, 0),
        "place_name": "Mairie",
        "commune_code": "59350",
        "themes": ["alimentation"],
        "levels": ["commune"],
        "registering": Registering.HERE,
    }
    return keep_event(event=Event(**{**values, **more}), actor=None, now=NOW)


def published(**more: object) -> Event:
    """The same, public."""
    return publish(event_id=draft(**more).pk, actor=None, now=NOW)
