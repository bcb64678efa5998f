"""Consolidated accounts of local authorities: one row an authority, a year and an aggregate we use."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput, card
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.small_files import whole_number, wrong_file
from essaim.rules.siren import is_siren

SOURCE = "ofgl"
SCHEMA = pa.schema(
    [
        ("siren", pa.string()),
        ("year", pa.int64()),
        ("aggregate", pa.string()),
        ("amount", pa.float64()),
        ("population", pa.int64()),
        ("territory_id", pa.string()),
    ]
)
AGGREGATES = {
    "Achats et charges externes": "purchases",
    "Dépenses d'équipement": "equipment",
    "Subventions aux personnes de droit privé": "private_grants",
    "Frais de personnel": "staff",
    "Dépenses totales hors remb": "total",
}


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, int, int]:
    """Return (rows, rows read, rows of other aggregates): `Montant` is already net of flows between budgets.

    `territory_id` is given for régions and départements, whose SIREN no table of codes holds. Raises WrongFileError.
    """
    refusals = intake.Refusals(SOURCE)
    found: dict[tuple[str, int, str], intake.Row] = {}
    rows_in = others = 0
    for path in given.paths:
        for raw in _rows(path, given.layout):
            rows_in += 1
            aggregate = AGGREGATES.get((raw.get("Agrégat") or "").strip())
            if aggregate is None:
                others += 1
                continue
            row = _row(raw, aggregate)
            kept = {name: row[name] for name in ("siren", "year", "aggregate", "amount")}
            if not is_siren(str(row["siren"])):
                refusals.add(intake.BAD_SIREN, kept)
            elif row["year"] is None or row["amount"] is None:
                refusals.add("exercice ou montant illisible", kept)
            elif (row["siren"], row["year"], aggregate) in found:
                refusals.add(intake.DUPLICATE, kept)
            else:
                found[str(row["siren"]), int(row["year"]), aggregate] = row
    refusals.hand_over(rejects, key="siren")
    table = pa.Table.from_pylist([found[key] for key in sorted(found)], schema=SCHEMA)
    run_checks(SOURCE, table)
    return table, rows_in, others


def _rows(path: Path, layout: str) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file, delimiter=card(SOURCE).layouts[layout].delimiter)
    except (UnicodeDecodeError, csv.Error) as error:
        raise wrong_file(SOURCE, path, "n’est pas un tableau CSV lisible.") from error


def _row(raw: dict[str, str], aggregate: str) -> intake.Row:
    # The year is a number, or a date (2024-01-01) in some exports.
    year = whole_number((raw.get("Exercice") or "")[:4])
    return {
        "siren": intake.identifier(raw.get("Code Siren Collectivité"), 9),
        "year": year,
        "aggregate": aggregate,
        "amount": intake.number(raw.get("Montant")),
        "population": whole_number(raw.get("Population totale") or ""),
        "territory_id": _territory(raw),
    }


def _territory(raw: dict[str, str]) -> str | None:
    category = (raw.get("Catégorie") or "").strip()
    level, words = {"DEPT": ("departement", "Département"), "REG": ("region", "Région")}.get(category, (None, ""))
    if level is None:
        return None
    # The producer puts the year of the code in the name of its column.
    for name, value in raw.items():
        if name and re.fullmatch(rf"Code Insee \d{{4}} {words}", name) and value:
            return f"{level}:{value.strip().zfill(2)}"
    return None
