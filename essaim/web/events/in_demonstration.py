"""The agenda of the demonstration network: invented meetings to come, said to be so wherever they show."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from essaim.rules.typography import typo
from essaim.web.events.models import Event, Registration, Session
from essaim.web.events.services import keep_event, publish

FILE = Path(__file__).parent / "content" / "demonstration.yaml"
TYPED = ("title", "summary", "description", "place_name", "conditions")


@transaction.atomic
def make(*, now: datetime) -> int:
    """Publish the invented meetings that are missing, counted in days from `now`; return how many."""
    raw = yaml.safe_load(FILE.read_text("utf-8"))
    known = set(Event.objects.filter(uid__in=[_uid(slug) for slug in raw]).values_list("uid", flat=True))
    missing = {slug: values for slug, values in raw.items() if _uid(slug) not in known}
    for slug, values in missing.items():
        _write(slug, values, now)
    return len(missing)


@transaction.atomic
def forget() -> None:
    """Take them away, with those who tried to register."""
    Registration.objects.filter(event__fictitious=True).delete()
    Event.objects.filter(fictitious=True).delete()


def _write(slug: str, values: dict[str, Any], now: datetime) -> None:
    day = timezone.localdate(now) + timedelta(days=values.pop("in_days"))
    sessions = values.pop("sessions", [])
    typed = {key: _read(key, value) for key, value in values.items()}
    event = Event(slug=f"{slug}-demonstration", uid=_uid(slug), starts_on=day, ends_on=day, fictitious=True, **typed)
    event.sessions = [
        Session(starts_time=time.fromisoformat(begins), ends_time=time.fromisoformat(ends), title=typo(title))
        for begins, ends, title in sessions
    ]
    keep_event(event=event, actor=None, now=now)
    publish(event_id=event.pk, actor=None, now=now)


def _read(key: str, value: Any) -> Any:
    if key.endswith("_time"):
        return time.fromisoformat(value)
    if key in ("price", "training_hours"):
        return Decimal(value)
    return typo(value) if key in TYPED else value


def _uid(slug: str) -> str:
    return f"demonstration-{slug}@essaim"
