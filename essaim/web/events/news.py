"""What the agenda has to tell: events that begin, and those announced for the weeks after."""

from __future__ import annotations

from datetime import date, timedelta

from essaim.web.events import calendar_files, moments
from essaim.web.events.enums import State
from essaim.web.events.models import Event
from essaim.web.ui.news import News

# A letter announces what comes after it.
ANNOUNCED = timedelta(days=62)


def news(since: date, until: date) -> list[News]:
    """Return the public events that begin from `since` to two months after `until`, the next first."""
    events = Event.objects.filter(state=State.PUBLISHED, starts_on__gte=since, starts_on__lt=until + ANNOUNCED)
    return [
        News(
            kind="evenement",
            title=event.title,
            summary=". ".join(part for part in (_sentence(event), event.summary) if part),
            url=f"/agenda/{event.slug}/",
            on=event.starts_on,
            regions=tuple(event.regions),
            levels=tuple(event.levels),
            themes=tuple(event.themes),
            fictitious=event.fictitious,
        )
        for event in events.order_by("begins_at", "pk")
    ]


def _sentence(event: Event) -> str:
    said = moments.in_words(event)
    where = calendar_files.place(event)
    return f"{said[:1].upper()}{said[1:]}" + (f", {where}" if where else "")
