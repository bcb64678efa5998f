"""Notices of the first quarter of 2021, columns of the DILA v2.3: who, what kind of notice, by when. No object."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.boamp_columns import SCHEMA
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.small_files import read_rows
from essaim.rules.siren import is_siren

SOURCE = "boamp_2021"
_NONE = {"", "None", "CF_NIV_SUIV"}
_STATUSES = (("_annulation", "cancelled"), ("_rectificatif", "corrected"))
_FAMILIES = (("mapa", "mapa"), ("fns", "national"), ("joue", "european"), ("dsp", "concession"), ("divers", "other"))
_NATURES = (
    ("_appeloffre_", "call"),
    ("_attribution_", "award"),
    ("_rectificatif", "correction"),
    ("_preinformation_", "prior_information"),
    ("_modification", "modification"),
)


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, int]:
    """Return (notices, rows of references read): one row a notice and month. Raises WrongFileError."""
    refusals = intake.Refusals(SOURCE)
    references = _rows(given.paths, "_g_01_")
    buyers = {(row["mois"], row["boamp_avis_num"]): row for row in reversed(_rows(given.paths, "_d_01_"))}
    deadlines: dict[tuple[str, str], str] = {}
    for row in _rows(given.paths, "_d_11_"):
        key = (row["mois"], row["boamp_avis_num"])
        deadlines[key] = max(deadlines.get(key, ""), row["d_11_02_conditiondelai_receptoffres"])
    kept: dict[str, intake.Row] = {}
    for row in references:
        key = (row["mois"], row["boamp_avis_num"])
        found = _row(row, buyers.get(key, {}), deadlines.get(key, ""))
        if not found["notice_id"]:
            refusals.add("avis sans numéro", {"mois": row["mois"]})
        elif found["notice_id"] in kept:
            # Several lines a notice (one a month, one a lot): the last month says the last state.
            refusals.add(intake.DUPLICATE, {"notice_id": found["notice_id"], "mois": row["mois"]})
        else:
            kept[found["notice_id"]] = found
    refusals.hand_over(rejects, key="notice_id")
    table = pa.Table.from_pylist([kept[key] for key in sorted(kept)], schema=SCHEMA)
    run_checks(SOURCE, table)
    return table, len(references)


def _rows(paths: list[Path], part: str) -> list[dict[str, str]]:
    chosen = [path for path in paths if part in path.name.lower()]
    if not chosen:
        return []
    rows = []
    for _, table in read_rows(SOURCE, chosen, ["mois", "boamp_avis_num"]):
        rows += table.to_pylist()
    return rows


def _row(reference: dict[str, str], buyer: dict[str, str], deadline: str) -> intake.Row:
    number = "".join(buyer.get("d_01_02_identite_codeidentnational", "").split())
    postcode = buyer.get("d_01_07_identite_cp", "")
    name = buyer.get("d_01_01_identite_denomination", "")
    statuses = _said(reference, "_statut_", _STATUSES)
    return {
        "notice_id": reference["boamp_avis_num"],
        "source": SOURCE,
        "family": _said(reference, "_famille_", _FAMILIES) or "other",
        # Half of the national notices carry no flag at all.
        "nature": _said(reference, "_nature_", _NATURES) or "unknown",
        "status": statuses or "initial",
        "published_month": reference["mois"],
        "deadline_on": intake.day(deadline),
        "buyer_name": None if name in _NONE else " ".join(name.split()),
        "buyer_siren": number[:9] if len(number) in (9, 14) and is_siren(number[:9]) else None,
        "departements": _departement(postcode),
        "cpv_codes": "",
        "descriptors": "",
        "related_to": "",
    }


def _said(reference: dict[str, str], part: str, names: tuple[tuple[str, str], ...]) -> str | None:
    """The first meaning whose column is True; None when no column of the part is."""
    for column, meaning in _columns(tuple(reference), part, names):
        if reference[column] == "True":
            return meaning
    return None


@cache
def _columns(header: tuple[str, ...], part: str, names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((column, meaning) for word, meaning in names for column in header if part in column and word in column)


def _departement(postcode: str) -> str:
    if len(postcode) != 5 or not postcode.isdigit() or postcode.startswith("20"):
        return ""
    return postcode[:3] if postcode[:2] in ("97", "98") else postcode[:2]
