"""Agreements between the State and inclusion structures, with their yearly financial annexes (Les emplois)."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.small_files import read_rows
from essaim.rules import siren as rule

SOURCE = "iae_conventions"
SCHEMA = pa.schema(
    [
        ("siret", pa.string()),
        ("siren", pa.string()),
        ("kind", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("deactivated_on", pa.date32()),
    ]
)
KINDS = {"EI", "AI", "ACI", "ETTI", "EITI"}


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, int]:
    """Return (one row per signature SIRET and kind, rows read). Dates come from the annexes in state VALIDE.

    The signature SIRET is frozen at signing: it may be closed today, which the establishments table tells.
    """
    refusals = intake.Refusals(SOURCE)
    periods: dict[str, tuple[Any, Any]] = {}
    conventions: list[intake.Row] = []
    read = 0
    for _, table in read_rows(SOURCE, given.paths, []):
        rows = table.to_pylist()
        read += len(rows)
        if "convention" in table.column_names:
            for row in rows:
                if row["state"] != "VALIDE":
                    refusals.add(f"annexe financière à l’état {row['state']}", row)
                    continue
                start, end = intake.day(row["start_at"]), intake.day(row["end_at"])
                first, last = periods.get(row["convention"], (start, end))
                periods[row["convention"]] = (
                    min((d for d in (first, start) if d), default=None),
                    max((d for d in (last, end) if d), default=None),
                )
        else:
            conventions += rows
    cleaned: dict[tuple[str, str], intake.Row] = {}
    for row in conventions:
        siret = intake.identifier(row["siret_signature"], 14)
        start, end = periods.get(row["id"], (None, None))
        entry = {
            "siret": siret,
            "siren": siret[:9],
            "kind": row["kind"],
            "valid_from": start,
            "valid_to": end,
            "deactivated_on": intake.day(row.get("deactivated_at")) if row.get("is_active") == "False" else None,
        }
        if entry["kind"] not in KINDS:
            refusals.add("catégorie de convention inconnue", row)
        elif not rule.is_siret(siret):
            refusals.add(intake.BAD_SIRET, row)
        elif (siret, row["kind"]) in cleaned:
            refusals.add("même SIRET et même catégorie qu’une autre convention", row)
        else:
            cleaned[siret, row["kind"]] = entry
    kept = intake.corrected(SOURCE, cleaned.values(), refusals)
    refusals.hand_over(rejects, key="siret_signature")
    table = pa.Table.from_pylist(sorted(kept, key=lambda r: (r["siret"], r["kind"])), schema=SCHEMA)
    run_checks(SOURCE, table)
    return table, read
