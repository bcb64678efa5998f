"""Measure the search of CPV codes on needs written in a buyer's words: is the right class among the first five?"""

from __future__ import annotations

from dataclasses import dataclass

from essaim.rules.cpv_words import Need, needs
from essaim.web.observatory.release import Release
from essaim.web.procurement import cpv_search

FIRST = 5
SETS = {"tuning": "ayant servi au réglage", "held_out": "tenus à l’écart du réglage"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """rank: place of the right class among the candidates, None when it is not among the first five."""

    need: Need
    rank: int | None
    proposed: tuple[str, ...]


def outcomes(release: Release) -> list[Outcome]:
    """Search every need of the list."""
    return [_outcome(release, need) for need in needs()]


def _outcome(release: Release, need: Need) -> Outcome:
    proposed = tuple(each.code.code for each in cpv_search.search(release, need.need, FIRST).candidates)
    rank = next((place for place, code in enumerate(proposed, 1) if code.startswith(need.classes)), None)
    return Outcome(need, rank, proposed)


def lines(release: Release, *, details: bool = False) -> list[str]:
    """The measure in French, a line a set; with the needs that were missed when `details`."""
    found = outcomes(release)
    said = []
    for name, words in SETS.items():
        group = [each for each in found if each.need.set == name]
        hits = [each for each in group if each.rank is not None]
        first = sum(each.rank == 1 for each in hits)
        said.append(
            f"{len(group)} besoins {words}\u00a0: bonne classe dans les {FIRST} premières {len(hits)} fois "
            f"({100 * len(hits) / len(group):.1f}\u00a0%), première {first} fois.".replace(".", ",", 1)
        )
        if details:
            said += [
                f"  manqué\u00a0: {each.need.need} (attendu {', '.join(each.need.classes)}\u00a0; proposé "
                f"{', '.join(each.proposed) or 'rien'})"
                for each in group
                if each.rank is None
            ]
    return said
