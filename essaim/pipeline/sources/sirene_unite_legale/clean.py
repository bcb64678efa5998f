"""SIRENE legal units: lazy, because 30 million rows go through here and one in twenty matters to us."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from essaim.pipeline import vintages
from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.engine import Engine

SOURCE = "sirene_unite_legale"

# Our name → INSEE's. Nothing of a natural person is ever read: no first name, no name, no sex.
COLUMNS = {
    "siren": "siren",
    "diffusion": "statutDiffusionUniteLegale",
    "created_on": "dateCreationUniteLegale",
    "acronym": "sigleUniteLegale",
    "rna_id": "identifiantAssociationUniteLegale",
    "workforce_band": "trancheEffectifsUniteLegale",
    "workforce_year": "anneeEffectifsUniteLegale",
    "treated_on": "dateDernierTraitementUniteLegale",
    "begun_on": "dateDebut",
    "state": "etatAdministratifUniteLegale",
    "name": "denominationUniteLegale",
    "usual_name_1": "denominationUsuelle1UniteLegale",
    "usual_name_2": "denominationUsuelle2UniteLegale",
    "usual_name_3": "denominationUsuelle3UniteLegale",
    "legal_form_code": "categorieJuridiqueUniteLegale",
    "naf_code": "activitePrincipaleUniteLegale",
    "naf_nomenclature": "nomenclatureActivitePrincipaleUniteLegale",
    "naf25_code": "activitePrincipaleNAF25UniteLegale",
    "nic": "nicSiegeUniteLegale",
    "flag": "economieSocialeSolidaireUniteLegale",
}


def read(given: SourceInput, engine: Engine) -> ir.Table:
    """Return the stock's needed columns under our names, values as INSEE wrote them (see vintages.read_files)."""
    return vintages.read_files(engine, given.paths, COLUMNS)


def is_natural_person(legal_form_code: ir.StringValue) -> ir.BooleanValue:
    """Sole traders (1000) and groups of natural persons (2xxx): never in the register (privacy)."""
    return ((legal_form_code == "1000") | (legal_form_code.substr(0, 1) == "2")).fill_null(False)


def declared_or_in_perimeter(raw: ir.Table, legal_forms: Sequence[str]) -> ir.BooleanValue:
    """Whether a row's ESS flag is O or its legal form is in the perimeter; never null."""
    code = raw.legal_form_code
    listed: list[str] | list[int] = (
        [int(form) for form in legal_forms] if code.type().is_integer() else _spellings(code, legal_forms)
    )
    return ((raw.flag == "O") | code.isin(listed)).fill_null(False)


def _spellings(code: ir.Value, legal_forms: Sequence[str]) -> list[str]:
    return [spelling for form in legal_forms for spelling in (form, f"{form}.0")]


def clean(raw: ir.Table) -> ir.Table:
    """Give types and one spelling to the columns of `raw`, a selection of the stock.

    `[ND]` and empty become null; `diffusible` is false for statuses P and N; O/N kept for `flag`; identifiers padded;
    `closed_on` is the start of the current period of a ceased unit; unknown dates are null.
    """
    state = vintages.text(raw.state)
    diffusion = vintages.text(raw.diffusion)
    flag = vintages.text(raw.flag)
    name = vintages.text(raw.name)
    rna = vintages.shown_text(raw.rna_id).upper()
    return raw.select(
        siren=vintages.digits(raw.siren, 9),
        diffusible=(diffusion.fill_null("O") == "O") & (name.fill_null("") != vintages.NOT_DIFFUSED),
        name=vintages.shown_text(raw.name),
        acronym=vintages.shown_text(raw.acronym),
        usual_name_1=vintages.shown_text(raw.usual_name_1),
        usual_name_2=vintages.shown_text(raw.usual_name_2),
        usual_name_3=vintages.shown_text(raw.usual_name_3),
        rna_declared=rna,
        legal_form_code=vintages.legal_form(raw.legal_form_code),
        naf_code=vintages.shown_text(raw.naf_code),
        naf_nomenclature=vintages.text(raw.naf_nomenclature),
        naf25_code=vintages.shown_text(raw.naf25_code),
        flag=ibis.ifelse(flag.isin(["O", "N"]), flag, ibis.null("string")),
        is_active=ibis.cases((state == "A", True), (state == "C", False), else_=None),
        created_on=vintages.day(raw.created_on),
        closed_on=ibis.ifelse(state == "C", vintages.day(raw.begun_on), ibis.null("date")),
        workforce_band=vintages.text(raw.workforce_band),
        workforce_year=vintages.integer(raw.workforce_year),
        headquarters_nic=vintages.digits(raw.nic, 5),
        treated_on=vintages.text(raw.treated_on),
        file_order=raw.file_order,
    )
