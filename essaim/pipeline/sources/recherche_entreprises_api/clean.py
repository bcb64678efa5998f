"""Saved answers of the public API Recherche d'entreprises: legal units and establishments, as SIRENE shows them."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.errors import WrongFileError
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.cleaned import run_checks
from essaim.rules import siren as rule

SOURCE = "recherche_entreprises_api"
ND = "[ND]"
UNITS = pa.schema(
    [
        ("siren", pa.string()),
        ("diffusible", pa.bool_()),
        ("name", pa.string()),
        ("acronym", pa.string()),
        ("rna_declared", pa.string()),
        ("legal_form_code", pa.string()),
        ("naf_code", pa.string()),
        ("naf25_code", pa.string()),
        ("is_active", pa.bool_()),
        ("created_on", pa.date32()),
        ("closed_on", pa.date32()),
        ("workforce_band", pa.string()),
        ("workforce_year", pa.int64()),
        ("headquarters_nic", pa.string()),
        ("is_ess", pa.bool_()),
        ("as_of", pa.date32()),
    ]
)
ESTABLISHMENTS = pa.schema(
    [
        ("siret", pa.string()),
        ("siren", pa.string()),
        ("diffusible", pa.bool_()),
        ("is_headquarters", pa.bool_()),
        ("is_active", pa.bool_()),
        ("created_on", pa.date32()),
        ("closed_on", pa.date32()),
        ("workforce_band", pa.string()),
        ("workforce_year", pa.int64()),
        ("address", pa.string()),
        ("postcode", pa.string()),
        ("city", pa.string()),
        ("declared_commune_code", pa.string()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
        ("sign_1", pa.string()),
        ("usual_name", pa.string()),
        ("naf_code", pa.string()),
    ]
)


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, pa.Table, int]:
    """Return (units, establishments, units read). Persons among the units are refused and never kept.

    `is_ess` is the API's own answer: in ESS France's list, or flag O. Raises WrongFileError.
    """
    refusals = intake.Refusals(SOURCE)
    units: dict[str, intake.Row] = {}
    establishments: dict[str, intake.Row] = {}
    read = 0
    for path in given.paths:
        try:
            results = json.loads(path.read_text(encoding="utf-8-sig"))["results"]
        except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
            raise WrongFileError(f"Source {SOURCE}\u00a0: {path.name} n’est pas une réponse de l’API.") from error
        for answer in results:
            read += 1
            unit = _unit(answer)
            form = unit["legal_form_code"] or ""
            if form == "1000" or form.startswith("2"):
                refusals.add("personne physique ou groupement de personnes physiques", {"siren": unit["siren"]})
            elif not rule.is_siren(unit["siren"]):
                refusals.add(intake.BAD_SIREN, unit)
            elif unit["siren"] in units:
                refusals.add(intake.DUPLICATE, unit)
            else:
                units[unit["siren"]] = unit
                for place in [answer.get("siege"), *(answer.get("matching_etablissements") or [])]:
                    if place and rule.is_siret(intake.identifier(place.get("siret"), 14)):
                        entry = _establishment(place)
                        establishments.setdefault(entry["siret"], entry)
    kept = intake.corrected(SOURCE, units.values(), refusals)
    refusals.hand_over(rejects, key="siren")
    table = pa.Table.from_pylist(sorted(kept, key=lambda r: r["siren"]), schema=UNITS)
    run_checks(SOURCE, table)
    places = pa.Table.from_pylist([establishments[siret] for siret in sorted(establishments)], schema=ESTABLISHMENTS)
    return table, places, read


def _unit(answer: dict[str, Any]) -> intake.Row:
    extra = answer.get("complements") or {}
    seat = intake.identifier((answer.get("siege") or {}).get("siret"), 14)
    closed = answer.get("etat_administratif") == "C"
    return {
        "siren": intake.identifier(answer.get("siren"), 9),
        "diffusible": (answer.get("statut_diffusion") or "O") == "O",
        "name": _text(answer.get("nom_raison_sociale")),
        "acronym": _text(answer.get("sigle")),
        "rna_declared": _text(extra.get("identifiant_association")),
        "legal_form_code": _text(answer.get("nature_juridique")),
        "naf_code": _text(answer.get("activite_principale")),
        "naf25_code": _text(answer.get("activite_principale_naf25")),
        "is_active": {"A": True, "C": False}.get(answer.get("etat_administratif") or ""),
        "created_on": intake.day(answer.get("date_creation")),
        "closed_on": intake.day(answer.get("date_fermeture")) if closed else None,
        "workforce_band": _text(answer.get("tranche_effectif_salarie")),
        "workforce_year": _year(answer.get("annee_tranche_effectif_salarie")),
        "headquarters_nic": seat[9:] or None,
        "is_ess": extra.get("est_ess"),
        "as_of": intake.day(answer.get("date_mise_a_jour")),
    }


def _establishment(place: dict[str, Any]) -> intake.Row:
    siret = intake.identifier(place["siret"], 14)
    active = {"A": True, "F": False}.get(place.get("etat_administratif") or "")
    parts = [
        place.get("numero_voie"),
        place.get("indice_repetition"),
        place.get("type_voie"),
        place.get("libelle_voie"),
    ]
    line = " ".join(str(part) for part in parts if _text(part))
    signs = place.get("liste_enseignes") or []
    return {
        "siret": siret,
        "siren": siret[:9],
        "diffusible": (place.get("statut_diffusion_etablissement") or "O") == "O",
        "is_headquarters": place.get("est_siege"),
        "is_active": active,
        "created_on": intake.day(place.get("date_creation")),
        "closed_on": intake.day(place.get("date_fermeture")) if active is False else None,
        "workforce_band": _text(place.get("tranche_effectif_salarie")),
        "workforce_year": _year(place.get("annee_tranche_effectif_salarie")),
        "address": line or None,
        "postcode": _text(place.get("code_postal")),
        "city": _text(place.get("libelle_commune")),
        "declared_commune_code": _text(place.get("commune")),
        "longitude": intake.number(place.get("longitude")),
        "latitude": intake.number(place.get("latitude")),
        "sign_1": _text(signs[0]) if signs else None,
        "usual_name": _text(place.get("nom_commercial")),
        "naf_code": _text(place.get("activite_principale")),
    }


def _text(value: object) -> str | None:
    written = "" if value is None else str(value).strip()
    return None if written in ("", ND) else written


def _year(value: object) -> int | None:
    written = _text(value)
    return int(written) if written and written.isdigit() else None
