"""The consolidated tabular file: lazy, because three million lines go through here."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from essaim.pipeline import vintages
from essaim.pipeline.catalogue import SourceInput, card
from essaim.pipeline.engine import Engine
from essaim.pipeline.sources.decp_columns import SCHEMA

SOURCE = "decp_tabular"
COLUMNS = {
    "platform": "sourceDataset",
    "buyer_id": "acheteur_id",
    "buyer_name": "acheteur_nom",
    "internal_id": "id",
    "nature": "nature",
    "object": "objet",
    "cpv": "codeCPV",
    "procedure": "procedure",
    "techniques": "techniques",
    "execution": "modalitesExecution",
    "framework_ref": "idAccordCadre",
    "amount": "montant",
    "duration": "dureeMois",
    "notified_on": "dateNotification",
    "published_on": "datePublicationDonnees",
    "offers": "offresRecues",
    "social": "considerationsSociales",
    "environmental": "considerationsEnvironnementales",
    "place_code": "lieuExecution_code",
    "place_kind": "lieuExecution_typeCode",
    "holder_id": "titulaire_id",
    "holder_id_type": "titulaire_typeIdentifiant",
    "holder_name": "titulaire_nom",
    "version": "modification_id",
    "is_current": "donneesActuelles",
    "regime": "marcheInnovant",
    "buyer_category": "acheteur_categorie",
    "buyer_commune": "acheteur_commune_code",
    "buyer_departement": "acheteur_departement_code",
    "holder_commune": "titulaire_commune_code",
    "holder_departement": "titulaire_departement_code",
    "distance": "titulaire_distance",
}


def read(given: SourceInput, engine: Engine) -> ir.Table:
    """Return the lines, columns of decp_columns.SCHEMA; numbers and dates keep the producer's types.

    `dateNotification` is there the date of the version: the earliest one of a contract is its notification.
    """
    layout = card(SOURCE).layouts[given.layout]
    raw = vintages.read_files(engine, given.paths, COLUMNS, delimiter=layout.delimiter, encoding=layout.encoding)
    absent = {
        name: ibis.null("int64" if str(SCHEMA.field(name).type) == "int64" else "string")
        for name in SCHEMA.names
        if name not in raw.columns
    }
    absent["family"] = ibis.literal("contract")
    absent["version"] = vintages.integer(raw.version)
    return raw.mutate(**absent).select(*SCHEMA.names)
