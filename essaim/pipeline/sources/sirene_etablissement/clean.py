"""SIRENE establishments: lazy, because 42 million rows go through here."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from essaim.pipeline import vintages
from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.engine import Engine

SOURCE = "sirene_etablissement"

COLUMNS = {
    "siret": "siret",
    "siren": "siren",
    "diffusion": "statutDiffusionEtablissement",
    "created_on": "dateCreationEtablissement",
    "workforce_band": "trancheEffectifsEtablissement",
    "workforce_year": "anneeEffectifsEtablissement",
    "treated_on": "dateDernierTraitementEtablissement",
    "headquarters": "etablissementSiege",
    "street_number": "numeroVoieEtablissement",
    "street_repetition": "indiceRepetitionEtablissement",
    "street_kind": "typeVoieEtablissement",
    "street_name": "libelleVoieEtablissement",
    "postcode": "codePostalEtablissement",
    "city": "libelleCommuneEtablissement",
    "commune": "codeCommuneEtablissement",
    "lambert_x": "coordonneeLambertAbscisseEtablissement",
    "lambert_y": "coordonneeLambertOrdonneeEtablissement",
    "begun_on": "dateDebut",
    "state": "etatAdministratifEtablissement",
    "sign_1": "enseigne1Etablissement",
    "sign_2": "enseigne2Etablissement",
    "sign_3": "enseigne3Etablissement",
    "usual_name": "denominationUsuelleEtablissement",
    "naf_code": "activitePrincipaleEtablissement",
    "naf_nomenclature": "nomenclatureActivitePrincipaleEtablissement",
}
# Text that some producers left in a name instead of emptying it.
EMPTIED_NAMES = ["SUPPRESSION DU NOM COMMERCIAL", "SUPPRESSION DE L'ENSEIGNE", "NEANT", "-", "."]


def read(given: SourceInput, engine: Engine) -> ir.Table:
    """Return the stock's needed columns under our names, values as INSEE wrote them (see vintages.read_files)."""
    return vintages.read_files(engine, given.paths, COLUMNS)


def alive_or_recent(raw: ir.Table, since: date) -> ir.Table:
    """Active establishments, and those closed or created since: the others serve no table."""
    closed_recently = vintages.day(raw.begun_on) >= ibis.date(since)
    created_recently = vintages.day(raw.created_on) >= ibis.date(since)
    return raw.filter(
        (raw.state != "F") | raw.state.isnull() | closed_recently.fill_null(False) | created_recently.fill_null(False)
    )


def clean(raw: ir.Table) -> ir.Table:
    """Give types and one spelling to the columns of `raw`, a selection of the stock.

    `address` is the street line (number, repetition, kind and name of the street). `[ND]`, empty texts and texts that
    mean "erased" are null. `closed_on` is the start of the current period of a closed establishment.
    """
    state = vintages.text(raw.state)
    line = ibis.literal(" ").join(
        [
            vintages.shown_text(raw[part]).fill_null("")
            for part in ("street_number", "street_repetition", "street_kind", "street_name")
        ]
    )
    return raw.select(
        siret=vintages.digits(raw.siret, 14),
        siren=vintages.digits(raw.siren, 9),
        diffusible=vintages.text(raw.diffusion).fill_null("O") == "O",
        is_headquarters=vintages.boolean(raw.headquarters),
        is_active=ibis.cases((state == "A", True), (state == "F", False), else_=None),
        created_on=vintages.day(raw.created_on),
        closed_on=ibis.ifelse(state == "F", vintages.day(raw.begun_on), ibis.null("date")),
        workforce_band=vintages.text(raw.workforce_band),
        workforce_year=vintages.integer(raw.workforce_year),
        address=line.re_replace(" +", " ").strip().nullif(""),
        postcode=vintages.shown_text(raw.postcode),
        city=vintages.shown_text(raw.city),
        declared_commune_code=vintages.shown_text(raw.commune),
        lambert_x=vintages.number(raw.lambert_x),
        lambert_y=vintages.number(raw.lambert_y),
        sign_1=_name(raw.sign_1),
        sign_2=_name(raw.sign_2),
        sign_3=_name(raw.sign_3),
        usual_name=_name(raw.usual_name),
        naf_code=vintages.shown_text(raw.naf_code),
        naf_nomenclature=vintages.text(raw.naf_nomenclature),
        treated_on=vintages.text(raw.treated_on),
        file_order=raw.file_order,
    )


def _name(column: ir.Value) -> ir.StringValue:
    shown = vintages.shown_text(column)
    return ibis.ifelse(shown.isin(EMPTIED_NAMES), ibis.null("string"), shown)


def economy(raw: ir.Table) -> ir.Table:
    """Active establishments and active employers of the whole economy, by commune code as INSEE writes it.

    An employer has a band of 00 or more (00: employees in the year, none on 31 December), as in the register.
    """
    active = raw.filter(raw.state == "A")
    band = vintages.text(active.workforce_band)
    return active.group_by(declared_commune_code=vintages.shown_text(active.commune)).aggregate(
        active=active.count().cast("int64"),
        employers=(band.notnull() & (band != "NN")).cast("int64").sum().cast("int64"),
    )
