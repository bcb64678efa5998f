"""Labelled GEIQ (groups of employers for inclusion and qualification) and their branches."""

from __future__ import annotations

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.small_files import padded, read_rows
from essaim.rules import siren as rule

SOURCE = "geiq"
SCHEMA = pa.schema(
    [
        ("siret", pa.string()),
        ("siren", pa.string()),
        ("name", pa.string()),
        ("postcode", pa.string()),
        ("city", pa.string()),
    ]
)


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, int]:
    """Return (one row per labelled SIRET, rows read). Branches without SIRET of their own are refused."""
    refusals = intake.Refusals(SOURCE)
    read = 0
    cleaned: dict[str, intake.Row] = {}
    for _, table in read_rows(SOURCE, given.paths, ["nom", "siret"]):
        # The head office comes before its branches, so that it keeps a shared SIRET.
        for row in sorted(table.to_pylist(), key=lambda r: bool(r.get("antenne_id"))):
            read += 1
            siret = intake.identifier(row["siret"], 14)
            if not siret:
                refusals.add("antenne ou groupement sans SIRET", row)
            elif not rule.is_siret(siret):
                refusals.add(intake.BAD_SIRET, row)
            elif siret in cleaned:
                refusals.add("antenne sous le SIRET d’une autre ligne", row)
            else:
                cleaned[siret] = {
                    "siret": siret,
                    "siren": siret[:9],
                    "name": row["nom"] or None,
                    "postcode": padded(row.get("code_postal") or "", 5),
                    "city": row.get("ville") or None,
                }
    kept = intake.corrected(SOURCE, cleaned.values(), refusals)
    refusals.hand_over(rejects, key="siret")
    result = pa.Table.from_pylist(sorted(kept, key=lambda r: r["siret"]), schema=SCHEMA)
    run_checks(SOURCE, result)
    return result, read
