"""Whom to invite next: authorities that are no members, ranked by reasons a person can read and argue with.

Points, and why:
- looks like members (population, density, number of communes; the release's own comparison): one for each member it
  counts among its ten nearest, three at most;
- touches a member of its level (intercommunalités, départements): two;
- its commune's intercommunalité, or its own région, is a member: one, since somebody there knows the network;
- nobody is a member in its département: two, to fill the map.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from essaim.web.members import directory, neighbours, selectors
from essaim.web.members.directory import Entry
from essaim.web.members.enums import Category
from essaim.web.observatory.release import Release
from essaim.web.territories import authorities
from essaim.web.territories import selectors as territories
from essaim.web.territories.authorities import Authority

MOST_ALIKE, TOUCHES, PARENT, EMPTY = 3, 2, 1, 2
# Communes under this are seldom invited one by one; their intercommunalité is.
LEAST_COMMUNE = 3_000
NAMED = 3


@dataclass(frozen=True, slots=True)
class Prospect:
    """An authority to invite. points: the sum; reasons: French, one a line of the rule."""

    authority: Authority
    category: str
    points: int
    reasons: tuple[str, ...]


def prospects(release: Release, on: date, *, category: str = "", region: str = "") -> list[Prospect]:
    """Return the authorities that are no members on a day and have at least one reason, best first, then largest."""
    members = directory.entries(release, on)
    reasons: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for territory_id, found in _reasons(release, members):
        reasons[territory_id].append(found)
    taken = {entry.member.siren for entry in members} | {stay.member.body.siren for stay in selectors.pending()}
    known = authorities.of(release)
    kept = []
    for territory_id, found in reasons.items():
        one = known.by_territory.get(territory_id)
        if one is None or one.siren in taken or (one.level == "commune" and (one.population or 0) < LEAST_COMMUNE):
            continue
        counted = selectors.category(one, on)
        if category not in ("", counted) or region not in ("", one.region_code):
            continue
        kept.append(Prospect(one, counted, sum(points for points, _ in found), tuple(words for _, words in found)))
    return sorted(kept, key=lambda p: (-p.points, -(p.authority.population or 0), p.authority.siren))


def _reasons(release: Release, members: Sequence[Entry]) -> Iterator[tuple[str, tuple[int, str]]]:
    names = {entry.authority.territory_id: entry.member.name for entry in members if entry.authority}
    alike: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for territory_id, member_id, rank in territories.resembling(release, list(names)):
        alike[territory_id].append((rank, names[member_id]))
    for territory_id, those in alike.items():
        those.sort()
        said = ", ".join(name for _, name in those[:NAMED])
        yield territory_id, (min(len(those), MOST_ALIKE), f"Ressemble à {said}")
    touching = neighbours.of(release)
    near: dict[str, list[str]] = defaultdict(list)
    for member_id, name in names.items():
        for other in touching.get(member_id, ()):
            near[other].append(name)
    for territory_id, those_near in near.items():
        yield territory_id, (TOUCHES, f"Voisine de {', '.join(sorted(those_near)[:NAMED])}")
    empty = {departement.code for departement in without_member(release, members)}
    for one in authorities.of(release).by_territory.values():
        parent = (
            names.get(f"epci:{one.epci_code}") if one.level == "commune" else names.get(f"region:{one.region_code}")
        )
        if one.level in ("commune", "departement", "epci") and parent:
            yield one.territory_id, (PARENT, f"{parent} est adhérente")
        if one.departements and set(one.departements) <= empty:
            yield one.territory_id, (EMPTY, f"Aucun adhérent dans le département {one.departements[0]}")


def without_member(release: Release, members: Sequence[Entry]) -> list[territories.Territory]:
    """Return the départements where no authority is a member, régions apart, by code."""
    reached = {
        departement
        for entry in members
        if entry.authority and entry.member.category != Category.REGION and entry.authority.level != "region"
        for departement in entry.authority.departements
    }
    # A région that is a département too (Martinique, Mayotte) reaches its own.
    reached |= {
        departement
        for entry in members
        if entry.authority and entry.authority.level == "region" and len(entry.authority.departements) == 1
        for departement in entry.authority.departements
    }
    rows = release.rows("SELECT code FROM territories WHERE level = 'departement' ORDER BY code")
    found = territories.get_many(release, [f"departement:{row[0]}" for row in rows if row[0] not in reached])
    return list(found.values())
