"""How many people live in the perimeter of the members: each counted once, and level by level.

Levels overlap: an inhabitant of Lille may live in a région, a département, a métropole and a commune that are all
members. The sum of the levels is no population; the total counts each commune once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from essaim.web.members.directory import Entry
from essaim.web.members.enums import Category
from essaim.web.observatory.release import Release
from essaim.web.territories import authorities
from essaim.web.territories.authorities import Authority

KEPT = 64


@dataclass(frozen=True, slots=True)
class Reach:
    """population: inhabitants of the communes in it; communes: how many; missing: those whose population is unknown."""

    population: int
    communes: int
    missing: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """once: every level together, each commune counted once. by_category: one Reach a category that has members.

    unplaced: members whose perimeter the release does not know. everyone: the population of France, for shares.
    """

    once: Reach
    by_category: dict[str, Reach]
    unplaced: int
    everyone: int


class _Communes:
    """Communes of each perimeter, and their populations."""

    def __init__(self, release: Release) -> None:
        self.population: dict[str, int | None] = {}
        self.of: dict[str, set[str]] = defaultdict(set)
        known = authorities.of(release)
        for one in known.by_territory.values():
            if one.level != "commune":
                continue
            self.population[one.code] = one.population
            for key in (one.territory_id, f"region:{one.region_code}", f"epci:{one.epci_code}", f"ept:{one.ept_code}"):
                self.of[key].add(one.code)
            for departement in one.departements:
                self.of[f"departement:{departement}"].add(one.code)
        for row in release.rows(
            "SELECT territory_id, commune_code FROM territory_communes WHERE territory_id LIKE 'departemental:%'"
        ):
            self.of[row[0]].add(row[1])
        self.reaches: dict[frozenset[str], Reach] = {}
        self.everyone = sum(filter(None, self.population.values()))

    def reach(self, perimeters: frozenset[str]) -> Reach:
        """Count the communes of several perimeters, each once."""
        if perimeters not in self.reaches:
            codes: set[str] = set().union(*(self.of.get(key, ()) for key in perimeters))
            known = [self.population.get(code) for code in codes]
            if len(self.reaches) >= KEPT:
                self.reaches.clear()
            self.reaches[perimeters] = Reach(sum(filter(None, known)), len(codes), known.count(None))
        return self.reaches[perimeters]


def of(release: Release, members: Sequence[Entry]) -> Coverage:
    """Return the population covered by members."""
    communes: _Communes = release.once("coverage_communes", _Communes)
    by_category: dict[str, set[str]] = defaultdict(set)
    for entry in members:
        if entry.authority is not None:
            by_category[entry.member.category].add(_perimeter(entry.authority))
    everywhere = frozenset().union(*by_category.values())
    return Coverage(
        once=communes.reach(everywhere),
        by_category={key: communes.reach(frozenset(by_category[key])) for key in Category.values if by_category[key]},
        unplaced=sum(1 for entry in members if entry.authority is None),
        everyone=communes.everyone,
    )


def _perimeter(authority: Authority) -> str:
    return authority.territory_id
