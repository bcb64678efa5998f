"""Arrondissements, départements and régions of the official geographic code: what their readers share."""

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.small_files import (
    commune_code,
    is_overseas_collectivity,
    padded,
    read_json_list,
    read_rows,
    text_table,
)

SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("name", pa.string()),
        ("tncc", pa.string()),
        ("departement_code", pa.string()),  # null for régions
        ("region_code", pa.string()),
        ("seat_code", pa.string()),  # commune of the chef-lieu
    ]
)


def clean_units(source: str, source_input: SourceInput, rejects: Rejects, *, column: str, plural: str) -> pa.Table:
    """Return one row per unit. `column`: the producer's code column.

    Raises WrongFileError.
    """
    rows = (
        _npm(source, source_input, column, plural)
        if source_input.layout == "etalab_npm"
        else _official(source, source_input, column)
    )
    away = [row for row in rows if is_overseas_collectivity(row["code"] or "")]
    rejects.add(source, "Collectivité d’outre-mer hors du périmètre des départements et régions", away, key="code")
    return text_table([row for row in rows if row not in away], SCHEMA)


def _official(source: str, source_input: SourceInput, column: str) -> list[dict[str, str | None]]:
    needed = [column, "cheflieu", "tncc", "libelle"] + [name for name in ("dep", "reg") if name != column]
    if column != "arr":
        needed = [name for name in needed if name != "dep" or column == "dep"]
    rows: list[dict[str, str | None]] = []
    for _, table in read_rows(source, source_input.paths, needed):
        for record in table.to_pylist():
            departement = padded(record.get("dep", ""), 2)
            width = len(departement or "") + 1 if column == "arr" else 2
            rows.append(
                {
                    "code": padded(record[column], width),
                    "name": record["libelle"],
                    "tncc": record["tncc"] or None,
                    "departement_code": departement,
                    "region_code": padded(record["reg"], 2),
                    "seat_code": commune_code(record["cheflieu"]) or None,
                }
            )
    return rows


def _npm(source: str, source_input: SourceInput, column: str, plural: str) -> list[dict[str, str | None]]:
    rows: list[dict[str, str | None]] = []
    for path in source_input.paths:
        for record in read_json_list(source, path, f"data/{plural}.json", ("code", "nom", "chefLieu")):
            code = record["code"]
            rows.append(
                {
                    "code": code,
                    "name": record["nom"],
                    "tncc": str(record["typeLiaison"]) if "typeLiaison" in record else None,
                    "departement_code": code if column == "dep" else record.get("departement"),
                    "region_code": code if column == "reg" else record.get("region"),
                    "seat_code": record.get("chefLieu"),
                }
            )
    return rows
