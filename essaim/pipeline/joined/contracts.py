"""Public contracts, from every source loaded: one row a contract, its holders, its buyers; concessions apart.

Consecutive selects are not fused by Ibis here. Fused, each use of a cleaned text repeats its whole cleaning, and the
plan of one select outgrows the memory of the planner (measured: 320 KB of SQL against 22 KB).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.contract import table_contract
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined import contract_lines
from essaim.pipeline.joined import contract_values as values
from essaim.pipeline.joined.contract_buyers import gather_buyers, told_buyers
from essaim.pipeline.joined.contract_holders import (
    contract_holders,
    contract_id,
    holder_dimension,
    near_holders,
    published_holders,
    told_holders,
)
from essaim.pipeline.joined.contract_lines import CONTRACT
from essaim.pipeline.joined.contract_parties import holder_identifiers, identities
from essaim.pipeline.joined.contract_versions import Versions, versions
from essaim.pipeline.joined.organisations import Register
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.decp_2019 import clean as decp_2019
from essaim.pipeline.sources.decp_2022 import clean as decp_2022
from essaim.pipeline.sources.decp_tabular import clean as decp_tabular
from essaim.pipeline.sources.kept_checks import check_kept

JSON_SOURCES = {decp_2019.SOURCE: decp_2019.clean, decp_2022.SOURCE: decp_2022.clean}
SOURCES = (*JSON_SOURCES, decp_tabular.SOURCE)
_PLACE = {
    "commune": "commune_code",
    "epci": "epci_code",
    "departement": "departement_code",
    "region": "region_code",
    "longitude": "longitude",
    "latitude": "latitude",
}
_BITS = (("clause", values.CLAUSE), ("criterion", values.CRITERION))
Publish = Callable[[str, ir.Table], ir.Table]


@dataclass
class Contracts:
    """What `build_contracts` gives: tables of the engine, `contracts`, `links` and `holders` as published."""

    contracts: ir.Table
    links: ir.Table
    holders: ir.Table
    buyers: ir.Table
    sources: dict[str, tuple[int, int]]  # rows in, rows kept


@contextmanager
def plain_selects() -> Iterator[None]:
    """Compile each select on its own while it lasts."""
    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


def build_contracts(
    inputs: dict[str, SourceInput],
    register: Register,
    territories: pa.Table,
    geography: pa.Table,
    finances: dict[str, str],
    engine: Engine,
    rejects: Rejects,
    *,
    reference_date: date,
    scratch: Path,
    publish: Publish,
) -> Contracts | None:
    """Return the public contracts of the sources loaded, None when none is.

    `finances`: SIREN → territory_id of régions and départements. `scratch`: folder for the lines read from JSON.
    `publish(name, expression)` writes the tables contracts, concessions, holders and contract_holders, and returns
    each as a table to read. Raises WrongFileError for a file that is not what its card says.
    """
    given = [source for source in SOURCES if source in inputs]
    if not given:
        return None
    with plain_selects():
        raw, counts = _read(given, inputs, engine, rejects, scratch)
        places = engine.from_arrow(geography, "contract_places")
        told = told_holders(raw.values(), engine, named=not register.whole)
        written, holders = holder_identifiers(told, engine)
        engine.drop(told)
        known = contract_lines.known_buyers(raw, engine, rejects)
        sirens = ibis.union(
            holders.filter(holders.siren.notnull()).select("siren"), known.select(siren="buyer_siren"), distinct=True
        )
        sirene = identities(inputs, engine.cache(sirens), engine)
        dimension = holder_dimension(holders, register, inputs, sirene, places, engine)
        names = told_buyers(raw.values(), engine)
        buyers = gather_buyers(known, names, territories, finances, inputs, sirene, places, engine)
        check_kept(decp_tabular.SOURCE, buyers, engine)
        lines = {
            source: contract_lines.keyed(
                table,
                source,
                known,
                reference_date=reference_date,
                none_is_said=contract_lines.says_none(table, engine),
            )
            for source, table in raw.items()
        }
        found = versions(lines, written, engine)
        if found.losers is not None:
            contract_lines.refuse_publications(lines, found.losers, engine, rejects)
        location = buyers.select("buyer_siren", **{f"b_{name}": column for name, column in _PLACE.items()})
        near = near_holders(found.held, dimension, location, engine)
        engine.drop(found.held)
        links = publish("contract_holders", contract_holders(near, found.sums, engine))
        shown = publish("holders", published_holders(dimension))
        engine.drop(dimension, holders)
        everything = _published(found, near, engine, reference_date)
        contracts = publish("contracts", everything.filter(everything.kind != "concession"))
        # Concessions are in the official files only.
        if JSON_SOURCES.keys() & set(given):
            publish("concessions", everything.filter(everything.kind == "concession"))
    sources = {source: (rows, rows - rejects.count(source)) for source, rows in counts.items()}
    return Contracts(contracts=contracts, links=links, holders=shown, buyers=buyers, sources=sources)


def _read(
    given: list[str], inputs: dict[str, SourceInput], engine: Engine, rejects: Rejects, scratch: Path
) -> tuple[dict[str, ir.Table], dict[str, int]]:
    lines: dict[str, ir.Table] = {}
    counts: dict[str, int] = {}
    for source in given:
        if source in JSON_SOURCES:
            scratch.mkdir(parents=True, exist_ok=True)
            path = scratch / f"{source}.parquet"
            counts[source], _ = JSON_SOURCES[source](inputs[source], path, rejects)
            lines[source] = engine.read_parquet([path])
            check_kept(source, lines[source], engine)
        else:
            lines[source] = decp_tabular.read(inputs[source], engine)
            counted = engine.to_arrow(lines[source].aggregate(rows=lines[source].count()))
            counts[source] = int(counted.to_pylist()[0]["rows"])
    return lines, counts


def _holders_of(near: ir.Table, engine: Engine) -> ir.Table:
    """One row a contract: what its holders are, counted."""

    def how_many(condition: ir.BooleanValue) -> ir.IntegerValue:
        return condition.cast("int64").sum().cast("int16")

    match = near["match"]
    return engine.cache(
        near.group_by(*CONTRACT).aggregate(
            holders_count=near.count().cast("int16"),
            unknown_holders=how_many((match == "unknown") | (match == "unmatched")),
            to_settle_holders=how_many(match == "to_settle"),
            sse_holders=how_many(match == "sse"),
            siae_holders=how_many(near.is_siae),
            ea_holders=how_many(near.is_ea),
            esat_holders=how_many(near.is_esat),
            esus_holders=how_many(near.is_esus),
            local_rank=near.local_rank.min(),
            distance_km=near.distance_km.min(),
        )
    )


def _published(found: Versions, near: ir.Table, engine: Engine, reference_date: date) -> ir.Table:
    """One row a contract: kind, category, amount that may be added up, end, considerations, what its holders are.

    Columns of published/contracts.yaml. Not computed here.
    """
    held = _holders_of(near, engine)
    rows = found.contracts
    for other in (held, found.firsts, found.sums):
        rows = rows.left_join(other, list(CONTRACT)).drop("buyer_siren_right", "lot_right")
    counts = [name for name in held.columns if name.endswith(("_holders", "_count"))]
    code = values.cpv(rows.cpv_code)
    declared = ibis.coalesce(rows.total, rows.most_amount)
    notified = ibis.least(rows.notified_on, rows.past_notified_on)
    later = ibis.ifelse(rows.last_notified_on > notified, rows.last_notified_on, ibis.null("date"))
    rows = rows.mutate(
        **{name: rows[name].fill_null(0) for name in counts},
        cpv_code=code,
        amount_declared=declared,
        amount_status=values.amount_status(declared),
        notified_on=notified,
        published_on=ibis.least(rows.published_on, rows.past_published_on),
        modified_on=ibis.coalesce(rows.modified_on, later),
        initial_amount=ibis.coalesce(rows.first_amount, rows.then_amount, declared),
        initial_duration_months=ibis.coalesce(rows.first_duration, rows.then_duration, rows.duration).cast("int64"),
        duration_months=rows.duration.cast("int64"),
        amounts_count=rows.amounts_count.fill_null(declared.notnull().cast("int64")),
    )
    longest = ibis.greatest(rows.duration_months, rows.initial_duration_months)
    rows = rows.mutate(
        contract_id=contract_id(rows),
        kind=values.name_of(rows.kind, values.KINDS),
        procedure=values.name_of(rows.procedure, values.PROCEDURES),
        cpv_division=rows.cpv_code.substr(0, 2),
        nature=values.nature(rows.cpv_code.substr(0, 2)),
        amount=ibis.ifelse(rows.amount_status == "ok", rows.amount_declared, ibis.null("float64")),
        # A source that numbers nothing still shows, by its dates, that there was one.
        modifications=ibis.greatest(rows.modifications, ibis.ifelse(rows.modified_on.notnull(), 1, 0)),
        offers_received="offers",
        holders_declared=ibis.greatest(rows.holders_declared.fill_null(0), rows.holders_count),
        year=rows.notified_on.year(),
        ends_on=values.months_after(rows.notified_on, longest),
        **{f"{name}_{word}": _has(rows[name], bit) for name in ("social", "environmental") for word, bit in _BITS},
        reserved=_has(rows.social, values.RESERVED),
    )
    rows = rows.mutate(is_running=(rows.ends_on >= ibis.date(reference_date)).fill_null(False))
    columns = table_contract("contracts").columns
    return rows.select(
        *[
            rows[name].cast("int64").name(name) if column.type == "int64" else rows[name]
            for name, column in columns.items()
        ]
    )


def _has(bits: ir.IntegerValue, one: int) -> ir.BooleanValue:
    return (bits // one) % 2 == 1
