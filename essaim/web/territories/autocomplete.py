"""Finding a territory while its name is typed: prefixes first, then one typo. Everything in memory, once a release."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from essaim.rules.names import fold, typed_variants
from essaim.web.observatory import vocabulary
from essaim.web.observatory.release import Release
from essaim.web.territories import level_words, selectors
from essaim.web.territories.selectors import Territory

SHORTEST_TYPO = 4
MOST_SCANNED = 4000
# At equal names, the level people mean first; then the most populated.
LEVEL_RANK = {"commune": 0, "epci": 1, "departement": 2, "region": 3, "france": 4, "ept": 5,
              "arrondissement_municipal": 6, "departemental": 7, "arrondissement": 8}  # fmt: skip
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
class _Entry:
    territory_id: str
    kind: str
    weight: int
    whole: str


# territory id → (order, entry, exact): the best way each territory was found.
Scored = dict[str, tuple[tuple, _Entry, bool]]


class _Index:
    """Sorted suffixes of folded names, each starting at a word: « hauts de france » is found by « france »."""

    def __init__(self, release: Release) -> None:
        rows = release.rows("SELECT territory_id, folded, kind, weight FROM territory_names")
        starts: list[tuple[str, int]] = []
        self.entries: list[_Entry] = []
        for territory_id, folded, kind, weight in rows:
            position = len(self.entries)
            self.entries.append(_Entry(territory_id, kind, int(weight or 0), folded))
            starts.append((folded, position))
            if kind in ("name", "old_name"):
                starts += [(folded[match.end() :], position) for match in re.finditer(" ", folded)]
        starts.sort()
        self.keys = [key for key, _ in starts]
        self.positions = [position for _, position in starts]
        self.names = list({entry.whole for entry in self.entries if entry.kind in ("name", "old_name")})
        # One typo changes the length by one at most: only names of three lengths are compared.
        self.by_length: dict[int, list[str]] = {}
        for name in self.names:
            self.by_length.setdefault(len(name), []).append(name)

    def starting(self, prefix: str) -> Iterator[tuple[str, _Entry]]:
        """Entries having a word sequence that starts with prefix, with the key that does."""
        start = bisect_left(self.keys, prefix)
        for i in range(start, min(start + MOST_SCANNED, len(self.keys))):
            if not self.keys[i].startswith(prefix):
                return
            yield self.keys[i], self.entries[self.positions[i]]


def suggest(release: Release, query: str, limit: int) -> list[Match]:
    """Return the territories a reader may mean, best first; none for an empty query.

    query: what is typed: name (accents, hyphens, « st » or « saint » as one likes), name after its level (« ville de
    Lille »), postcode, official code, one typo.
    """
    index: _Index = release.once("autocomplete", _Index)
    variants = typed_variants(query)
    phrases = [phrase for folded in variants if (phrase := level_words.split(folded))]
    # From what is typed to what may be meant; the first that finds something is the answer.
    scored = (
        _starting(index, variants)
        or _one_level([(levels, _starting(index, (name,))) for levels, name in phrases])
        or _mistyped(index, fold(query))
        or _one_level([(levels, _mistyped(index, name)) for levels, name in phrases])
    )
    best = sorted(scored.values(), key=lambda found: (*found[0], found[1].territory_id))[:limit]
    places = selectors.get_many(release, [entry.territory_id for _, entry, _ in best])
    return [
        Match(places[entry.territory_id], "" if entry.kind == "name" else _through(entry), exact)
        for _, entry, exact in best
        if entry.territory_id in places
    ]


def _starting(index: _Index, variants: Sequence[str]) -> Scored:
    scored: Scored = {}
    for folded in variants:
        for key, entry in index.starting(folded):
            exact = entry.whole == folded
            # A code typed whole is what is meant; then whole names, names that start so, words inside names.
            order = (not exact, entry.kind == "old_name", key != entry.whole, -_fame(entry), len(entry.whole))
            _keep(scored, entry, order, exact)
    return scored


def _mistyped(index: _Index, folded: str) -> Scored:
    scored: Scored = {}
    for name in _with_one_typo(index, folded):
        for key, entry in index.starting(name):
            if key == entry.whole == name:
                _keep(scored, entry, (True, entry.kind == "old_name", True, -_fame(entry), len(name)), False)
    return scored


def _one_level(found: Sequence[tuple[Sequence[str], Scored]]) -> Scored:
    return {key: entry for levels, scored in found for key, entry in scored.items() if key.partition(":")[0] in levels}


def _fame(entry: _Entry) -> int:
    return entry.weight


def _keep(scored: Scored, entry: _Entry, order: tuple, exact: bool) -> None:
    known = scored.get(entry.territory_id)
    if known is None or order < known[0]:
        scored[entry.territory_id] = (order, entry, exact)


def _through(entry: _Entry) -> str:
    words = {"postcode": "code postal", "code": "code", "old_name": "ancien nom"}.get(entry.kind, entry.kind)
    return f"{words} {entry.whole.upper() if entry.kind == 'code' else entry.whole}"


def _with_one_typo(index: _Index, folded: str) -> list[str]:
    """Whole names one edit away (a letter missing, added, wrong, or two swapped)."""
    if len(folded) < SHORTEST_TYPO or not folded.isascii():
        return []
    near: list[str] = []
    for length in (len(folded), len(folded) - 1, len(folded) + 1):
        candidates = index.by_length.get(length, [])
        found = process.extract(folded, candidates, scorer=OSA.distance, score_cutoff=1, limit=20)
        near += [name for name, _, _ in found]
    return near
