"""A list of organisations as a table to write."""

from __future__ import annotations

from collections.abc import Iterator

from essaim.web.observatory import organizations, vocabulary
from essaim.web.observatory.exports.table import Cell, Field, Table
from essaim.web.observatory.filters import Filters
from essaim.web.observatory.organizations import Line
from essaim.web.observatory.release import Release
from essaim.web.observatory.scope import Scope

FIELDS = (
    Field("siren", "SIREN"),
    Field("siret", "SIRET"),
    Field("name", "Nom"),
    Field("legal_unit_name", "Unité légale"),
    Field("acronym", "Sigle"),
    Field("rna_id", "RNA"),
    Field("family", "Famille"),
    Field("sub_family", "Sous-famille"),
    Field("sector", "Secteur"),
    Field("naf_code", "Code d’activité"),
    Field("naf_nomenclature", "Nomenclature d’activité"),
    Field("labels", "Labels et agréments"),
    Field("status", "Statut ESS"),
    Field("workforce_band", "Tranche d’effectif"),
    Field("workforce_min", "Effectif, au moins", "int"),
    Field("workforce_max", "Effectif, au plus", "int"),
    Field("workforce_year", "Année de l’effectif", "int"),
    Field("is_employer", "Employeur", "bool"),
    Field("is_headquarters", "Siège", "bool"),
    Field("created_on", "Création", "date"),
    Field("legal_form_code", "Code de forme juridique"),
    Field("legal_form_label", "Forme juridique"),
    Field("address", "Adresse"),
    Field("postcode", "Code postal"),
    Field("city", "Commune"),
    Field("commune_code", "Code de la commune"),
    Field("location", "Localisation"),
    Field("longitude", "Longitude", "float"),
    Field("latitude", "Latitude", "float"),
    Field("distance_km", "Distance (km)", "float"),
)


def table(release: Release, scope: Scope, asked: Filters, *, file_name: str, title: str) -> Table:
    """Return the table of a whole list, with its filters."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        return (row(line) for line in organizations.stream(release, scope, asked))

    note = "Les unités à diffusion partielle ne sont jamais listées (article R123-232-1 du code de commerce)."
    return Table(file_name, title, release, FIELDS, rows, "longitude", "latitude", note)


def row(line: Line) -> tuple[Cell, ...]:
    """One line, in the order of FIELDS, ids put in words."""
    return (
        line.siren, line.siret, line.name, line.unit_name, line.acronym, line.rna_id,
        vocabulary.family_and_kind(line.family, None), line.sub_family, vocabulary.word("sector", line.sector),
        line.naf_code, vocabulary.NAF_NAMES.get(line.naf_nomenclature or "", line.naf_nomenclature),
        ", ".join(vocabulary.SHORT_LABELS.get(label, label) for label in line.labels.split("|") if label),
        vocabulary.word("status", line.status), vocabulary.workforce(line.workforce_band), line.workforce_min,
        line.workforce_max, line.workforce_year, _bool(line.is_employer), _bool(line.is_headquarters), line.created_on,
        line.legal_form_code, line.legal_form_label, line.address, line.postcode, line.city, line.commune_code,
        vocabulary.word("location", line.location) if line.location else None, line.longitude, line.latitude,
        line.distance_km,
    )  # fmt: skip


def _bool(value: bool | None) -> bool | None:
    """SQLite's 0 and 1 as booleans."""
    return None if value is None else bool(value)
