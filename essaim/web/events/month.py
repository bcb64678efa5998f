"""A month of the agenda as weeks, Monday first."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from essaim.web.events.enums import State
from essaim.web.events.models import Event
from essaim.web.events.moments import hour, month_name


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on a day. begins, ends: whether it does that day; at: « 17 h »."""

    title: str
    href: str
    at: str
    begins: bool
    ends: bool
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the month. outside: of the month before or after."""

    date: date
    outside: bool
    today: bool
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks of seven days, and the addresses of the months around."""

    title: str
    weeks: Sequence[Sequence[Day]]
    previous_href: str
    next_href: str
    count: int

    @staticmethod
    def bounds(first: date) -> tuple[date, date]:
        """The first Monday and the last Sunday shown with a month."""
        start = first - timedelta(days=first.weekday())
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return start, last + timedelta(days=6 - last.weekday())


def build(first: date, events: Sequence[Event], on: date, address: Callable[[date], str]) -> Month:
    """Return a month. first: its first day; events: those that hold some day of its weeks, in order."""
    start, end = Month.bounds(first)
    days = []
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        held = [event for event in events if event.starts_on <= day <= event.ends_on]
        days.append(Day(day, day.month != first.month, day == on, [_mark(event, day) for event in held]))
    count = sum(1 for event in events if event.starts_on <= end and event.ends_on >= first
                and (event.starts_on.month == first.month or event.ends_on.month == first.month))  # fmt: skip
    return Month(
        month_name(first),
        [days[k : k + 7] for k in range(0, len(days), 7)],
        address((first - timedelta(days=1)).replace(day=1)),
        address((first + timedelta(days=32)).replace(day=1)),
        count,
    )


def _mark(event: Event, day: date) -> Mark:
    begins = day == event.starts_on
    return Mark(
        event.title,
        reverse("events:event", args=[event.slug]),
        hour(event.starts_time) if begins and event.starts_time else "",
        begins,
        day == event.ends_on,
        event.state == State.CANCELLED,
    )
