"""Events as iCalendar (RFC 5545, RFC 5546): feeds, a file, and what is joined to the letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache

import icalendar

from essaim.web.events.enums import Mode, State, Video
from essaim.web.events.models import Event

PRODUCT = "-//Essaim//Agenda//FR"
REFRESH = timedelta(hours=6)
_END = b"END:VCALENDAR\r\n"
# Directive 2000/84/CE: summer time from the last Sunday of March to the last Sunday of October, at 1:00 UTC.
PARIS = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a letter invites. join: the address of the online room, for them alone."""

    name: str
    email: str
    join: str
    sequence: int
    organizer: str


def feed(events: Iterable[Event], *, root: str, name: str) -> bytes:
    """Return a calendar to subscribe to. root: « https://… » without a final slash; name: what calendars show."""
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH, parameters={"VALUE": "DURATION"})
    zones: set[str] = set()
    written = []
    for event in events:
        written.append(_written(event, event.updated_at, root))
        if event.starts_time is not None:
            zones.add(event.zone)
    head = calendar.to_ical().removesuffix(_END)
    return b"".join([head, *(_zone(zone).to_ical() for zone in sorted(zones)), *written, _END])


@lru_cache(maxsize=4096)
def _written(event: Event, version: datetime, root: str) -> bytes:
    """The entry of an event as it was last written: a feed of a thousand is put together, not made again."""
    return component(event, root=root).to_ical()


def feed_of_one(event: Event, join: str, *, root: str) -> bytes:
    """Return the entry of one event for somebody who registered. join: their way into the online room, or empty."""
    calendar = _calendar("PUBLISH")
    calendar.add_component(component(event, root=root, join=join))
    return _bytes(calendar)


def for_guest(event: Event, guest: Guest, *, root: str, cancelled: bool) -> bytes:
    """Return what a letter joins: an invitation already accepted, or its cancellation."""
    calendar = _calendar("CANCEL" if cancelled else "REQUEST")
    entry = component(event, root=root, join="" if cancelled else guest.join)
    entry["SEQUENCE"] = icalendar.vInt(guest.sequence)
    entry["STATUS"] = icalendar.vText("CANCELLED" if cancelled else "CONFIRMED")
    organizer = icalendar.vCalAddress(f"MAILTO:{guest.organizer}")
    organizer.params["CN"] = icalendar.vText("Agenda")
    entry["ORGANIZER"] = organizer
    attendee = icalendar.vCalAddress(f"MAILTO:{guest.email}")
    attendee.params["CN"] = icalendar.vText(guest.name)
    attendee.params["ROLE"] = icalendar.vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = icalendar.vText("DECLINED" if cancelled else "ACCEPTED")
    attendee.params["RSVP"] = icalendar.vText("FALSE")
    entry.add("attendee", attendee)
    calendar.add_component(entry)
    return _bytes(calendar)


def component(event: Event, *, root: str, join: str = "") -> icalendar.Event:
    """Return the VEVENT of an event. Whole days are dates; hours are those of its own clock, with its zone."""
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    # Constant as long as the event is: the same feed gives the same bytes.
    entry.add("dtstamp", event.updated_at.astimezone(UTC).replace(microsecond=0))
    entry.add("last-modified", event.updated_at.astimezone(UTC).replace(microsecond=0))
    entry.add("created", event.created_at.astimezone(UTC).replace(microsecond=0))
    entry.add("summary", event.title)
    if event.starts_time is None:
        entry.add("dtstart", event.starts_on)
        # Excluded, as the standard has it.
        entry.add("dtend", event.ends_on + timedelta(days=1))
    else:
        entry.add("dtstart", datetime.combine(event.starts_on, event.starts_time, tzinfo=event.tz))
        if event.ends_time is not None:
            entry.add("dtend", datetime.combine(event.ends_on, event.ends_time, tzinfo=event.tz))
    page = f"{root}/agenda/{event.slug}/"
    entry.add("description", _description(event, page, join))
    entry.add("url", page)
    if where := place(event):
        entry.add("location", where)
    if join:
        entry.add("conference", join, parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": "Salle en ligne"})
    entry.add("categories", [event.get_kind_display()])
    entry.add("status", "CANCELLED" if event.state == State.CANCELLED else "CONFIRMED")
    entry.add("class", "PUBLIC")
    if event.everywhere:
        # A week of meetings everywhere keeps nobody busy.
        entry.add("transp", "TRANSPARENT")
    return entry


def place(event: Event) -> str:
    """Where it is, on one line: « CNFPT, 80 rue de Reuilly, Paris », « En ligne », « Partout en France »."""
    if event.everywhere:
        return "Partout en France"
    if event.mode == Mode.ONLINE:
        return "En ligne"
    parts = [event.place_name, event.address, event.commune_name]
    kept = [part for number, part in enumerate(parts) if part and not any(part in other for other in parts[:number])]
    return ", ".join(kept)


def _description(event: Event, page: str, join: str) -> str:
    lines = [event.summary] if event.summary else []
    if join:
        lines.append(f"Salle en ligne\u00a0: {join}")
    elif event.video != Video.NONE:
        lines.append("Le lien de la salle en ligne est envoyé aux personnes inscrites.")
    if event.state == State.CANCELLED:
        lines.insert(0, "Ce rendez-vous est annulé.")
    return "\n\n".join([*lines, page])


def _calendar(method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _bytes(calendar: icalendar.Calendar) -> bytes:
    for zone in sorted(calendar.get_missing_tzids()):
        calendar.subcomponents.insert(0, _zone(zone))
    return calendar.to_ical()


@cache
def _zone(name: str) -> icalendar.Timezone:
    """The rules of a zone, made once: they cost more than the rest of a letter.

    Those of Paris are written: what the library draws from tzdata begins summer an hour late (RFC 5545, 3.6.5: the
    onset is told on the clock that ends).
    """
    if name == "Europe/Paris":
        return icalendar.Calendar.from_ical(PARIS)  # type: ignore[return-value]
    return icalendar.Timezone.from_tzid(name, first_date=date(2020, 1, 1), last_date=date(2038, 1, 1))
