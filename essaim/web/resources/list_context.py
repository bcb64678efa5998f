"""What the library is given: what was asked, the facets with their counts, the cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString

from essaim.web.observatory import filters
from essaim.web.resources import selectors, vocabulary
from essaim.web.resources.enums import FICHE, TYPE_LABELS, Facet, Kind
from essaim.web.resources.links import href
from essaim.web.resources.models import Entry, Work
from essaim.web.resources.searched import RESOURCES
from essaim.web.search.searched import find
from essaim.web.search.text_index import Hit
from essaim.web.ui.components import Filter, FilterBar, Link, Option, Tag, paginate

FACETS = (Facet.TYPE, Facet.LEVEL, Facet.THEME, Facet.LEVER, Facet.COMPETENCE, Facet.YEAR)
FRONT = (Kind.KIT, Kind.GUIDE, Kind.POINT, Kind.THEMATIC, Kind.LETTER)


@dataclass(frozen=True, slots=True)
class Card:
    """A resource in a list. extract: the words found in it; choice: what its box sends, empty for a work."""

    title: str
    href: str
    summary: str
    question: str
    kind: Tag
    theme: str
    checked_on: date
    choice: str = ""
    extract: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks."""

    words: str
    chosen: dict[str, tuple[str, ...]]
    page: int


def read(query: QueryDict) -> Question:
    """Read an address. Values that no list holds are kept: they find nothing; a page below 1 is page 1.

    Raises InvalidRequest, in French, on control characters and endless words.
    """
    chosen = {
        facet.value: tuple(
            dict.fromkeys(value for given in query.getlist(facet.value) if (value := filters.text(given)[:60]))
        )
        for facet in FACETS
    }
    number = query.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    return Question(filters.text(query.get("q", "")), chosen, max(page, 1))


def build(question: Question, *, path: str, on: date) -> dict[str, Any]:
    """Return the context of resources/library.html."""
    hits = find(RESOURCES, question.words, on=on, limit=1000) if question.words else None
    found = tuple(int(hit.key) for hit in hits) if hits is not None else None
    asked = selectors.Asked(question.chosen, found, question.page)
    entries, count = selectors.page(asked)
    pages = max(1, -(-count // selectors.PER_PAGE))
    front = not question.words and not any(question.chosen.values()) and question.page == 1
    return {
        "cards": cards(entries, on=on, extracts=_extracts(hits or (), entries)),
        "count": count,
        "words": question.words,
        "bar": _bar(asked, question, path, on),
        "pagination": paginate(min(question.page, pages), pages, lambda page: _address(path, question, page=page)),
        "works": [shelf(one) for one in selectors.works(*FRONT)] if front else [],
        "paths": selectors.works(Kind.PATH) if front else [],
        "selection_href": reverse("resources:selection"),
    }


def cards(entries: Sequence[Entry], *, on: date, extracts: Mapping[int, SafeString] | None = None) -> list[Card]:
    """Return the cards of some entries."""
    themes = vocabulary.labels(Facet.THEME, on=on)
    return [
        Card(
            title=entry.title,
            href=href(entry),
            summary=entry.summary,
            question=entry.question,
            kind=Tag(TYPE_LABELS[entry.type], "leaf" if entry.type == FICHE else "honey"),
            theme=themes.get(entry.theme, ""),
            checked_on=entry.checked_on,
            choice=entry.slug if entry.type == FICHE else "",
            extract=(extracts or {}).get(entry.pk, ""),
        )
        for entry in entries
    ]


def _extracts(hits: Sequence[Hit], entries: Sequence[Entry]) -> dict[int, SafeString]:
    """The passages found in the entries of one page, and in no other."""
    shown = {entry.pk for entry in entries}
    return {int(hit.key): hit.extract for hit in hits if int(hit.key) in shown}


def shelf(work: Work) -> dict[str, Any]:
    """A work as a book on a shelf."""
    return {"work": work, "href": reverse("resources:work", args=[work.slug]), "kind": work.get_kind_display()}


def _bar(asked: selectors.Asked, question: Question, path: str, on: date) -> FilterBar:
    counts = selectors.counts(asked, [facet.value for facet in FACETS])
    shown = [Filter("q", "Mots", "search", value=question.words)]
    active = []
    for facet in FACETS:
        labels = vocabulary.labels(facet, on=on)
        chosen = question.chosen[facet.value]
        known = labels or {year: year for year in sorted({*counts[facet.value], *chosen}, reverse=True)}
        values = [value for value in known if counts[facet.value].get(value) or value in chosen]
        options = [Option(one, known[one], counts[facet.value].get(one, 0), one in chosen) for one in values]
        if options:
            shown.append(Filter(facet.value, facet.label, options=options, open=facet in (Facet.TYPE, Facet.LEVEL)))
        active += [
            Link(known.get(value, value), _address(path, question, drop=(facet.value, value))) for value in chosen
        ]
    if question.words:
        active.insert(0, Link(f"«\u00a0{question.words}\u00a0»", _address(path, question, drop=("q", ""))))
    return FilterBar(path, shown, active=active, reset_href=path if active else "", title="Filtrer les ressources")


def _address(path: str, question: Question, *, page: int = 1, drop: tuple[str, str] = ("", "")) -> str:
    pairs = [("q", question.words)] if question.words and drop[0] != "q" else []
    for facet, values in question.chosen.items():
        pairs += [(facet, value) for value in values if (facet, value) != drop]
    if page > 1:
        pairs.append(("page", str(page)))
    return f"{path}?{urlencode(pairs)}" if pairs else path
