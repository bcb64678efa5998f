"""National list of ESUS approvals (DG Trésor). Its layout changes: columns are mapped by source.yaml."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput, card
from essaim.pipeline.errors import WrongFileError
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.small_files import read_rows
from essaim.rules import siren as rule

SOURCE = "esus"
SCHEMA = pa.schema(
    [
        ("siren", pa.string()),
        ("siret", pa.string()),
        ("name", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
    ]
)


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, int]:
    """Return (one approval per SIREN, the latest, rows read). CSV or XLSX.

    The card's layout maps identifier, name, valid_from and valid_to to the file's columns; a producer's column may be
    named in several ways, separated by « | ». The identifier may be a SIREN or a SIRET. An end date that is not given
    stays null: whether an approval still runs is then unknown.
    """
    mapping = card(SOURCE).layouts[given.layout].mapping
    refusals = intake.Refusals(SOURCE)
    cleaned: dict[str, intake.Row] = {}
    read = 0
    for _, table in _tables(given, mapping):
        columns = {ours: _column(table, theirs) for ours, theirs in mapping.items()}
        for raw in table.to_pylist():
            read += 1
            row = {ours: raw[column] for ours, column in columns.items() if column}
            compact = "".join(row["identifier"].split()).removesuffix(".0")
            is_siret = len(compact) > rule.SIREN_LENGTH
            number = intake.identifier(compact, 14 if is_siret else 9)
            entry: intake.Row = {
                "siren": number[:9],
                "siret": number if is_siret else "",
                "name": row.get("name") or None,
                "valid_from": intake.day(row.get("valid_from")),
                "valid_to": intake.day(row.get("valid_to")),
            }
            if not number:
                refusals.add(intake.NO_SIREN, entry)
            elif not (rule.is_siret(number) if is_siret else rule.is_siren(number)):
                refusals.add(intake.BAD_SIRET if is_siret else intake.BAD_SIREN, entry)
            else:
                other = cleaned.get(entry["siren"])
                if other is None or _rank(entry) > _rank(other):
                    cleaned[entry["siren"]], entry = entry, other or {}
                if entry:
                    refusals.add("agrément plus ancien de la même organisation", entry)
    kept = intake.corrected(SOURCE, cleaned.values(), refusals)
    refusals.hand_over(rejects, key="siren")
    result = pa.Table.from_pylist(sorted(kept, key=lambda r: r["siren"]), schema=SCHEMA)
    run_checks(SOURCE, result)
    return result, read


def _tables(given: SourceInput, mapping: dict[str, str]) -> list[tuple[Path, pa.Table]]:
    """The header of a workbook comes after title lines: each possible name of the identifier is tried to find it."""
    refused: WrongFileError | None = None
    for name in _names(mapping["identifier"]):
        try:
            return read_rows(SOURCE, given.paths, [name])
        except WrongFileError as error:
            refused = error
    raise WrongFileError(
        f"{refused}\u00a0; aucune des colonnes «\u00a0{mapping['identifier']}\u00a0» n’y est\u00a0: adaptez "
        "«\u00a0mapping\u00a0» dans sources/esus/source.yaml."
    )


def _names(spelled: str) -> list[str]:
    return [part.strip().lower() for part in spelled.split("|")]


def _column(table: pa.Table, names: str) -> str | None:
    return next((name for name in _names(names) if name in table.column_names), None)


def _rank(entry: intake.Row) -> tuple[str, str]:
    return str(entry["valid_to"] or ""), str(entry["valid_from"] or "")
