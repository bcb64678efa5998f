"""The directory: members on a day beside what the release knows of them, filtered, counted and sorted.

Everything is in memory: two queries whatever the number of members, then plain Python over at most a few thousand rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict

from essaim.rules.names import fold
from essaim.rules.themes import themes as known_themes
from essaim.web.members import selectors
from essaim.web.members.enums import Category
from essaim.web.members.selectors import MemberAt
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.filters import page_number, text
from essaim.web.observatory.release import Release
from essaim.web.territories import authorities
from essaim.web.territories.authorities import Authority
from essaim.web.ui import french
from essaim.web.ui.components import Link

PER_PAGE = 50
# Upper bounds of population, excluded; the last has none.
SIZES = {"0": (0, 10_000), "10000": (10_000, 50_000), "50000": (50_000, 100_000), "100000": (100_000, 500_000),
         "500000": (500_000, 1_000_000), "1000000": (1_000_000, None), "inconnue": (None, None)}  # fmt: skip
SORTS = {"nom": "Nom", "population": "Population", "adhesion": "Date d’adhésion"}
EARLIEST = date(1990, 1, 1)
CHOICES = {"categorie": "categories", "region": "regions", "taille": "sizes", "theme": "themes"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A member, what the release knows of its perimeter (None when nothing), and the themes it works on."""

    member: MemberAt
    authority: Authority | None
    region_code: str
    themes: tuple[str, ...] = ()

    @property
    def population(self) -> int | None:
        return self.authority.population if self.authority else None

    @property
    def size(self) -> str:
        """A key of SIZES."""
        if self.population is None:
            return "inconnue"
        return next(key for key, (low, high) in SIZES.items() if low <= self.population and (not high or self.population < high))  # fmt: skip  # noqa: E501


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader asks of the directory. on: the day of the list."""

    on: date
    today: date
    query: str = ""
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    sort: str = "nom"
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that say this request, in one fixed order: one request, one address."""
        pairs = [("q", self.query)] if self.query else []
        for parameter, name in CHOICES.items():
            pairs += [(parameter, value) for value in getattr(self, name)]
        if self.on != self.today:
            pairs.append(("au", self.on.isoformat()))
        if self.sort != "nom":
            pairs.append(("tri", self.sort))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def address(self, path: str, **changes: object) -> str:
        """The address of this list with some fields changed."""
        pairs = (replace(self, **changes) if changes else self).pairs()  # type: ignore[arg-type]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def without(self, parameter: str, value: str) -> Filters:
        """The same request, back to page 1, with one choice taken away."""
        name = CHOICES[parameter]
        return replace(self, page=1, **{name: tuple(v for v in getattr(self, name) if v != value)})

    @property
    def narrows(self) -> bool:
        return bool(self.query or self.categories or self.regions or self.sizes or self.themes)


def read(query: QueryDict | Mapping[str, list[str]], *, today: date, regions: Iterable[str]) -> Filters:
    """Read the filters of an address. Raises InvalidRequest, in French, on a value that means nothing."""
    lists = dict(query.lists()) if isinstance(query, QueryDict) else dict(query)
    known: dict[str, Sequence[str]] = {
        "categorie": Category.values, "region": sorted(regions), "taille": list(SIZES),
        "theme": list(known_themes(on=today)),
    }  # fmt: skip
    chosen = {
        name: _chosen(parameter, lists.get(parameter, []), known[parameter]) for parameter, name in CHOICES.items()
    }
    single = {key: (lists.get(key) or [""])[-1].strip() for key in ("q", "au", "tri", "page")}
    sort = single["tri"] or "nom"
    if sort not in SORTS:
        raise InvalidRequest(f"Le tri «\u00a0{sort[:40]}\u00a0» n’existe pas.", f"Choix\u00a0: {', '.join(SORTS)}.")
    return Filters(
        on=day(single["au"], today), today=today, query=text(single["q"]), sort=sort,
        page=page_number(single["page"]), **chosen,
    )  # fmt: skip


def day(raw: str, today: date) -> date:
    """Read a day of an address, today when absent. Raises InvalidRequest on what is no day, or is yet to come."""
    if not raw:
        return today
    try:
        asked = date.fromisoformat(raw)
    except ValueError:
        raise InvalidRequest(
            f"«\u00a0{raw[:20]}\u00a0» n’est pas une date.", "Écrivez-la ainsi\u00a0: 2025-08-26."
        ) from None
    if not EARLIEST <= asked <= today:
        raise InvalidRequest(
            f"La liste se lit du {french.date_fr(EARLIEST)} à aujourd’hui.", "L’avenir n’est pas dans la base."
        )
    return asked


def _chosen(parameter: str, values: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    wanted = {part.strip() for value in values for part in value.split(",") if part.strip()}
    if unknown := sorted(wanted - set(known)):
        raise InvalidRequest(
            f"Le filtre «\u00a0{parameter}\u00a0» ne connaît pas «\u00a0{unknown[0][:40]}\u00a0».",
            f"Choix\u00a0: {', '.join(known)}.",
        )
    return tuple(value for value in known if value in wanted)


def entries(release: Release, on: date) -> list[Entry]:
    """Return every member on a day, by name, with its perimeter and themes; two queries of the default database."""
    known = authorities.of(release)
    members = selectors.members_on(on)
    themes = selectors.themes_of(members)
    return [
        Entry(
            member,
            known.by_siren.get(member.siren) or known.of_territory(member.territory_id),
            region_of(release, member.siren, member.territory_id, member.heir_territory_id),
            tuple(themes.get(member.member_id, ())),
        )
        for member in members
    ]


def region_of(release: Release, siren: str, territory_id: str, heir_territory_id: str) -> str:
    """Return the region of a body, or of the one that took over; "" when the release knows neither."""
    known = authorities.of(release)
    found = known.by_siren.get(siren) or known.of_territory(territory_id) or known.of_territory(heir_territory_id)
    return found.region_code if found else ""


_TESTS: dict[str, Callable[[Entry, tuple[str, ...]], bool]] = {
    "categories": lambda entry, chosen: entry.member.category in chosen,
    "regions": lambda entry, chosen: entry.region_code in chosen,
    "sizes": lambda entry, chosen: entry.size in chosen,
    "themes": lambda entry, chosen: any(theme in chosen for theme in entry.themes),
}
_VALUES: dict[str, Callable[[Entry], Iterable[str]]] = {
    "categories": lambda entry: (entry.member.category,),
    "regions": lambda entry: (entry.region_code,),
    "sizes": lambda entry: (entry.size,),
    "themes": lambda entry: entry.themes,
}


# Names are compared at each request and change once in years.
_folded = lru_cache(maxsize=8192)(fold)


def select(everyone: Sequence[Entry], asked: Filters) -> list[Entry]:
    """Return the entries that answer every filter, sorted."""
    kept = [entry for entry in _named(everyone, asked.query) if _passes(entry, asked, _chosen_among(asked, _TESTS))]
    if asked.sort == "population":
        return sorted(kept, key=lambda entry: (-(entry.population or -1), entry.member.name))
    if asked.sort == "adhesion":
        return sorted(kept, key=lambda entry: (entry.member.joined_on, entry.member.name))
    return sorted(kept, key=lambda entry: (_folded(entry.member.name), entry.member.siren))


def facets(everyone: Sequence[Entry], asked: Filters) -> dict[str, Counter[str]]:
    """Return, for each filter, how many members each value would give, the other filters being kept."""
    named = _named(everyone, asked.query)
    found = {}
    for name, values in _VALUES.items():
        others = _chosen_among(asked, (other for other in _TESTS if other != name))
        found[name] = Counter(value for entry in named if _passes(entry, asked, others) for value in values(entry))
    return found


def _named(everyone: Sequence[Entry], query: str) -> Sequence[Entry]:
    words = fold(query).split()
    if not words:
        return everyone
    return [entry for entry in everyone if all(word in _folded(entry.member.name) for word in words) or query == entry.member.siren]  # fmt: skip  # noqa: E501


def _chosen_among(asked: Filters, names: Iterable[str]) -> tuple[str, ...]:
    """The filters of a reader, among some: those left empty let everybody pass."""
    return tuple(name for name in names if getattr(asked, name))


def _passes(entry: Entry, asked: Filters, names: Sequence[str]) -> bool:
    return all(_TESTS[name](entry, getattr(asked, name)) for name in names)


def active(asked: Filters, path: str, region_names: Mapping[str, str]) -> list[Link]:
    """Links that each take one filter away."""
    words: dict[str, Mapping[str, str]] = {
        "categorie": dict(Category.choices), "region": region_names, "taille": size_labels(),
        "theme": known_themes(on=asked.today),
    }  # fmt: skip
    found = [Link(f"Nom\u00a0: {asked.query}", asked.address(path, query="", page=1))] if asked.query else []
    for parameter, name in CHOICES.items():
        for value in getattr(asked, name):
            found.append(Link(words[parameter].get(value, value), asked.without(parameter, value).address(path)))
    if asked.on != asked.today:
        found.append(Link(f"Au {french.date_fr(asked.on)}", asked.address(path, on=asked.today, page=1)))
    return found


def size_labels() -> dict[str, str]:
    """The French words of SIZES."""
    labels = {}
    for key, (low, high) in SIZES.items():
        if low is None:
            labels[key] = "Population inconnue"
        elif low == 0:
            labels[key] = f"Moins de {french.number(high)} habitants"
        elif high is None:
            labels[key] = f"{french.number(low)} habitants et plus"
        else:
            labels[key] = f"{french.number(low)} à {french.number(high - 1)}"
    return labels


def region_names(release: Release) -> dict[str, str]:
    """The regions of the release, by code, as readers name them."""
    return release.once("region_names", _region_names)


def _region_names(release: Release) -> dict[str, str]:
    rows = release.rows("SELECT code, name FROM territories WHERE level = 'region' ORDER BY name")
    return {row[0]: row[1].replace("'", "’") for row in rows}
