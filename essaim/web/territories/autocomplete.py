"""Finding a territory while its name is typed: the starts of its words, read from the release; then one typo."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from essaim.rules.names import fold, typed_variants, word_starts
from essaim.web.observatory import vocabulary
from essaim.web.observatory.release import Release
from essaim.web.territories import level_words, selectors
from essaim.web.territories.selectors import Territory

SHORTEST_TYPO = 4
# One territory bears several names, codes and postcodes: as many lines for each answer wanted.
MOST_NAMES = 6
# Sorts after every letter and digit of a folded name.
AFTER_LETTERS = "~"
EPCI_KINDS = {"CC": "communauté de communes", "CA": "communauté d’agglomération", "CU": "communauté urbaine",
              "METRO": "métropole", "MET69": "métropole de Lyon"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """A territory found; through: the former name, postcode or code that led to it, if not its name."""

    territory: Territory
    through: str
    is_exact: bool

    @property
    def label(self) -> str:
        return self.territory.name

    @property
    def detail(self) -> str:
        """« commune, 59 · 238 695 habitants », enough to tell two namesakes apart."""
        place = self.territory
        words = EPCI_KINDS.get(place.kind or "", vocabulary.LEVELS[place.level].lower())
        if place.departement_code and place.level not in ("departement", "region", "france"):
            words += f", {place.departement_code}"
        return f"{words} · {self.through}" if self.through else words


@dataclass(frozen=True, slots=True)
class _Found:
    """How a territory was found: the whole name, postcode or code that led to it; exact when it is what was typed."""

    kind: str
    whole: str
    exact: bool


def suggest(release: Release, query: str, limit: int) -> list[Match]:
    """Return the territories a reader may mean, best first; none for an empty query.

    query: what is typed: name (accents, hyphens, « st » or « saint » as one likes), name after its level (« ville de
    Lille »), postcode, official code, one typo.
    """
    variants = typed_variants(query)
    phrases = [phrase for folded in variants if (phrase := level_words.split(folded))]
    # From what is typed to what may be meant; the first that finds something is the answer.
    best = (
        _starting(release, [((), folded) for folded in variants], limit)
        or _starting(release, phrases, limit)
        or _mistyped(release, [((), fold(query))])
        or _mistyped(release, phrases)
    )
    places = selectors.get_many(release, list(best)[:limit])
    return [
        Match(place, "" if best[key].kind == "name" else _through(best[key]), best[key].exact)
        for key, place in places.items()
    ]


def prepare(release: Release) -> None:
    """Read what answering needs, so that the first reader who types does not wait for it."""
    _names(release)
    _rows(release, "SELECT 1 FROM territory_starts LIMIT 1", ())


# Levels meant (none: all), and the folded words typed.
Phrases = Sequence[tuple[Sequence[str], str]]


def _starting(release: Release, phrases: Phrases, limit: int) -> dict[str, _Found]:
    """The first territories having words that start so; those whose whole name, postcode or code it is come first."""
    best: dict[str, _Found] = {}
    for levels, folded in phrases:
        rows = _rows(
            release,
            "SELECT territory_id, kind, folded, folded = ? FROM territory_starts WHERE start >= ? AND start < ?"
            f"{_of_levels(levels)} ORDER BY folded <> ?, place LIMIT ?",
            (folded, folded, folded + AFTER_LETTERS, *levels, folded, limit * MOST_NAMES),
        )
        for key, kind, whole, exact in rows:
            best.setdefault(key, _Found(kind, whole, bool(exact)))
    return best


def _mistyped(release: Release, phrases: Phrases) -> dict[str, _Found]:
    """Territories whose whole name is one edit away (a letter missing, added, wrong, or two swapped)."""
    best: dict[str, _Found] = {}
    for levels, folded in phrases:
        near = _with_one_typo(release, folded)
        rows = _rows(
            release,
            f"SELECT territory_id, kind, folded FROM territory_starts WHERE start IN ({', '.join('?' for _ in near)})"
            f" AND start = folded{_of_levels(levels)} ORDER BY place",
            (*near, *levels),
        )
        for key, kind, whole in rows:
            best.setdefault(key, _Found(kind, whole, exact=False))
    return best


def _of_levels(levels: Sequence[str]) -> str:
    marks = ", ".join("?" for _ in levels)
    return f" AND substr(territory_id, 1, instr(territory_id, ':') - 1) IN ({marks})" if levels else ""


def _rows(release: Release, sql: str, parameters: tuple) -> list[tuple]:
    made: sqlite3.Connection | None = release.once("territory_starts", _made_here)
    return release.tuples(sql, parameters) if made is None else made.execute(sql, parameters).fetchall()


def _made_here(release: Release) -> sqlite3.Connection | None:
    """None when the release holds the starts of names; else they are made in memory, as for those built before
    25 November 2026."""
    if release.value("SELECT 1 FROM sqlite_master WHERE name = 'territory_starts'"):
        return None
    made = sqlite3.connect(":memory:", check_same_thread=False)
    made.execute("CREATE TABLE territory_starts (start, place, territory_id, kind, folded, PRIMARY KEY (start, place))")
    names = release.tuples("SELECT territory_id, folded, kind, weight FROM territory_names")
    made.executemany("INSERT INTO territory_starts VALUES (?, ?, ?, ?, ?)", word_starts(names))
    return made


def _names(release: Release) -> dict[int, list[str]]:
    """The whole names by length: one typo changes it by one at most, so only names of three lengths are compared."""
    return release.once("names_by_length", _by_length)


def _by_length(release: Release) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = release.tuples("SELECT DISTINCT folded FROM territory_names WHERE kind IN ('name', 'old_name')")
    for (name,) in rows:
        found.setdefault(len(name), []).append(name)
    return found


def _with_one_typo(release: Release, folded: str) -> list[str]:
    if len(folded) < SHORTEST_TYPO:
        return []
    near: list[str] = []
    for length in (len(folded), len(folded) - 1, len(folded) + 1):
        candidates = _names(release).get(length, [])
        found = process.extract(folded, candidates, scorer=OSA.distance, score_cutoff=1, limit=20)
        near += [name for name, _, _ in found]
    return near


def _through(found: _Found) -> str:
    words = {"postcode": "code postal", "code": "code", "old_name": "ancien nom"}.get(found.kind, found.kind)
    return f"{words} {found.whole.upper() if found.kind == 'code' else found.whole}"
