"""What the page of the experiences is given: what was asked, the facets with their counts, the cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from essaim.web.observatory import filters
from essaim.web.observatory.release import Release
from essaim.web.practices import pictures, selectors, vocabulary
from essaim.web.practices.enums import Facet
from essaim.web.practices.likeness import Likeness, likenesses
from essaim.web.practices.models import Experience
from essaim.web.practices.pictures import Picture
from essaim.web.practices.searched import EXPERIENCES
from essaim.web.search.searched import find
from essaim.web.territories.asked import place as place_meant
from essaim.web.territories.selectors import Territory
from essaim.web.ui.components import Filter, FilterBar, Link, Option, Tag, paginate

FACETS = (Facet.THEME, Facet.LEVER, Facet.LEVEL, Facet.REGION, Facet.SIZE, Facet.COMPETENCE)
# A likeness is computed for all that was selected: more than that says that nothing was selected.
MOST_RANKED = 500


@dataclass(frozen=True, slots=True)
class Card:
    """An experience in a list. reasons: why it is like the reader's territory; extract: words found in it."""

    title: str
    slug: str
    href: str
    summary: str
    places: str
    theme: Tag
    levers: Sequence[str]
    reasons: Sequence[str] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks. near: the reader's territory, None without or when unknown (`unknown_place` says it)."""

    words: str
    chosen: dict[str, tuple[str, ...]]
    near: Territory | None
    unknown_place: str
    page: int


def read(query: QueryDict, release: Release) -> Question:
    """Read an address. Values that no list holds are kept: they simply find nothing; a page below 1 is page 1.

    Raises InvalidRequest, in French, on control characters and endless words.
    """
    words = filters.text(query.get("q", ""))
    chosen = {
        facet.value: tuple(
            dict.fromkeys(value for given in query.getlist(facet.value) if (value := filters.text(given)[:60]))
        )
        for facet in FACETS
    }
    asked_place = filters.text(query.get("comme", ""))
    near = place_meant(release, asked_place) if asked_place else None
    number = query.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    return Question(words, chosen, near, asked_place if asked_place and near is None else "", max(page, 1))


def build(release: Release, question: Question, *, path: str, on: date) -> dict[str, Any]:
    """Return the context of practices/list.html."""
    found = None
    if question.words:
        found = tuple(int(hit.key) for hit in find(EXPERIENCES, question.words, on=on))
    asked = selectors.Asked(question.chosen, found, question.page)
    experiences, count, why = _experiences(release, asked, question.near)
    pages = max(1, -(-count // selectors.PER_PAGE))
    return {
        "cards": cards(experiences, on=on, why=why),
        "count": count,
        "words": question.words,
        "near": question.near,
        "unknown_place": question.unknown_place,
        "bar": _bar(release, asked, question, path, on),
        "pagination": paginate(min(question.page, pages), pages, lambda page: _address(path, question, page=page)),
        "feed_href": reverse("practices:feed") + _tail(question),
        "csv_href": reverse("practices:data", args=["csv"]) + _tail(question),
        "json_href": reverse("practices:data", args=["json"]) + _tail(question),
    }


def cards(experiences: Sequence[Experience], *, on: date, why: Mapping[int, Likeness] | None = None) -> list[Card]:
    """Return the cards of some experiences."""
    themes, levers = vocabulary.theme_labels(on), vocabulary.lever_labels(on)
    images = pictures.of_cards(experiences)
    found = []
    for experience in experiences:
        content = experience.read()
        found.append(
            Card(
                title=experience.title,
                slug=experience.slug,
                href=reverse("practices:experience", args=[experience.slug]),
                summary=experience.summary,
                places=", ".join(place.name for place in content.places[:4]),
                theme=Tag(themes.get(content.theme, content.theme), "leaf"),
                levers=[levers.get(lever, lever) for lever in content.levers],
                picture=images.get(experience.pk),
                reasons=why[experience.pk].reasons if why and experience.pk in why else (),
            )
        )
    return found


def selection(query: QueryDict, release: Release, *, on: date) -> list[Experience]:
    """Return every experience an address selects, for feeds and files."""
    question = read(query, release)
    found = tuple(int(hit.key) for hit in find(EXPERIENCES, question.words, on=on)) if question.words else None
    return list(selectors.selected(selectors.Asked(question.chosen, found)))


def _experiences(
    release: Release, asked: selectors.Asked, near: Territory | None
) -> tuple[list[Experience], int, dict[int, Likeness]]:
    if near is None:
        experiences, count = selectors.page(asked)
        return experiences, count, {}
    whole = list(selectors.selected(asked)[:MOST_RANKED])
    why = likenesses(release, near, whole)
    whole.sort(key=lambda experience: -why[experience.pk].score)
    start = (asked.page - 1) * selectors.PER_PAGE
    return whole[start : start + selectors.PER_PAGE], len(whole), why


def _bar(release: Release, asked: selectors.Asked, question: Question, path: str, on: date) -> FilterBar:
    counts = selectors.counts(asked, [facet.value for facet in FACETS])
    shown = [Filter("q", "Mots", "search", value=question.words)]
    active = []
    for facet in FACETS:
        labels = vocabulary.labels(facet, on=on, release=release)
        chosen = question.chosen[facet.value]
        values = [value for value in labels if counts[facet.value].get(value) or value in chosen]
        options = [Option(v, labels[v], counts[facet.value].get(v, 0), v in chosen) for v in values]
        if options:
            shown.append(Filter(facet.value, facet.label, options=options, open=facet == Facet.THEME))
        active += [
            Link(labels.get(value, value), _address(path, question, drop=(facet.value, value))) for value in chosen
        ]
    near = question.near.name if question.near else question.unknown_place
    shown.append(
        Filter("comme", "Comme mon territoire", "search", value=near, hint="Une commune, une intercommunalité…")
    )
    if question.words:
        active.insert(0, Link(f"«\u00a0{question.words}\u00a0»", _address(path, question, drop=("q", ""))))
    if near:
        active.append(Link(f"comme {near}", _address(path, question, drop=("comme", ""))))
    return FilterBar(path, shown, active=active, reset_href=path if active else "", title="Filtrer les expériences")


def _pairs(question: Question, drop: tuple[str, str] = ("", "")) -> list[tuple[str, str]]:
    pairs = [("q", question.words)] if question.words and drop[0] != "q" else []
    for facet, values in question.chosen.items():
        pairs += [(facet, value) for value in values if (facet, value) != drop]
    if question.near is not None and drop[0] != "comme":
        pairs.append(("comme", question.near.territory_id))
    return pairs


def _address(path: str, question: Question, *, page: int = 1, drop: tuple[str, str] = ("", "")) -> str:
    pairs = _pairs(question, drop) + ([("page", str(page))] if page > 1 else [])
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _tail(question: Question) -> str:
    pairs = _pairs(question)
    return f"?{urlencode(pairs)}" if pairs else ""
