"""Declared contracts, counted by buyer and by territory. Definitions: docs/reference/marches-declares.md.

Amounts are added up in whole cents, so that the order of the sum changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from essaim.pipeline.contract import table_contract
from essaim.pipeline.engine import Engine
from essaim.pipeline.published.indicator_places import FRANCE, Ints, encoded

DIMENSIONS = {"year": "year", "division": "cpv_division", "procedure": "procedure", "kind": "kind"}
SOON_DAYS = 731  # 24 months
_MONEY = ("amount", "amount_sse", "amount_sse_low", "amount_sse_high", "ceiling")
_SUPPLIES_END, _WORKS = "50", "45"


def build_counts(
    contracts: ir.Table, buyers: ir.Table, members: pa.Table, engine: Engine, *, reference_date: date
) -> pa.Table:
    """Return the table of the contract procurement_counts.yaml, in its published order.

    `buyers`: see joined.contract_buyers; `members`: place → territory_id (indicator_places.memberships). The engine
    adds up the contracts of each buyer; the rest is some hundred thousand cells, added up as arrays.
    """
    measured = engine.cache(_measured(contracts, reference_date))
    measures = [name for name in measured.columns if name not in ("buyer_siren", *DIMENSIONS)]
    parts = []
    for dimension in DIMENSIONS:
        grouped = measured.group_by("buyer_siren", item=measured[dimension].cast("string").fill_null(""))
        sums = grouped.aggregate(**{name: measured[name].sum().cast("int64") for name in measures})
        parts.append(sums.mutate(dimension=ibis.literal(dimension)))
    found = engine.to_arrow(ibis.union(*parts))
    engine.drop(measured)
    seats = buyers.select(
        "buyer_siren",
        place=ibis.coalesce(buyers.commune_code, ibis.literal("D") + buyers.departement_code, ibis.literal("")),
    )
    return _published(found, engine.to_arrow(seats), members, measures)


def _measured(contracts: ir.Table, reference_date: date) -> ir.Table:
    """One row a contract: its items, and every measure as a whole number."""

    def one(condition: ir.BooleanValue) -> ir.IntegerValue:
        return condition.fill_null(False).cast("int64")

    sse = contracts.sse_holders > 0
    framework = contracts.kind == "framework"
    known = contracts.amount.notnull()
    cents = (contracts.amount.fill_null(0.0) * 100).round().cast("int64")
    spent = ibis.ifelse(framework, 0, cents)
    # Equal shares between holders: the real ones are not published.
    shared = (spent * contracts.sse_holders) // ibis.greatest(contracts.holders_count, 1)
    whole = sse & (contracts.sse_holders == contracts.holders_count)
    said = contracts.social_clause.notnull()
    green = contracts.environmental_clause.notnull()
    placed = contracts.local_rank.notnull()
    until = reference_date + timedelta(days=SOON_DAYS)
    return contracts.select(
        "buyer_siren",
        year="year",
        division="cpv_division",
        procedure="procedure",
        kind="kind",
        contracts=ibis.literal(1, "int64"),
        sse_contracts=one(sse),
        to_settle_contracts=one(~sse & (contracts.to_settle_holders > 0)),
        unknown_contracts=one(~sse & ((contracts.unknown_holders > 0) | (contracts.holders_count == 0))),
        siae_contracts=one(contracts.siae_holders > 0),
        ea_contracts=one(contracts.ea_holders > 0),
        esat_contracts=one(contracts.esat_holders > 0),
        esus_contracts=one(contracts.esus_holders > 0),
        social_filled=one(said),
        social=one(contracts.social_clause | contracts.social_criterion | contracts.reserved),
        reserved=one(contracts.reserved),
        environmental_filled=one(green),
        environmental=one(contracts.environmental_clause | contracts.environmental_criterion),
        amount_contracts=one(known & ~framework),
        amount=spent,
        amount_sse=shared,
        amount_sse_low=ibis.ifelse(whole, spent, 0),
        amount_sse_high=ibis.ifelse(sse, spent, 0),
        frameworks=one(framework),
        ceiling=ibis.ifelse(framework, cents, 0),
        set_aside=one(~known),
        local_known=one(placed),
        local_epci=one(placed & (contracts.local_rank <= 2)),
        local_departement=one(placed & (contracts.local_rank <= 3)),
        offers_known=one(contracts.offers_received.notnull()),
        single_offer=one(contracts.offers_received == 1),
        ending_soon=one(contracts.is_running & (contracts.ends_on <= ibis.date(until))),
    )


@dataclass(frozen=True)
class _Cells:
    """Sums by key, each key once. `columns`: one array a measure, as long as `key`."""

    key: Ints
    columns: list[Ints]

    def added(self, key: Ints, rows: Ints | None = None) -> _Cells:
        """Add up by another key, of the same length as `rows` (positions here; all of them without)."""
        order = np.argsort(key, kind="stable")
        ordered = key[order]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        at = order if rows is None else rows[order]
        empty = not len(starts)
        return _Cells(ordered[starts], [one[at] if empty else np.add.reduceat(one[at], starts) for one in self.columns])

    def and_those(self, *others: _Cells) -> _Cells:
        """These cells, then others, whose keys are not among them."""
        all_ = (self, *others)
        columns = [np.concatenate(some) for some in zip(*(each.columns for each in all_), strict=True)]
        return _Cells(np.concatenate([each.key for each in all_]), columns)


class _Links:
    """Which of the second numbers each of the first is linked to."""

    def __init__(self, pairs: Sequence[tuple[int, int]], size: int) -> None:
        first, self._second = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
        self._sizes = np.bincount(first, minlength=size).astype(np.int64)
        self._offsets = np.cumsum(self._sizes) - self._sizes

    def of(self, numbers: Ints) -> tuple[Ints, Ints]:
        """Every (position in `numbers`, number linked to it)."""
        sizes = self._sizes[numbers]
        row = np.repeat(np.arange(len(numbers)), sizes)
        within = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return row, self._second[np.repeat(self._offsets[numbers], sizes) + within]


def _published(found: pa.Table, seats: pa.Table, members: pa.Table, measures: list[str]) -> pa.Table:
    """From the cells of buyers (buyer_siren, dimension, item, measures) to the table, territories included."""
    sirens, buyer = encoded(found["buyer_siren"])
    written: list[tuple[str, str]] = list(zip(found["dimension"].to_pylist(), found["item"].to_pylist(), strict=True))
    of_labels = {one: _wider(one) for one in set(written)}
    labels = sorted({*of_labels, *(wider for wider in of_labels.values() if wider)})
    number = {one: at for at, one in enumerate(labels)}
    label = np.array([number[one] for one in written], np.int64)
    size = len(labels)
    cells = _Cells(buyer * size + label, [found[name].to_numpy() for name in measures])
    # Totals from the years, natures from the divisions: fewer passes over the contracts.
    wider = [of_labels.get(one) for one in labels]
    target = np.array([-1 if one is None else number[one] for one in wider], np.int64)[label]
    rows = np.flatnonzero(target >= 0)
    cells = cells.and_those(cells.added(buyer[rows] * size + target[rows], rows))
    cells.columns.append(np.ones(len(cells.key), np.int64))

    around = _by_territory(cells, size, dict(_rows(seats, "buyer_siren", "place")), sirens, members)
    scopes = [f"buyer:{siren}" for siren in sirens]
    parts = [cells]
    for territories, sums in around:
        parts.append(_Cells(sums.key + len(scopes) * size, sums.columns))
        scopes += territories
    return _table(parts[0].and_those(*parts[1:]), scopes, labels, [*measures, "buyers"])


def _wider(label: tuple[str, str]) -> tuple[str, str] | None:
    """The (dimension, item) that a (dimension, item) is a part of: the total, or the nature of a CPV division."""
    dimension, item = label
    if dimension == "year":
        return "total", ""
    if dimension != "division":
        return None
    if not item:
        return "nature", ""
    return "nature", "travaux" if item == _WORKS else "fournitures" if item < _SUPPLIES_END else "services"


def _by_territory(
    cells: _Cells, size: int, seats: dict[str, str], sirens: list[str], members: pa.Table
) -> list[tuple[list[str], _Cells]]:
    """Add the buyers seated in each territory; one known to the department only counts for what holds all of it.

    Each answer: names of territories, and cells whose key is (number of the territory) × size + label.
    """
    alone, circles, held = _circles(members)
    places = {place: at for at, place in enumerate(sorted(set(seats.values())))}
    place = np.array([places[seats[siren]] if siren in seats else -1 for siren in sirens], np.int64)[cells.key // size]
    seated = np.flatnonzero(place >= 0)
    place, label = place[seated], cells.key[seated] % size

    lone = sorted({territory for _, territory in alone})
    rank = {territory: at for at, territory in enumerate(lone)}
    links = _Links([(places[one], rank[name]) for one, name in alone if one in places], len(places))
    row, territory = links.of(place)
    single = cells.added(territory * size + label[row], seated[row])

    # What no circle holds (nowhere, a code out of use) counts for France alone, in the circle 0.
    circle = np.array([circles.get(name, 0) for name in places], np.int64)[place]
    by_circle = cells.added(circle * size + label, seated)
    national = by_circle.added(by_circle.key % size)
    wide = sorted({territory for _, territory in held})
    rank = {territory: at for at, territory in enumerate(wide)}
    links = _Links([(one, rank[name]) for one, name in held], len(set(circles.values())) + 1)
    row, territory = links.of(by_circle.key // size)
    wider = by_circle.added(territory * size + by_circle.key[row] % size, row)
    return [(lone, single), (wide, wider), ([FRANCE], national)]


def _circles(members: pa.Table) -> tuple[list[tuple[str, str]], dict[str, int], list[tuple[int, str]]]:
    """Group the places that are in the same territories: some 35,000 places, some 1,500 circles to add up.

    In: place → territory_id (indicator_places.memberships). Out: (place, territory of that place alone), place →
    circle (from 1), (circle, territory); each territory is in the first list or in the last, never in both.
    """
    pairs = list(_rows(members, "member", "territory_id"))
    size = Counter(territory for _, territory in pairs)
    alone = [(place, territory) for place, territory in pairs if size[territory] == 1]
    around: dict[str, list[str]] = defaultdict(list)
    for place, territory in pairs:
        if size[territory] > 1:
            around[place].append(territory)
    numbers: dict[tuple[str, ...], int] = {}
    circles = {place: numbers.setdefault(tuple(sorted(around[place])), len(numbers) + 1) for place in sorted(around)}
    held = [(number, territory) for territories, number in numbers.items() for territory in territories]
    return alone, circles, held


def _table(cells: _Cells, scopes: list[str], labels: list[tuple[str, str]], measures: list[str]) -> pa.Table:
    """The published table, in its order (scope_id, dimension, item), from cells of key scope × labels + label."""
    ordered = sorted(range(len(scopes)), key=scopes.__getitem__)
    rank = np.empty(len(scopes), np.int64)
    rank[ordered] = np.arange(len(scopes))
    scope, label = np.divmod(cells.key, len(labels))
    order = np.argsort(rank[scope] * len(labels) + label)
    texts = {
        "scope_id": pa.array(scopes, pa.string()).take(pa.array(scope[order])),
        "dimension": pa.array([one for one, _ in labels], pa.string()).take(pa.array(label[order])),
        "item": pa.array([one for _, one in labels], pa.string()).take(pa.array(label[order])),
    }
    sums = dict(zip(measures, cells.columns, strict=True))
    schema = table_contract("procurement_counts").arrow_schema()
    arrays = []
    for field in schema:
        if field.name in texts:
            arrays.append(texts[field.name])
        else:
            values = sums[field.name][order]
            arrays.append(pa.array(values / 100 if field.name in _MONEY else values, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def _rows(table: pa.Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in columns), strict=True)
