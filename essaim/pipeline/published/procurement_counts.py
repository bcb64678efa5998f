"""Declared contracts, counted by buyer and by territory. Definitions: docs/reference/marches-declares.md.

Amounts are added up in whole cents, so that the order of the sum changes nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline.contract import table_contract
from essaim.pipeline.engine import Engine
from essaim.pipeline.published.indicator_places import FRANCE

DIMENSIONS = {"year": "year", "division": "cpv_division", "procedure": "procedure", "kind": "kind"}
SOON_DAYS = 731  # 24 months
_MONEY = ("amount", "amount_sse", "amount_sse_low", "amount_sse_high", "ceiling")
_SUPPLIES_END, _WORKS = "50", "45"


def build_counts(
    contracts: ir.Table, buyers: ir.Table, members: pa.Table, engine: Engine, *, reference_date: date
) -> ir.Table:
    """Return the table of the contract procurement_counts.yaml.

    `buyers`: see joined.contract_buyers; `members`: place → territory_id (indicator_places.memberships).
    """
    measured = engine.cache(_measured(contracts, reference_date))
    measures = [name for name in measured.columns if name not in ("buyer_siren", *DIMENSIONS)]
    cells = []
    for dimension in DIMENSIONS:
        grouped = measured.group_by("buyer_siren", item=measured[dimension].cast("string").fill_null(""))
        sums = grouped.aggregate(**{name: measured[name].sum().cast("int64") for name in measures})
        cells.append(sums.mutate(dimension=ibis.literal(dimension)))
    by_buyer = engine.cache(ibis.union(*cells))
    rest = [_regrouped(by_buyer, "year", "total", measures), _regrouped(by_buyer, "division", "nature", measures)]
    by_buyer = engine.cache(ibis.union(by_buyer, *[table.select(*by_buyer.columns) for table in rest]))
    own = by_buyer.mutate(scope_id=ibis.literal("buyer:") + by_buyer.buyer_siren, buyers=ibis.literal(1, "int64"))
    spread = _by_territory(by_buyer, buyers, members, measures, engine)
    columns = table_contract("procurement_counts").columns
    both = ibis.union(own.select(*columns), spread.select(*columns))
    return both.mutate(**{name: both[name].cast("float64") / 100 for name in _MONEY}).select(*columns)


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


def _regrouped(cells: ir.Table, source: str, target: str, measures: list[str]) -> ir.Table:
    """Totals from the years, natures from the divisions: fewer passes over the contracts."""
    rows = cells.filter(cells.dimension == source)
    item = ibis.literal("")
    if target == "nature":
        item = ibis.cases(
            (rows.item == "", ""),
            (rows.item == _WORKS, "travaux"),
            (rows.item < _SUPPLIES_END, "fournitures"),
            else_="services",
        )
    grouped = rows.mutate(item=item).group_by("buyer_siren", "item")
    sums = grouped.aggregate(**{name: rows[name].sum().cast("int64") for name in measures})
    return sums.mutate(dimension=ibis.literal(target))


def _by_territory(
    cells: ir.Table, buyers: ir.Table, members: pa.Table, measures: list[str], engine: Engine
) -> ir.Table:
    """Add the buyers seated in each territory; one known to the department only counts for what holds all of it."""
    place = ibis.coalesce(buyers.commune_code, ibis.literal("D") + buyers.departement_code, ibis.literal(""))
    placed = cells.inner_join(buyers.select("buyer_siren", place=place), "buyer_siren")
    alone, circles, held = (
        engine.from_arrow(table, name)
        for table, name in zip(_circles(members), ("lone_places", "circles", "circle_territories"), strict=True)
    )
    totals = {name: (lambda t, name=name: t[name].sum().cast("int64")) for name in measures}
    around = placed.left_join(circles, placed.place == circles.circle_member)
    by_circle = engine.cache(
        around.group_by("dimension", "item", circle=around.circle.fill_null(0)).aggregate(
            buyers=lambda t: t.count().cast("int64"), **totals
        )
    )
    sums = {"buyers": lambda t: t.buyers.sum().cast("int64"), **totals}
    wider = by_circle.inner_join(held, by_circle.circle == held.held_circle)
    wide = wider.group_by(scope_id=wider.territory_id, dimension=wider.dimension, item=wider.item).aggregate(**sums)
    national = by_circle.group_by("dimension", "item").aggregate(**sums).mutate(scope_id=ibis.literal(FRANCE))
    single = placed.inner_join(alone, placed.place == alone.lone_member)
    local = single.group_by(scope_id=single.territory_id, dimension=single.dimension, item=single.item).aggregate(
        buyers=lambda t: t.count().cast("int64"), **totals
    )
    columns = wide.columns
    return engine.cache(ibis.union(wide, national.select(*columns), local.select(*columns)))


def _circles(members: pa.Table) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Group the places that are in the same territories: some 35,000 places, some 1,500 circles to add up.

    In: place → territory_id (indicator_places.memberships). Out: (place, territory of that place alone), (place,
    circle), (circle, territory); each territory is in the first table or in the last, never in both.
    """
    pairs = list(zip(members["member"].to_pylist(), members["territory_id"].to_pylist(), strict=True))
    size = Counter(territory for _, territory in pairs)
    alone = [(place, territory) for place, territory in pairs if size[territory] == 1]
    around: dict[str, list[str]] = defaultdict(list)
    for place, territory in pairs:
        if size[territory] > 1:
            around[place].append(territory)
    numbers: dict[tuple[str, ...], int] = {}
    circles = [(place, numbers.setdefault(tuple(sorted(around[place])), len(numbers) + 1)) for place in sorted(around)]
    held = [(number, territory) for territories, number in numbers.items() for territory in territories]
    return (
        _pairs(alone, ("lone_member", pa.string()), ("territory_id", pa.string())),
        _pairs(circles, ("circle_member", pa.string()), ("circle", pa.int64())),
        _pairs(held, ("held_circle", pa.int64()), ("territory_id", pa.string())),
    )


def _pairs(rows: Sequence[tuple[Any, Any]], *columns: tuple[str, pa.DataType]) -> pa.Table:
    schema = pa.schema([pa.field(name, kind) for name, kind in columns])
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)
