"""Inclusion structures as Le marché de l'inclusion publishes them. Key: (SIRET, kind), one SIRET has several kinds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.errors import WrongFileError
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.small_files import padded, read_rows
from essaim.rules import siren as rule

SOURCE = "siae"
SCHEMA = pa.schema(
    [
        ("siret", pa.string()),  # the parent's for a branch with an invented number; empty when not known
        ("siren", pa.string()),
        ("kind", pa.string()),
        ("name", pa.string()),
        ("brand", pa.string()),
        ("naf_code", pa.string()),
        ("address", pa.string()),
        ("postcode", pa.string()),
        ("city", pa.string()),
        ("departement_code", pa.string()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
        ("as_of", pa.date32()),
        ("active", pa.bool_()),
    ]
)
KINDS = {"EI", "AI", "ACI", "ETTI", "EITI", "GEIQ", "EA", "EATT", "ESAT"}
INVENTED_NIC = "999"
# Only these columns ever leave this module, rejects included: no contact, no description.
KEPT = ["siret", "name", "brand", "kind", "naf", "address", "post_code", "city", "department", "longitude", "latitude"]


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, int]:
    """Return (rows, rows read). Layouts: le_marche_api_2020 (CSV) and official (the API's JSON pages, saved).

    A SIRET whose internal number starts with 999 was invented by the platform for a branch: the row is attached to
    the parent's SIRET when the file holds it, else to the SIREN alone. Raises WrongFileError.
    """
    refusals = intake.Refusals(SOURCE)
    raw = list(_json_rows(given.paths) if given.layout == "official" else _csv_rows(given.paths))
    rows = intake.corrected(SOURCE, (_row(row) for row in raw), refusals)
    parents = {
        row["siren"]: row["siret"] for row in rows if not _invented(row["siret"]) and rule.is_siret(row["siret"])
    }
    best: dict[tuple[str, str, str], intake.Row] = {}
    for row in rows:
        if row["kind"] not in KINDS:
            refusals.add("catégorie de structure hors du champ (SEP ou inconnue)", row)
            continue
        if _invented(row["siret"]) and rule.is_siren(row["siren"]):
            row["siret"] = parents.get(row["siren"], "")
        elif not rule.is_siret(row["siret"]):
            refusals.add(intake.BAD_SIRET, row)
            continue
        key = (row["siren"], row["siret"], row["kind"])
        other = best.get(key)
        if other is None or str(row["as_of"] or "") > str(other["as_of"] or ""):
            best[key] = row
            row = other or {}
        if row:
            refusals.add("même SIRET et même catégorie qu’une autre ligne", row)
    refusals.hand_over(rejects, key="siret")
    table = pa.Table.from_pylist([best[key] for key in sorted(best)], schema=SCHEMA)
    run_checks(SOURCE, table)
    return table, len(raw)


def _invented(siret: str) -> bool:
    return len(siret) == rule.SIRET_LENGTH and siret[9:12] == INVENTED_NIC


def _row(raw: dict[str, Any]) -> intake.Row:
    siret = intake.identifier(raw.get("siret"), 14)
    naf = str(raw.get("naf") or "").strip()
    postcode = padded(str(raw.get("post_code") or ""), 5)
    return {
        "siret": siret,
        "siren": siret[:9],
        "kind": str(raw.get("kind") or "").strip().upper(),
        "name": _text(raw.get("name")),
        "brand": _text(raw.get("brand")),
        "naf_code": f"{naf[:2]}.{naf[2:]}" if len(naf) == 5 else (naf or None),
        "address": _text(raw.get("address")),
        "postcode": postcode,
        "city": _text(raw.get("city")),
        "departement_code": _departement(_text(raw.get("department")), postcode),
        "longitude": intake.number(raw.get("longitude")),
        "latitude": intake.number(raw.get("latitude")),
        "as_of": intake.day(raw.get("updated_at")),
        "active": str(raw.get("is_active", "true")).lower() != "false",
    }


def _departement(code: str | None, postcode: str | None) -> str | None:
    if code and (code in ("2A", "2B") or (code.isdigit() and len(code) <= 3)):
        return code.zfill(2)
    if not postcode or postcode.startswith("20"):
        return None  # Corsica: the postcode alone does not always tell 2A from 2B
    return postcode[:3] if postcode[:2] in ("97", "98") else postcode[:2]


def _text(value: object) -> str | None:
    written = " ".join(str(value).split()) if value is not None else ""
    return written or None


def _csv_rows(paths: Iterable[Path]) -> Iterable[dict[str, Any]]:
    for _, table in read_rows(SOURCE, list(paths), ["siret", "kind", "name"]):
        yield from table.select([name for name in (*KEPT, "updated_at") if name in table.column_names]).to_pylist()


def _json_rows(paths: Iterable[Path]) -> Iterable[dict[str, Any]]:
    for path in paths:
        try:
            content = json.loads(path.read_text(encoding="utf-8-sig"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise WrongFileError(f"Source {SOURCE}\u00a0: {path.name} n’est pas du JSON lisible.") from error
        results = content.get("results") if isinstance(content, dict) else content
        if not isinstance(results, list):
            raise WrongFileError(f"Source {SOURCE}\u00a0: {path.name} n’a pas de liste «\u00a0results\u00a0».")
        for item in results:
            yield {name: item.get(name) for name in (*KEPT, "updated_at", "is_active")}
