"""« Ce que d’autres ont fait »: contracts like a need, held by the ESS or with a consideration, and experiences.

Alike: the same CPV class, else group, else division; then the same kind of buyer, the nearest amount, the latest.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import DatabaseError
from django.utils import timezone

from essaim.rules import cpv
from essaim.web.contracts import buyers, counts, selectors, tables, words
from essaim.web.contracts.selectors import Where
from essaim.web.observatory.release import Release
from essaim.web.observatory.scope import of_level
from essaim.web.practices import list_context
from essaim.web.practices import selectors as practices
from essaim.web.practices.enums import Facet
from essaim.web.procurement.lever_blocks import Block
from essaim.web.procurement.need import Need
from essaim.web.territories.selectors import Territory
from essaim.web.ui import french
from essaim.web.ui.components import Table
from essaim.web.ui.links import link

SHOWN = 6
READ = 200
ENOUGH = 3
# The very words of the index `contracts_remarkable`: SQLite then reads those contracts alone.
REMARKABLE = "(c.sse_holders > 0 OR c.reserved = 1 OR c.social_clause = 1 OR c.social_criterion = 1)"
# What makes a contract an example of a lever.
EXAMPLES = {
    "reserve_disability": "c.reserved = 1",
    "reserve_integration": "c.reserved = 1",
    "reserve_both": "c.reserved = 1",
    "reserve_ess": "c.reserved = 1 AND c.sse_holders > 0",
    "social_clause": "c.social_clause = 1",
    "award_criteria": "c.social_criterion = 1",
    "division": "c.sse_holders > 0 AND c.amount < 200000",
    "consortium": "c.sse_holders > 0 AND c.holders_declared > 1",
}
# Labels of the structures a reservation is for.
RESERVED_TO = {
    "reserve_disability": ("ea", "eatt", "esat"),
    "reserve_integration": ("aci", "ai", "ei", "etti", "eiti"),
    "reserve_both": ("ea", "eatt", "esat", "aci", "ai", "ei", "etti", "eiti"),
}
RESERVATIONS = ("reserve_disability", "reserve_integration", "reserve_both", "reserve_ess", "minimum_share")
OF_RESERVATION, OF_PROCUREMENT = "marche_reserve", "commande_publique"


@dataclass(frozen=True, slots=True)
class Precedents:
    """table: contracts like the need, best first; scope: in what they are alike; cards: experiences of members."""

    table: Table
    count: int
    scope: str
    cards: Sequence[Any]


def of_need(release: Release, need: Need) -> Precedents:
    """Return what others did for a need like this one; an empty table when nothing declared is alike."""
    found, shared = alike(release, need)
    lines = selectors.with_holders(release, found[:SHOWN])
    table = tables.contracts(lines, "Marchés semblables", with_buyer=True)
    return Precedents(table, len(found), shared, experiences((OF_RESERVATION, OF_PROCUREMENT)))


def alike(release: Release, need: Need) -> tuple[list[sqlite3.Row], str]:
    """Return remarkable contracts alike, best first, at most READ, and what they share with the need."""
    if not counts.are_published(release):
        return [], ""
    found: list[sqlite3.Row] = []
    shared = ""
    for start, shared in _widening(need.code.code):  # noqa: B007
        where = Where(f"{REMARKABLE} AND c.cpv_code >= ? AND c.cpv_code < ?", (start.ljust(8, "0"), f"{start}:"))
        found = selectors.rows(release, where, "c.notified_on DESC, c.contract_id", READ)
        if len(found) >= ENOUGH:
            break
    mine = _kind_of(need.place)
    return sorted(found, key=lambda row: _unlike(row, need, row["buyer_kind"] == mine)), shared


def _widening(code: str) -> list[tuple[str, str]]:
    """The class, the group, the division of a code: beginnings, with their French."""
    return [
        (cpv.class_of(code), "la même classe CPV"),
        (code[:3], "le même groupe CPV"),
        (code[:2], f"la même division CPV\u00a0: {words.division(code[:2])}"),
    ]


def _kind_of(place: Territory) -> str:
    return {"epci": "intercommunalite", "ept": "intercommunalite", "departemental": "departement"}.get(
        place.level, place.level
    )


def _unlike(row: sqlite3.Row, need: Need, same_kind: bool) -> tuple:
    """The smaller, the more alike: kind of buyer and orders of magnitude of amount, then the latest."""
    amount = row["amount"]
    gap = abs(math.log10(amount / float(need.amount))) if amount and need.amount else 1.0
    latest = (row["notified_on"] or "").replace("-", "")
    return (round(gap) + (0 if same_kind else 1), -int(latest or 0), row["contract_id"])


def experiences(levers: Sequence[str], limit: int = 3) -> Sequence[Any]:
    """Return cards of the latest experiences with one of these levers; none when the default database is silent."""
    try:
        found = practices.tagged(Facet.LEVER, levers, limit=limit)
        return list_context.cards(found, on=timezone.localdate())
    except DatabaseError:
        return ()


def lever_experiences(release: Release, lever: str, territory: Territory | None) -> Block | None:
    """Block of a lever's page: who did it."""
    cards = experiences((OF_RESERVATION,) if lever in RESERVATIONS else (OF_PROCUREMENT,))
    if not cards:
        return None
    return Block("experiences", "Qui l’a déjà fait\u00a0?", "procurement/block_experiences.html", {"cards": cards})


def lever_contracts(release: Release, lever: str, territory: Territory | None) -> Block | None:
    """Block of a lever's page: contracts that are examples of it, near a territory when one is chosen."""
    condition = EXAMPLES.get(lever)
    if condition is None or not counts.are_published(release):
        return None
    near = selectors.of_seat(buyers.seat_of(territory) if territory else buyers.ALL)
    where = Where(f"{REMARKABLE} AND {condition} AND {near.sql}", near.parameters)
    lines = selectors.lines(release, where, "c.notified_on DESC, c.contract_id", SHOWN)
    table = tables.contracts(lines, "Marchés déclarés", with_buyer=True)
    data = {"table": table if lines else None, "place": territory}
    return Block("marches-declares", "Des marchés déclarés", "procurement/block_contracts.html", data)


def lever_suppliers(release: Release, lever: str, territory: Territory | None) -> Block | None:
    """Block of a reservation's page: how many structures a chosen territory has, and their list."""
    labels = RESERVED_TO.get(lever)
    if labels is None or territory is None:
        return None
    here = of_level(territory.level, territory.code)
    where = f" AND {here.where}" if here.where else ""
    rows = release.tuples(
        f"SELECT e.labels FROM establishments e WHERE e.diffusible = 1 AND e.labels <> ''{where}", here.parameters
    )
    counted = Counter(label for (said,) in rows for label in said.split("|") if label in labels)
    chosen = urlencode([*(("label", one) for one in labels), ("perimetre", "tous")])
    href = f"{link('territories:organizations', territory.ref)}?{chosen}"
    said = ", ".join(f"{french.number(counted[one])} {one.upper()}" for one in labels if counted[one])
    data = {"place": territory, "said": said, "href": href}
    return Block("structures", "Qui pourrait répondre ici\u00a0?", "procurement/block_suppliers.html", data)
