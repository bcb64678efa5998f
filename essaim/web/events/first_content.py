"""The first events, past ones, read from `content/events.yaml`: written once, never over what people changed since."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from essaim.rules.typography import typo
from essaim.web.events.models import Event, Party
from essaim.web.events.services import keep_event, publish

FILE = Path(__file__).parent / "content" / "events.yaml"
TYPED = ("title", "summary", "description", "place_name", "source_note")


@transaction.atomic
def load(*, now: datetime) -> int:
    """Publish the first events that are not there yet, whatever became of the others; return how many.

    An event is known by its uid, which nobody can edit.
    """
    raw = yaml.safe_load(FILE.read_text("utf-8"))
    known = set(Event.objects.filter(uid__in=[_uid(slug) for slug in raw]).values_list("uid", flat=True))
    missing = {slug: values for slug, values in raw.items() if _uid(slug) not in known}
    for slug, values in missing.items():
        parties = values.pop("parties", [])
        typed = {key: _read(key, value) for key, value in values.items()}
        event = Event(slug=slug, uid=_uid(slug), **typed)
        event.parties = [Party(**party) for party in parties]
        keep_event(event=event, actor=None, now=now)
        publish(event_id=event.pk, actor=None, now=now)
    return len(missing)


def _read(key: str, value: Any) -> Any:
    if key.endswith("_time"):
        return time.fromisoformat(value)
    return typo(value) if key in TYPED else value


def _uid(slug: str) -> str:
    return f"premier-contenu-{slug}@essaim"
