"""Jobs of the agenda: reminders, letters afterwards, names forgotten, partners' feeds."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from essaim.web.events import after, relaying
from essaim.web.jobs.schedule import Job


def remind(now: datetime) -> int:
    """Remind those who come."""
    return after.remind(on=timezone.localdate(now), now=now)


def tell_who_came(now: datetime) -> int:
    """Say that documents and certificates are ready."""
    return after.tell_who_came(now=now)


def forget(now: datetime) -> int:
    """Erase names and addresses after the delay of each event."""
    return after.forget(on=timezone.localdate(now), now=now)


def read_feeds(now: datetime) -> int:
    """Read the feeds of partners."""
    return relaying.read_all(on=timezone.localdate(now), now=now)


JOBS = (
    Job("events.reminders", timedelta(hours=6), remind),
    Job("events.afterwards", timedelta(days=1), tell_who_came),
    Job("events.forget", timedelta(days=1), forget),
    Job("events.partner_feeds", timedelta(days=1), read_feeds),
)
