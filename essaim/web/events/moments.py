"""When an event is: from the clock on the wall to UTC, and in words. Clock changes: the zone's own rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from essaim.rules.dates import french_date
from essaim.web.events.enums import ZONES
from essaim.web.events.errors import EventError

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
          "décembre")  # fmt: skip
NBSP = "\u00a0"


class Dated(Protocol):
    """What has days, hours and a clock."""

    starts_on: date
    ends_on: date
    starts_time: time | None
    ends_time: time | None
    zone: str


def bounds(event: Dated) -> tuple[datetime, datetime]:
    """Return the first and the last moment of an event, in UTC.

    Without an hour it lasts whole days; with a first hour only, until the end of its last day as far as lists go.
    In the hour that comes twice in October, the first one is meant. Raises EventError on an end before the beginning,
    an end without a beginning, and the hour that does not exist in March.
    """
    zone = ZoneInfo(event.zone)
    if event.starts_time is None and event.ends_time is not None:
        raise EventError("Donnez aussi l’heure de début, ou retirez l’heure de fin.", "starts_time")
    first = moment(event.starts_on, event.starts_time, zone, "starts_time")
    if event.ends_time is None:
        last = moment(event.ends_on + timedelta(days=1), None, zone, "ends_on")
    else:
        last = moment(event.ends_on, event.ends_time, zone, "ends_time")
    if last <= first:
        raise EventError("La fin vient avant le début.", "ends_on")
    return first, last


def moment(day: date, at: time | None, zone: ZoneInfo, field: str = "") -> datetime:
    """Return a moment on a clock as UTC. Raises EventError when the clock jumps over it."""
    wall = datetime.combine(day, at or time(), tzinfo=zone)
    found = wall.astimezone(UTC)
    if at is not None and found.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise EventError(
            f"Le {french_date(day)}, {hour(at)} n’existe pas\u00a0: les montres avancent d’une heure cette nuit-là.",
            field,
        )
    return found


def hour(at: time) -> str:
    """`17:00` → « 17 h »; `18:30` → « 18 h 30 »."""
    return f"{at.hour}{NBSP}h" + (f"{NBSP}{at.minute:02d}" if at.minute else "")


def days_in_words(event: Dated, *, weekday: bool = True) -> str:
    """« mardi 7 octobre 2025 », « 15 et 16 septembre 2025 », « du 29 septembre au 5 octobre 2025 »."""
    first, last = event.starts_on, event.ends_on
    if first == last:
        return f"{DAYS[first.weekday()]} {french_date(first)}" if weekday else french_date(first)
    if (first.year, first.month) != (last.year, last.month):
        year = "" if first.year == last.year else f"{NBSP}{first.year}"
        return f"du {_day(first)} {MONTHS[first.month - 1]}{year} au {french_date(last)}"
    if (last - first).days == 1:
        return f"{_day(first)} et {french_date(last)}"
    return f"du {_day(first)} au {french_date(last)}"


def in_words(event: Dated) -> str:
    """Days and hours: « mardi 7 octobre 2025, de 17 h à 18 h 30 »; the clock is said when it is not that of Paris."""
    said = days_in_words(event)
    if event.starts_time is not None and event.ends_time is not None:
        between = ("de", "à") if not event.ends_on > event.starts_on else ("début à", "fin à")
        said += f", {between[0]} {hour(event.starts_time)}{', ' if event.ends_on > event.starts_on else ' '}"
        said += f"{between[1]} {hour(event.ends_time)}"
    elif event.starts_time is not None:
        said += f", à partir de {hour(event.starts_time)}"
    if event.starts_time is not None and event.zone != "Europe/Paris":
        said += f" (heure locale, {dict(ZONES)[event.zone]})"
    return said


def month_name(day: date) -> str:
    """« octobre 2025 »."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def _day(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)
