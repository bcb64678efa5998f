"""Open notices of the BOAMP, as its public API exports them: streamed, because each carries its whole content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import boamp_content, intake
from essaim.pipeline.sources.boamp_columns import SCHEMA
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.json_stream import object_prefix, objects
from essaim.pipeline.sources.small_files import wrong_file
from essaim.rules.reserved_notice import presume

SOURCE = "boamp"
_FAMILIES = {"MAPA": "mapa", "FNS": "national", "JOUE": "european", "DSP": "concession", "DIVERS": "other"}
_NATURES = {
    "APPEL_OFFRE": "call",
    "ATTRIBUTION": "award",
    "RECTIFICATIF": "correction",
    "ANNULATION": "cancellation",
    "PREINFORMATION": "prior_information",
    "MODIFICATION": "modification",
}
_CATEGORIES = {"TRAVAUX": "travaux", "FOURNITURES": "fournitures", "SERVICES": "services"}


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, int]:
    """Return (notices, rows read). Raises WrongFileError for a file that is not such an export, or truncated."""
    refusals = intake.Refusals(SOURCE)
    kept: dict[str, intake.Row] = {}
    rows_in = 0
    for path in given.paths:
        for raw in _records(path):
            rows_in += 1
            row = _row(raw)
            if not row["notice_id"]:
                refusals.add("avis sans numéro", {"object": row["object"]})
            elif row["notice_id"] in kept:
                refusals.add(intake.DUPLICATE, {"notice_id": row["notice_id"]})
            else:
                kept[row["notice_id"]] = row
    refusals.hand_over(rejects, key="notice_id" if kept else "object")
    table = pa.Table.from_pylist([kept[key] for key in sorted(kept)], schema=SCHEMA)
    run_checks(SOURCE, table)
    return table, rows_in


def _records(path: Path) -> Iterator[dict[str, Any]]:
    prefix = object_prefix(SOURCE, path)
    if prefix is None:
        if path.read_text(encoding="utf-8").strip() in ("[]", '{"total_count": 0, "results": []}'):
            return  # no open notice: rare, not wrong
        raise wrong_file(SOURCE, path, "n’est pas une liste d’avis.")
    for record, _ in objects(SOURCE, path, prefix):
        if isinstance(record, dict):
            yield record


def _row(raw: dict[str, Any]) -> intake.Row:
    content = boamp_content.loaded(raw.get("donnees"))
    subject = _text(raw.get("objet"))
    coded = boamp_content.coded_reservation(content)
    told = None if coded else presume("\n".join(filter(None, (subject, boamp_content.words(content)))))
    published = intake.day(raw.get("dateparution"))
    return {
        "notice_id": _text(raw.get("idweb")),
        "source": SOURCE,
        "family": _FAMILIES.get(str(raw.get("famille") or "").upper(), "other"),
        "nature": _NATURES.get(str(raw.get("nature") or "").upper(), "unknown"),
        "status": "cancelled" if "ANNUL" in str(raw.get("etat") or "").upper() else "initial",
        "published_month": published.strftime("%Y-%m") if published else None,
        "published_on": published,
        "deadline_on": intake.day(raw.get("datelimitereponse")),
        "buyer_name": _text(raw.get("nomacheteur")),
        "departements": _listed(raw.get("code_departement")),
        "object": subject,
        "category": next((c for word in _words(raw.get("type_marche")) if (c := _CATEGORIES.get(word))), None),
        "procedure": _text(raw.get("procedure_libelle")),
        "cpv_codes": "|".join(boamp_content.cpv_codes(content)),
        "descriptors": _listed(raw.get("descripteur_libelle")),
        "reserved": "coded" if coded else ("presumed" if told else None),
        "reserved_for": coded or (told.kind if told else None),
        "reserved_evidence": told.evidence if told else None,
        "related_to": _listed(raw.get("annonce_lie")),
        "url": _address(raw.get("url_avis")),
    }


def _text(value: object) -> str | None:
    written = " ".join(str(value).split()) if value is not None else ""
    return written or None


def _words(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(one).strip().upper() for one in values if one]


def _listed(value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return "|".join(sorted({str(one).strip() for one in values if one}))


def _address(value: object) -> str | None:
    """Only addresses of the BOAMP itself: what a file says is not to be trusted as a link."""
    written = _text(value) or ""
    hosts = ("https://www.boamp.fr/", "https://boamp.fr/", "http://www.boamp.fr/")
    return written.replace("http://", "https://", 1) if written.startswith(hosts) else None
