"""What the page of an event is given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse

from essaim.rules import themes
from essaim.web.events import calendar_files, json_ld, moments
from essaim.web.events.enums import Audience, MaterialKind, PartyRole, State
from essaim.web.events.models import Event, Material, Party, Session
from essaim.web.events.registration_page import standing
from essaim.web.events.tagging import commune
from essaim.web.members.directory import region_names
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses
from essaim.web.ui import french
from essaim.web.ui.components import Link, Tag
from essaim.web.ui.news import LEVELS


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the programme. at: « 9 h 30 – 11 h »; speakers: (name, what they are)."""

    at: str
    title: str
    paragraphs: Sequence[str]
    room: str
    speakers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """A day of the programme; label "" for an event of one day."""

    label: str
    moments: Sequence[Moment]


def build(found: Event, release: Release | None, *, now: datetime, on: date, root: str) -> dict[str, Any]:
    """Return the context of events/event.html."""
    parties = list(found.parties.all())
    past = found.is_past(now)
    names = region_names(release) if release else {}
    labels = themes.themes(on=on)
    registration = standing(found, now)
    return {
        "registration": registration,
        "register_href": registration.href if registration else "",
        "register_label": registration.label if registration else "",
        "event": found,
        "when": moments.in_words(found),
        "where": calendar_files.place(found),
        "commune_link": _commune_link(found),
        "tags": _tags(found, past),
        "past": past,
        "cancelled": found.state == State.CANCELLED,
        "paragraphs": paragraphs(found.description),
        "access": paragraphs(found.access),
        "accessibility": paragraphs(found.accessibility),
        "price": price(found),
        "audience": Audience(found.audience).label,
        "programme": programme(found, list(found.sessions.all())),
        "organizers": [_party(one) for one in parties if one.role == PartyRole.ORGANIZER],
        "partners": [_party(one) for one in parties if one.role == PartyRole.PARTNER],
        "materials": materials(found, list(found.materials.select_related("file"))),
        "minutes": paragraphs(found.minutes) if past else [],
        "regions": [names.get(code, code) for code in found.regions],
        "levels": [LEVELS[level] for level in found.levels if level in LEVELS],
        "themes": [labels.get(theme, theme) for theme in found.themes],
        "ics_href": reverse("events:ics", args=[found.slug]),
        "structured_data": json_ld.event(found, parties, root=root),
        "breadcrumb": [Link("Agenda", reverse("events:agenda")), Link(found.title)],
    }


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: an empty line parts them."""
    return [french.typo(part.strip()) for part in re.split(r"\n\s*\n", text.replace("\r", "")) if part.strip()]


def price(found: Event) -> str:
    """« gratuit », « 25 € », "" when unknown."""
    if found.price is None:
        return found.price_note
    said = "gratuit" if not found.price else french.euros(found.price, 2 if found.price % 1 else 0)
    return f"{said} ({found.price_note})" if found.price_note else said


def programme(found: Event, sessions: Sequence[Session]) -> list[ProgrammeDay]:
    """Return the programme day by day, each in the order of its hours."""
    days: dict[date, list[Session]] = {}
    for one in sorted(sessions, key=lambda one: one.starts_time or time.max):
        days.setdefault(one.day or found.starts_on, []).append(one)
    return [
        ProgrammeDay(
            f"{moments.DAYS[day.weekday()].capitalize()} {french.date_fr(day)}" if found.lasts_days else "",
            [_moment(one) for one in held],
        )
        for day, held in sorted(days.items())
    ]


def materials(found: Event, kept: Sequence[Material]) -> list[tuple[str, list[Link]]]:
    """Return what can be read or seen, by kind; a replay kept for members is left out."""
    groups: dict[str, list[Link]] = {}
    for one in kept:
        if one.kind == MaterialKind.REPLAY and not found.replay_is_public:
            continue
        href = one.file.url if one.file else one.url
        if href:
            groups.setdefault(MaterialKind(one.kind).label, []).append(Link(one.title, href))
    return list(groups.items())


def _moment(one: Session) -> Moment:
    at = ""
    if one.starts_time:
        at = moments.hour(one.starts_time) + (f" – {moments.hour(one.ends_time)}" if one.ends_time else "")
    speakers = []
    for line in one.speakers.splitlines():
        name, _, what = line.strip().partition(",")
        if name:
            speakers.append((name.strip(), what.strip()))
    return Moment(at, one.title, paragraphs(one.text), one.room, speakers)


def _party(one: Party) -> Link:
    href = reverse("observatory:organization", args=[one.siren]) if one.siren else one.url
    return Link(one.name, href or None)


def _commune_link(found: Event) -> Link | None:
    place = commune(found.commune_code) if found.commune_code else None
    return Link(place.name.replace("'", "’"), addresses.href(place)) if place else None


def _tags(found: Event, past: bool) -> list[Tag]:
    tags = [Tag(found.get_kind_display(), "leaf")]
    if found.state == State.CANCELLED:
        tags.append(Tag("Annulé", "brick"))
    elif past:
        tags.append(Tag("Passé"))
    if found.audience != Audience.OPEN:
        tags.append(Tag(Audience(found.audience).label, "outline"))
    if found.fictitious:
        tags.append(Tag("Rendez-vous fictif", "honey"))
    return tags
