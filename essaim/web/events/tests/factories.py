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


def form_data(**more: object) -> dict[str, object]:
    """What the form of the back office sends for a day in Lille."""
    values = {"title": "Rencontre", "kind": "journee", "audience": "tous", "starts_on": "2026-12-10",
              "ends_on": "2026-12-10", "starts_time": "09:30", "ends_time": "16:00", "zone": "Europe/Paris",
              "mode": "sur_place", "place_name": "Mairie", "commune_code": "59350", "video": "aucune",
              "registering": "ici", "capacity": "30", "keep_days": "90", "replay_is_public": "on",
              "themes": ["alimentation"]}  # fmt: skip
    for name, rows in (("sessions", 1), ("parties", 0), ("questions", 0), ("materials", 0)):
        values |= {f"{name}-TOTAL_FORMS": str(rows), f"{name}-INITIAL_FORMS": "0", f"{name}-MIN_NUM_FORMS": "0",
                   f"{name}-MAX_NUM_FORMS": "1000"}  # fmt: skip
    values |= {"sessions-0-title": "Ouverture", "sessions-0-starts_time": "09:30", "sessions-0-speakers": "A. B.",
               "sessions-0-id": "", "sessions-0-ORDER": "1", "sessions-0-DELETE": ""}  # fmt: skip
    return {**values, **more}
