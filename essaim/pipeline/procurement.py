"""What a build does about public procurement: contracts, their counts, notices, accounts; published whole, or empty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.contract import ReleasePaths, table_contract
from essaim.pipeline.engine import Engine, write_arrow
from essaim.pipeline.joined.contracts import Contracts, build_contracts, plain_selects
from essaim.pipeline.joined.organisations import Register
from essaim.pipeline.joined.territories import Territories
from essaim.pipeline.published.indicator_places import memberships
from essaim.pipeline.published.procurement_counts import build_counts
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.boamp import clean as boamp
from essaim.pipeline.sources.boamp_2021 import clean as boamp_2021
from essaim.pipeline.sources.ofgl import clean as ofgl

CONTRACT_TABLES = ("contracts", "concessions", "contract_holders", "holders", "buyers", "procurement_counts")
NOTICES = {boamp_2021.SOURCE: boamp_2021.clean, boamp.SOURCE: boamp.clean}


def build_procurement(
    inputs: dict[str, SourceInput],
    register: Register,
    territories: Territories,
    engine: Engine,
    rejects: Rejects,
    *,
    reference_date: date,
    paths: ReleasePaths,
    scratch: Path,
) -> dict[str, tuple[int, int]]:
    """Write the tables of procurement in a release being built; return rows in and kept by source.

    A table whose sources are not loaded is written empty. `scratch`: folder for what is read from JSON. Raises
    WrongFileError for a file that is not what its card says.
    """
    counts: dict[str, tuple[int, int]] = {}
    bodies = _finances(inputs, rejects, paths, counts)
    _notices(inputs, rejects, paths, counts)
    found = build_contracts(
        inputs,
        register,
        territories.tables["territories"],
        territories.geography,
        bodies,
        engine,
        rejects,
        reference_date=reference_date,
        scratch=scratch,
        publish=_publisher(paths, engine),
    )
    if found is not None:
        counts |= found.sources
        _counts(found, territories, engine, paths, reference_date)
    for name in CONTRACT_TABLES:
        if not paths.table(name).exists():
            _write(name, [], paths)
    return counts


def _publisher(paths: ReleasePaths, engine: Engine):  # type: ignore[no-untyped-def]
    def publish(name: str, expression: ir.Table) -> ir.Table:
        engine.write_parquet(expression, paths.table(name), sort=table_contract(name).sort)
        return engine.read_parquet([paths.table(name)])

    return publish


def _counts(
    found: Contracts, territories: Territories, engine: Engine, paths: ReleasePaths, reference_date: date
) -> None:
    tables = territories.tables
    members = memberships(tables["territories"], tables["territory_communes"], territories.geography)
    with plain_selects():
        counts = build_counts(found.contracts, found.buyers, members, engine, reference_date=reference_date)
        write_arrow(counts, paths.table("procurement_counts"))
        contracts = found.contracts
        activity = contracts.group_by("buyer_siren").aggregate(
            contracts=contracts.count().cast("int64"),
            first_notified_on=contracts.notified_on.min(),
            last_notified_on=contracts.notified_on.max(),
            last_published_on=contracts.last_published_on.max(),
        )
        buyers = found.buyers.inner_join(activity, "buyer_siren")
        buyers = buyers.select(*table_contract("buyers").columns)
        engine.write_parquet(buyers, paths.table("buyers"), sort=table_contract("buyers").sort)


def _finances(
    inputs: dict[str, SourceInput], rejects: Rejects, paths: ReleasePaths, counts: dict[str, tuple[int, int]]
) -> dict[str, str]:
    """Write local_finances; return the territory of the régions and départements, by SIREN."""
    rows: list[dict[str, object]] = []
    bodies: dict[str, str] = {}
    if ofgl.SOURCE in inputs:
        table, rows_in, others = ofgl.clean(inputs[ofgl.SOURCE], rejects)
        # Aggregates we do not use are not lost: nobody asked for them.
        counts[ofgl.SOURCE] = (rows_in - others, table.num_rows)
        rows = table.to_pylist()
        bodies = {str(row["siren"]): str(row["territory_id"]) for row in rows if row["territory_id"]}
    _write("local_finances", rows, paths)
    return bodies


def _notices(
    inputs: dict[str, SourceInput], rejects: Rejects, paths: ReleasePaths, counts: dict[str, tuple[int, int]]
) -> None:
    tables = []
    for source, clean in NOTICES.items():
        if source in inputs:
            table, rows_in = clean(inputs[source], rejects)
            counts[source] = (rows_in, table.num_rows)
            tables.append(table)
    schema = table_contract("notices").arrow_schema()
    whole = pa.concat_tables(tables) if tables else schema.empty_table()
    # An open notice may be in the files of the past too: today's says more.
    by_id = {row["notice_id"]: row for row in whole.to_pylist()}
    _write("notices", [by_id[key] for key in sorted(by_id)], paths)


def _write(name: str, rows: list[dict[str, object]], paths: ReleasePaths) -> None:
    schema = table_contract(name).arrow_schema()
    write_arrow(pa.Table.from_pylist(rows, schema=schema), paths.table(name))
