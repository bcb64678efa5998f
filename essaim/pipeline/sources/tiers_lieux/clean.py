"""Tiers-lieux of the 2023 census. It has no SIREN: a match on the name proposes one, with a confidence."""

from __future__ import annotations

import html

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.small_files import commune_code, padded, read_rows
from essaim.rules import siren as rule

SOURCE = "tiers_lieux"
SCHEMA = pa.schema(
    [
        ("siren", pa.string()),
        ("name", pa.string()),
        ("carrier", pa.string()),
        ("declared_commune_code", pa.string()),
        ("postcode", pa.string()),
        ("city", pa.string()),
        ("confidence", pa.float64()),
    ]
)
# An exact name is 1.0 and the exact name of the carrier 0.9; below, the match compares letters and was seen wrong.
MINIMUM_CONFIDENCE = 0.9


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, int]:
    """Return (rows matched with enough confidence, rows read). Option `minimum_confidence` (0 to 1, default 0.9).

    HTML entities of names are put back into characters. Rows without SIREN, below the threshold, or known to be false
    (corrections.yaml) are refused with their reason.
    """
    threshold = float(given.options.get("minimum_confidence", MINIMUM_CONFIDENCE))
    refusals = intake.Refusals(SOURCE)
    cleaned = []
    read = 0
    for _, table in read_rows(SOURCE, given.paths, ["nom"]):
        for row in table.to_pylist():
            read += 1
            siren = intake.identifier(row.get("siren"), 9)
            confidence = intake.number(row.get("confiance_jointure"))
            entry = {
                "siren": siren,
                "name": _name(row["nom"]),
                "carrier": _name(row.get("nom_strc_port") or ""),
                "declared_commune_code": commune_code(row.get("insee") or "") or None,
                "postcode": padded(row.get("codpost") or "", 5),
                "city": row.get("ville") or None,
                "confidence": confidence,
            }
            if not siren:
                refusals.add("tiers-lieu sans SIREN trouvé", entry)
            elif not rule.is_siren(siren):
                refusals.add(intake.BAD_SIREN, entry)
            elif confidence is None or confidence < threshold:
                refusals.add("rapprochement par le nom trop incertain", entry)
            else:
                cleaned.append(entry)
    kept: dict[str, intake.Row] = {}
    for entry in sorted(
        intake.corrected(SOURCE, cleaned, refusals), key=lambda r: (-float(r["confidence"]), str(r["name"]))
    ):
        if entry["siren"] in kept:
            refusals.add(intake.DUPLICATE, entry)
        else:
            kept[entry["siren"]] = entry
    refusals.hand_over(rejects, key="name")
    result = pa.Table.from_pylist([kept[siren] for siren in sorted(kept)], schema=SCHEMA)
    run_checks(SOURCE, result)
    return result, read


def _name(text: str) -> str | None:
    """`Escale &amp; CO (L')` → `Escale & CO (L')`; a lone or trailing hyphen is what an empty field became."""
    return " ".join(html.unescape(html.unescape(text)).split()).rstrip("- ").strip() or None
