"""What the agenda is given: what was asked, the facets with their counts, cards, a month, a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from essaim.rules import themes
from essaim.web.events import calendar_files, moments, selectors
from essaim.web.events.agenda_map import draw
from essaim.web.events.enums import Audience, Facet, Kind, Mode, State
from essaim.web.events.models import Event
from essaim.web.events.month import Month
from essaim.web.events.month import build as build_month
from essaim.web.events.searched import EVENTS
from essaim.web.events.tagging import EVERY_REGION
from essaim.web.members.directory import region_names
from essaim.web.observatory import filters
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.release import Release
from essaim.web.search.searched import find
from essaim.web.ui.components import Filter, FilterBar, Link, Option, Tag, paginate
from essaim.web.ui.markup.tags import tags
from essaim.web.ui.news import LEVELS

VIEWS = {"liste": "Liste", "calendrier": "Calendrier", "carte": "Carte"}
WHEN = {"": "À venir", "passes": "Passés"}
# A map and a feed are made of the whole selection, within reason.
MOST_DRAWN = 1000


@dataclass(frozen=True, slots=True)
class Card:
    """An event in a list. day, month: the small sheet of calendar beside it; tone: of its kind's label."""

    title: str
    href: str
    when: str
    where: str
    kind: Tag
    notes: Sequence[Tag]
    summary: str
    day: str
    month: str
    iso: str
    year: int

    @property
    def tags(self) -> SafeString:
        """Its kind and its notes, drawn."""
        return tags([self.kind, *self.notes])


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks. month: first day of the month shown by the calendar."""

    words: str
    chosen: dict[str, tuple[str, ...]]
    view: str
    past: bool
    month: date
    page: int


def read(query: QueryDict, *, on: date) -> Question:
    """Read an address. Values that no list holds find nothing. Raises InvalidRequest, in French."""
    chosen = {
        facet.value: tuple(
            dict.fromkeys(value for given in query.getlist(facet.value) if (value := filters.text(given)[:60]))
        )
        for facet in Facet
    }
    view = filters.text(query.get("vue", "")) or "liste"
    if view not in VIEWS:
        raise InvalidRequest("Cette vue de l’agenda n’existe pas.", f"Choix\u00a0: {', '.join(VIEWS)}.")
    when = filters.text(query.get("quand", ""))
    if when not in WHEN:
        raise InvalidRequest("L’agenda montre ce qui vient ou ce qui est passé.", "Choix\u00a0: quand=passes, ou rien.")
    page = filters.page_number(query.get("page", ""))
    return Question(filters.text(query.get("q", "")), chosen, view, bool(when), _month(query.get("mois", ""), on), page)


def build(release: Release, question: Question, *, path: str, now: datetime, on: date) -> dict[str, Any]:
    """Return the context of events/agenda.html."""
    found = tuple(int(hit.key) for hit in find(EVENTS, question.words, on=on)) if question.words else None
    asked = selectors.Asked(question.chosen, found, now, past=question.past, page=question.page)
    context: dict[str, Any] = {
        "question": question,
        "bar": _bar(release, asked, question, path, on),
        "views": [
            Link(label, _address(path, question, view=view), view == question.view) for view, label in VIEWS.items()
        ],
        "whens": [
            Link(label, _address(path, question, past=bool(when)), bool(when) == question.past)
            for when, label in WHEN.items()
        ],
        "ics_href": reverse("events:feed_ics") + _tail(question),
        "atom_href": reverse("events:feed_atom") + _tail(question),
        "embed_href": reverse("events:embed") + _tail(question),
    }  # fmt: skip
    if question.view == "calendrier":
        return context | {"month": _drawn_month(asked, question, path, on)}
    if question.view == "carte":
        events, count = selectors.page(replace(asked, page=1))
        return context | {
            "count": count,
            "drawn": min(count, MOST_DRAWN),
            "map": draw(release, selectors.places_of(asked, MOST_DRAWN)),
            "cards": cards(events),
            "list_href": _address(path, question, view="liste"),
        }
    events, count = selectors.page(asked)
    pages = max(1, -(-count // selectors.PER_PAGE))
    context["pagination"] = paginate(min(question.page, pages), pages, lambda page: _address(path, question, page=page))
    return context | {"count": count, "months": by_month(events)}


def by_month(events: Sequence[Event]) -> list[tuple[str, list[Card]]]:
    """Return cards under the month they begin in, in the order given."""
    groups: dict[str, list[Card]] = {}
    for event, card in zip(events, cards(events), strict=True):
        groups.setdefault(moments.month_name(event.starts_on), []).append(card)
    return list(groups.items())


def cards(events: Sequence[Event]) -> list[Card]:
    """Return the cards of some events."""
    return [card(event) for event in events]


def card(event: Event) -> Card:
    """Return the card of an event."""
    notes = []
    if event.state == State.CANCELLED:
        notes.append(Tag("Annulé", "brick"))
    if event.mode != Mode.ON_SITE and not event.everywhere:
        notes.append(Tag(Mode(event.mode).label, "slate"))
    if event.audience != Audience.OPEN:
        notes.append(Tag(Audience(event.audience).label, "outline"))
    if event.fictitious:
        notes.append(Tag("Fictif", "honey"))
    if event.source_id:
        notes.append(Tag(f"Relayé\u00a0: {event.source.name}", "outline"))
    first, last = event.starts_on, event.ends_on
    same_month = (first.year, first.month) == (last.year, last.month)
    days = f"{first.day}–{last.day}" if first != last and same_month else str(first.day)
    return Card(
        title=event.title,
        href=reverse("events:event", args=[event.slug]),
        when=moments.in_words(event),
        where=calendar_files.place(event) or "lieu à préciser",
        kind=Tag(event.get_kind_display(), "leaf"),
        notes=notes,
        summary=event.summary,
        day=days,
        month=SHORT_MONTHS[first.month - 1],
        iso=first.isoformat(),
        year=first.year,
    )


SHORT_MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def selection(query: QueryDict, *, on: date, from_: datetime | None) -> list[Event]:
    """Return every event an address selects that has not ended before a moment, for feeds."""
    question = read(query, on=on)
    found = tuple(int(hit.key) for hit in find(EVENTS, question.words, on=on)) if question.words else None
    asked = selectors.Asked(question.chosen, found, from_)
    return list(selectors.selected(asked)[:MOST_DRAWN])


def labels(facet: Facet, release: Release | None, on: date) -> Mapping[str, str]:
    """The values of a facet, in the order they are shown."""
    if facet == Facet.REGION:
        return {EVERY_REGION: "En ligne ou partout en France", **(region_names(release) if release else {})}
    return {
        Facet.KIND: dict(Kind.choices),
        Facet.MODE: dict(Mode.choices),
        Facet.LEVEL: dict(LEVELS),
        Facet.THEME: dict(themes.themes(on=on)),
        Facet.AUDIENCE: dict(Audience.choices),
    }[facet]


def name_of(query: QueryDict, release: Release | None, on: date) -> str:
    """What a feed is called: « Agenda de l’ESS : Hauts-de-France, Communes »."""
    question = read(query, on=on)
    said = [labels(facet, release, on).get(value, value) for facet in Facet for value in question.chosen[facet.value]]
    if question.words:
        said.append(f"«\u00a0{question.words}\u00a0»")
    return "Agenda de l’ESS" + (f"\u00a0: {', '.join(said)}" if said else "")


def _drawn_month(asked: selectors.Asked, question: Question, path: str, on: date) -> Month:
    first, last = Month.bounds(question.month)
    events = list(
        selectors.selected(replace(asked, from_=None, past=False))
        .filter(starts_on__lte=last, ends_on__gte=first)
        .defer(*selectors.LONG)
        .order_by("begins_at", "pk")
    )
    return build_month(question.month, events, on, lambda month: _address(path, question, month=month))


def _bar(release: Release, asked: selectors.Asked, question: Question, path: str, on: date) -> FilterBar:
    counts = selectors.counts(replace(asked, from_=None) if question.view == "calendrier" else asked)
    shown = [Filter("q", "Mots", "search", value=question.words)]
    active = []
    if question.words:
        active.append(Link(f"«\u00a0{question.words}\u00a0»", _address(path, question, drop=("q", ""))))
    for facet in (Facet.REGION, Facet.THEME, Facet.KIND, Facet.MODE, Facet.LEVEL, Facet.AUDIENCE):
        names, chosen = labels(facet, release, on), question.chosen[facet.value]
        values = [value for value in names if counts[facet.value].get(value) or value in chosen]
        options = [Option(v, names[v], counts[facet.value].get(v, 0), v in chosen) for v in values]
        if options:
            shown.append(Filter(facet.value, facet.label, options=options, open=facet == Facet.REGION))
        active += [Link(names.get(v, v), _address(path, question, drop=(facet.value, v))) for v in chosen]
    hidden = [(name, value) for name, value in _pairs(replace(question, words="", chosen={})) if value]
    return FilterBar(path, shown, hidden=hidden, active=active, reset_href=path if active else "",
                     title="Filtrer l’agenda")  # fmt: skip


def _month(raw: str, on: date) -> date:
    if not raw:
        return on.replace(day=1)
    try:
        year, number = raw.split("-")
        found = date(int(year), int(number), 1)
    except ValueError:
        raise InvalidRequest("Ce mois n’existe pas.", "Écrivez-le comme 2026-11.") from None
    if not 2000 <= found.year <= 2100:
        raise InvalidRequest("Ce mois est hors de l’agenda.", "De 2000 à 2100.")
    return found


def _pairs(question: Question, drop: tuple[str, str] = ("", "")) -> list[tuple[str, str]]:
    pairs = [("q", question.words)] if question.words and drop[0] != "q" else []
    for facet, values in question.chosen.items():
        pairs += [(facet, value) for value in values if (facet, value) != drop]
    if question.view != "liste":
        pairs.append(("vue", question.view))
    if question.past:
        pairs.append(("quand", "passes"))
    return pairs


def _address(
    path: str,
    question: Question,
    *,
    page: int = 1,
    drop: tuple[str, str] = ("", ""),
    month: date | None = None,
    **changes: Any,
) -> str:
    pairs = _pairs(replace(question, **changes), drop) + ([("page", str(page))] if page > 1 else [])
    if month is not None:
        pairs.append(("mois", f"{month:%Y-%m}"))
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _tail(question: Question) -> str:
    pairs = _pairs(replace(question, view="liste", past=False))
    return f"?{urlencode(pairs)}" if pairs else ""
