"""The search of the whole site: what each app lets find, the territories and the organisations, in groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from essaim.web.observatory import organizations, vocabulary
from essaim.web.observatory.filters import Filters
from essaim.web.observatory.release import Release
from essaim.web.observatory.scope import EVERYTHING
from essaim.web.search.searched import Answer, Searched, brought, find
from essaim.web.territories import addresses, autocomplete
from essaim.web.ui import french

IN_A_GROUP, ALONE = 5, 50
# More hits than this are not counted: « plus de 200 ».
MOST_COUNTED = 200
TERRITORIES, ORGANIZATIONS = "territoires", "organisations"
TERRITORIES_ORDER, ORGANIZATIONS_ORDER = 0, 60


@dataclass(frozen=True, slots=True)
class Group:
    """The answers of one kind. count: « 12 », « plus de 200 »; more: where the rest is, empty when all is shown."""

    name: str
    label: str
    order: int
    answers: Sequence[Answer]
    count: str
    more: str = ""


def groups(release: Release, words: str, *, on: date, only: str = "", path: str) -> list[Group]:
    """Return the kinds in which something holds every word, in order; `only` one of them, with more of its answers.

    words: what a reader typed, checked (observatory.filters.text). path: the address of the page, for « the rest ».
    """
    if not words:
        return []
    limit = ALONE if only else IN_A_GROUP
    found = [
        _of_app(one, words, on=on, limit=limit, path="" if only else path)
        for one in brought()
        if only in ("", one.name)
    ]
    if only in ("", TERRITORIES):
        found.append(_territories(release, words, limit, "" if only else path))
    if only in ("", ORGANIZATIONS):
        found.append(_organizations(release, words, limit))
    return sorted((one for one in found if one.answers), key=lambda one: one.order)


def kinds() -> Mapping[str, str]:
    """Return what may be searched: name → label."""
    known = [(one.order, one.name, one.label) for one in brought()]
    known += [(TERRITORIES_ORDER, TERRITORIES, "Territoires"), (ORGANIZATIONS_ORDER, ORGANIZATIONS, "Organisations")]
    return {name: label for _, name, label in sorted(known)}


def _of_app(searched: Searched, words: str, *, on: date, limit: int, path: str) -> Group:
    hits = find(searched, words, on=on, limit=MOST_COUNTED + 1)
    count = french.number(len(hits)) if len(hits) <= MOST_COUNTED else f"plus de {MOST_COUNTED}"
    more = _rest(path, words, searched.name) if len(hits) > limit else ""
    return Group(searched.name, searched.label, searched.order, searched.answers(hits[:limit]), count, more)


def _territories(release: Release, words: str, limit: int, path: str) -> Group:
    matches = autocomplete.suggest(release, words, limit=ALONE)
    answers = [
        Answer(match.label, addresses.href(match.territory), detail=_with_people(match)) for match in matches[:limit]
    ]
    count = french.number(len(matches)) if len(matches) < ALONE else f"{ALONE} ou plus"
    more = _rest(path, words, TERRITORIES) if len(matches) > limit else ""
    return Group(TERRITORIES, "Territoires", TERRITORIES_ORDER, answers, count, more)


def _with_people(match: autocomplete.Match) -> str:
    people = match.territory.population
    return f"{match.detail} · {french.number(people)} habitants" if people is not None else match.detail


def _organizations(release: Release, words: str, limit: int) -> Group:
    asked = Filters(query=words)
    page = organizations.page(release, EVERYTHING, asked)
    answers = [
        Answer(line.name, reverse("observatory:organization", args=[line.siren]), detail=_kind_and_place(line))
        for line in page.lines[:limit]
    ]
    # The list of the register has filters, pages and files: the rest is there.
    more = asked.address(reverse("observatory:organizations")) if page.count > len(answers) else ""
    label = "Organisations de l’ESS"
    return Group(ORGANIZATIONS, label, ORGANIZATIONS_ORDER, answers, french.number(page.count), more)


def _kind_and_place(line: organizations.Line) -> str:
    words = [vocabulary.family_and_kind(line.family, line.sub_family), line.city or ""]
    return " · ".join(word for word in words if word)


def _rest(path: str, words: str, name: str) -> str:
    return f"{path}?{urlencode({'q': words, 'dans': name})}" if path else ""
