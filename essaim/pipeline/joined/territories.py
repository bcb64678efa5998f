"""All territories of France: who they are, what they are made of, which former codes lead to them, which look alike."""

from __future__ import annotations

import importlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from essaim.pipeline.contract import table_contract
from essaim.pipeline.errors import MissingSourceError
from essaim.pipeline.joined.geography import geography, places
from essaim.pipeline.joined.perimeters import Perimeters, perimeters
from essaim.pipeline.joined.shapes import Shapes, current_shapes
from essaim.pipeline.joined.similar import similar_territories
from essaim.pipeline.joined.successions import main_successor, successions
from essaim.pipeline.joined.territory_rows import TerritoryRows
from essaim.pipeline.sources.cleaned import correct, run_checks

if TYPE_CHECKING:
    from essaim.pipeline.catalogue import SourceInput
    from essaim.pipeline.rejects import Rejects

REQUIRED = ("cog_communes", "cog_departements", "cog_regions", "cog_arrondissements")
OPTIONAL = ("cog_movements", "epci_composition", "ept_composition", "populations", "postcodes_siren", "outlines")


@dataclass
class Territories:
    """What `build_territories` gives to the rest of the build."""

    tables: dict[str, pa.Table]  # territories, territory_communes, commune_successions, similar_territories
    geography: pa.Table  # see essaim.pipeline.joined.geography
    places: pa.Table
    sources: dict[str, tuple[int, int]]  # rows in, rows kept
    shapes: Shapes  # outlines by commune, for the maps
    perimeters: Perimeters
    checks: dict[str, list[str]] = field(default_factory=dict)  # checks run, by source
    lost_codes: list[str] = field(default_factory=list)  # former codes that lead to no commune of today


def build_territories(
    inputs: dict[str, SourceInput], rejects: Rejects, *, reference_date: date | None = None
) -> Territories:
    """Build every table about territories from the sources given (layouts of their identity cards).

    Optional sources may be absent: without populations, EPCI… the columns they feed are null. Movements dated after
    `reference_date` are not followed. Raises MissingSourceError, WrongFileError (a file or a check of a source).
    """
    absent = [source for source in REQUIRED if source not in inputs]
    if absent:
        raise MissingSourceError(f"Sans {', '.join(absent)}, aucun territoire ne peut être construit.")
    cleaned: dict[str, pa.Table] = {}
    counts: dict[str, tuple[int, int]] = {}
    checks: dict[str, list[str]] = {}
    for source in (*REQUIRED, *OPTIONAL):
        if source in inputs:
            clean = importlib.import_module(f"essaim.pipeline.sources.{source}.clean").clean
            table = correct(source, clean(inputs[source], rejects), rejects)
            checks[source] = run_checks(source, table)
            cleaned[source] = table
            counts[source] = (table.num_rows + rejects.count(source), table.num_rows)
    communes = cleaned["cog_communes"]
    history, lost = successions(cleaned.get("cog_movements"), communes, until=reference_date)
    successor = main_successor(history, communes)
    around = perimeters(cleaned, successor)
    shapes = current_shapes(
        cleaned.get("outlines"),
        set(around.communes),
        set(around.districts),
        successor,
        _recreated_from(cleaned.get("cog_movements")),
    )
    builder = TerritoryRows(around, shapes, {source: cleaned[source] for source in REQUIRED[1:]})
    memberships = builder.memberships()
    territories = table_of("territories", builder.rows())
    tables = {
        "territories": territories,
        "territory_communes": pa.table(
            {"territory_id": [pair[0] for pair in memberships], "commune_code": [pair[1] for pair in memberships]},
            schema=table_contract("territory_communes").arrow_schema(),
        ),
        "commune_successions": history.cast(table_contract("commune_successions").arrow_schema()),
        "similar_territories": similar_territories(territories).cast(
            table_contract("similar_territories").arrow_schema()
        ),
    }
    return Territories(
        tables=tables,
        geography=geography(around, successor, shapes.point),
        places=places(around, _former_names(history, communes, set(around.communes))),
        sources=counts,
        shapes=shapes,
        perimeters=around,
        checks=checks,
        lost_codes=lost,
    )


def table_of(name: str, rows: list[dict[str, object]]) -> pa.Table:
    """Rows to the Arrow table of a contract; missing keys become nulls."""
    return pa.Table.from_pylist(rows, schema=table_contract(name).arrow_schema())


def _recreated_from(movements: pa.Table | None) -> dict[str, set[str]]:
    """Re-created commune → communes it came out of (INSEE events 20 and 21)."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in movements.to_pylist() if movements is not None else []:
        before, after = row["code_before"], row["code_after"]
        if row["mod"] in {"20", "21"} and before and after and before != after:
            found[after].add(before)
    return found


def _former_names(history: pa.Table, communes: pa.Table, current: set[str]) -> list[tuple[str, str]]:
    names = {
        (row["new_code"], row["old_name"])
        for row in history.to_pylist()
        if row["kind"] not in {"arrondissement", "scission"}
    }
    names |= {(row["parent_code"], row["name"]) for row in communes.to_pylist() if row["typecom"] in {"COMD", "COMA"}}
    return sorted(pair for pair in names if pair[0] in current)
