"""Events in what a partner publishes: iCalendar, or JSON-LD in a page. What cannot be read is kept with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from essaim.web.events.enums import Mode
from essaim.web.events.errors import UnreadableFeed
from essaim.web.practices.content import plain

PARIS = ZoneInfo("Europe/Paris")
MOST_EVENTS = 500
LONGEST = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Relayed:
    """An event as a partner tells it, on the clock of Paris."""

    uid: str
    title: str
    summary: str
    starts_on: date
    ends_on: date
    starts_time: time | None
    ends_time: time | None
    place: str
    mode: str
    url: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed holds. rejected: (what, why)."""

    events: tuple[Relayed, ...]
    rejected: tuple[tuple[str, str], ...]


class _Rejected(Exception):
    """Why one event is left out."""


def read(body: bytes, content_type: str) -> Reading:
    """Read a feed. Raises UnreadableFeed when it holds neither a calendar nor JSON-LD."""
    text = body.decode("utf-8", errors="replace")
    if "BEGIN:VCALENDAR" in text[:2000]:
        rows: Iterator[Any] = _in_calendar(text)
        make = _from_ical
    else:
        rows = _in_page(text, content_type)
        make = _from_json_ld
    events: dict[str, Relayed] = {}
    rejected: list[tuple[str, str]] = []
    for number, row in enumerate(rows):
        if number >= MOST_EVENTS:
            rejected.append(("la suite du flux", f"plus de {MOST_EVENTS} rendez-vous"))
            break
        name = _line(str(row.get("summary", "") or row.get("name", "")), 80) or "sans titre"
        try:
            found = make(row)
            events[found.uid] = found
        except _Rejected as why:
            rejected.append((name, str(why)))
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
            rejected.append((name, f"illisible ({type(error).__name__})"))
    return Reading(tuple(events.values()), tuple(rejected))


def _in_calendar(text: str) -> Iterator[icalendar.Event]:
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except (ValueError, IndexError) as error:
        raise UnreadableFeed(f"Ce calendrier est mal écrit\u00a0: {str(error)[:200]}") from error
    yield from calendar.walk("VEVENT")


def _in_page(text: str, content_type: str) -> Iterator[Mapping[str, Any]]:
    blocks = [text] if content_type in ("application/ld+json", "application/json") else _scripts(text)
    found = False
    for block in blocks:
        try:
            data = json.loads(block)
        except (ValueError, RecursionError):
            continue
        found = True
        yield from _events_in(data, depth=0)
    if not found:
        raise UnreadableFeed("Ni calendrier (iCal) ni données structurées (JSON-LD) à cette adresse.")


def _events_in(data: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > 8:
        return
    if isinstance(data, list):
        for one in data:
            yield from _events_in(one, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type", "")
        if any(str(kind).endswith("Event") for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield data
        for key in ("@graph", "itemListElement", "item", "mainEntity"):
            if key in data:
                yield from _events_in(data[key], depth + 1)


class _Scripts(HTMLParser):
    """The texts of the data blocks of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and (dict(attrs).get("type") or "").lower() == "application/ld+json"
        if self.inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data


def _scripts(text: str) -> list[str]:
    reader = _Scripts()
    reader.feed(text)
    return reader.found


def _from_ical(row: icalendar.Event) -> Relayed:
    if "rrule" in row or "recurrence-id" in row:
        raise _Rejected("rendez-vous répété\u00a0: à saisir à la main")
    if "dtstart" not in row:
        raise _Rejected("sans date de début")
    first = row.decoded("dtstart")
    if "dtend" in row:
        last = row.decoded("dtend")
    elif "duration" in row:
        last = first + row.decoded("duration")
    else:
        last = None
    if last is not None and not isinstance(first, datetime) and not isinstance(last, datetime):
        last -= timedelta(days=1)  # excluded, in a calendar
    place = _line(str(row.get("location", "")), 150)
    return _made(
        uid=str(row.get("uid", "")), title=str(row.get("summary", "")), summary=str(row.get("description", "")),
        first=first, last=last, place=place, mode=_mode(place, online=False), url=str(row.get("url", "")),
        cancelled=str(row.get("status", "")).upper() == "CANCELLED",
    )  # fmt: skip


def _from_json_ld(row: Mapping[str, Any]) -> Relayed:
    url = str(row.get("url") or row.get("@id") or "")
    if not row.get("startDate"):
        raise _Rejected("sans date de début")
    places = row.get("location")
    places = places if isinstance(places, list) else [places]
    online = any(isinstance(one, dict) and one.get("@type") == "VirtualLocation" for one in places)
    said = next((text for one in places if (text := _place(one))), "")
    attendance = str(row.get("eventAttendanceMode", ""))
    return _made(
        uid=str(row.get("identifier") or row.get("@id") or url or f"{row.get('name')}|{row.get('startDate')}"),
        title=str(row.get("name", "")), summary=str(row.get("description") or ""), first=_iso(row["startDate"]),
        last=_iso(row["endDate"]) if row.get("endDate") else None, place=said,
        mode=Mode.BOTH if attendance.endswith("MixedEventAttendanceMode") else _mode(said, online=online), url=url,
        cancelled=str(row.get("eventStatus", "")).endswith("EventCancelled"),
    )  # fmt: skip


def _made(
    *, uid: str, title: str, summary: str, first: date | datetime, last: date | datetime | None, place: str, mode: str,
    url: str, cancelled: bool,
) -> Relayed:  # fmt: skip
    title = _line(title, 200)
    if not title:
        raise _Rejected("sans titre")
    starts_on, starts_time = _wall(first)
    ends_on, ends_time = _wall(last) if last is not None else (starts_on, None)
    if starts_time is None or (ends_on, ends_time) == (starts_on, starts_time):
        ends_time = None
    if ends_on < starts_on or (ends_on == starts_on and ends_time and starts_time and ends_time < starts_time):
        raise _Rejected("finit avant de commencer")
    if ends_on - starts_on > LONGEST:
        raise _Rejected(f"dure plus de {LONGEST.days} jours")
    if not re.fullmatch(r"https?://[!-~]{3,490}", url):
        url = ""
    return Relayed(
        uid=_line(uid, 400) or f"{title}|{starts_on}", title=title, summary=_line(summary, 400), starts_on=starts_on,
        ends_on=ends_on, starts_time=starts_time, ends_time=ends_time, place=place, mode=mode, url=url,
        cancelled=cancelled,
    )  # fmt: skip


def _wall(at: date | datetime) -> tuple[date, time | None]:
    """Day and hour in Paris; an hour without a clock is taken as that of Paris."""
    if not isinstance(at, datetime):
        return at, None
    local = at.astimezone(PARIS) if at.tzinfo else at
    return local.date(), local.time().replace(second=0, microsecond=0)


def _iso(text: Any) -> date | datetime:
    value = str(text).strip()
    return date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)


def _place(one: Any) -> str:
    if isinstance(one, str):
        return _line(one, 150)
    if not isinstance(one, dict) or one.get("@type") == "VirtualLocation":
        return ""
    address = one.get("address")
    city = address.get("addressLocality", "") if isinstance(address, dict) else address or ""
    return _line(", ".join(str(part) for part in (one.get("name"), city) if part), 150)


def _mode(place: str, *, online: bool) -> str:
    if online:
        return Mode.BOTH if place else Mode.ONLINE
    return Mode.ONLINE if re.search(r"(?i)\b(en ligne|visio|webinaire|zoom|teams)\b|https?://", place) else Mode.ON_SITE


def _line(text: str, longest: int) -> str:
    """Words without markup nor control characters, cut at a space."""
    said = " ".join(str(plain(text)).split())
    return said if len(said) <= longest else said[: longest - 1].rsplit(" ", 1)[0] + "…"
