"""Contracts and their counts as files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator

from essaim.web.contracts import selectors, words
from essaim.web.contracts.asking import Asked
from essaim.web.contracts.buyers import Buyer
from essaim.web.contracts.counts import NAMES, Counted
from essaim.web.contracts.selectors import Where
from essaim.web.observatory.exports.table import Cell, Field, Table
from essaim.web.observatory.release import Release

CONTRACT_FIELDS = (
    Field("contract_id", "Identifiant Essaim"), Field("internal_id", "Numéro de l’acheteur"),
    Field("buyer_siren", "SIREN de l’acheteur"), Field("buyer_name", "Acheteur"), Field("kind", "Type"),
    Field("object", "Objet"), Field("cpv_code", "Code CPV"), Field("nature", "Nature"), Field("procedure", "Procédure"),
    Field("amount", "Montant HT (plafond pour un accord-cadre)", "float"), Field("amount_status", "Montant utilisable"),
    Field("amount_declared", "Montant déclaré HT", "float"), Field("duration_months", "Durée (mois)", "int"),
    Field("notified_on", "Notifié le", "date"), Field("ends_on", "Fin théorique", "date"),
    Field("offers_received", "Offres reçues", "int"), Field("social_clause", "Clause sociale", "bool"),
    Field("social_criterion", "Critère social", "bool"), Field("reserved", "Réservé", "bool"),
    Field("environmental_clause", "Clause environnementale", "bool"),
    Field("environmental_criterion", "Critère environnemental", "bool"),
    Field("holders_declared", "Titulaires déclarés", "int"), Field("holder_names", "Titulaires"),
    Field("holder_sirets", "SIRET des titulaires"), Field("sse_holders", "Titulaires de l’ESS", "int"),
    Field("siae_holders", "Structures d’insertion", "int"), Field("ea_holders", "Entreprises adaptées", "int"),
    Field("esat_holders", "ESAT", "int"), Field("esus_holders", "Agréés ESUS", "int"),
    Field("unknown_holders", "Titulaires non rapprochés", "int"),
    Field("local_rank", "Proximité (1 commune à 5)", "int"),
    Field("distance_km", "Distance (km)", "int"), Field("source", "Source"),
)  # fmt: skip
FLAGS = {"social_clause", "social_criterion", "reserved", "environmental_clause", "environmental_criterion"}
NOTE = (
    "Marchés publiés aux données essentielles (40 000 € HT et plus). Accord-cadre\u00a0: plafond, jamais une dépense. "
    "Valeur vide\u00a0: inconnue. Personnes physiques\u00a0: comptées, jamais nommées. Fin théorique\u00a0: "
    "notification plus durée."
)


def file_name(release: Release, buyer: Buyer, kind: str) -> str:
    """« essaim-marches-215901638-ville-de-croix-59-2026-11-23T093000Z »: what, whose, which release."""
    return f"essaim-{kind}-{buyer.ref}-{release.id}"


def contracts(release: Release, scope: Where, asked: Asked, *, file_name: str, title: str) -> Table:
    """Return the contracts of a scope with the filters of a reader, in their order."""
    where = selectors.narrowed(scope, asked, release.reference_date.isoformat())
    order = selectors.order_of(asked)
    return of_rows(release, lambda: selectors.stream(release, where, order), file_name=file_name, title=title)


def of_rows(release: Release, rows: Callable[[], Iterable[sqlite3.Row]], *, file_name: str, title: str) -> Table:
    """Return contracts as a file; rows: as `selectors.stream` gives them."""
    return Table(file_name, title, release, CONTRACT_FIELDS, lambda: _contract_rows(rows()), note=NOTE)


def _contract_rows(rows: Iterable[sqlite3.Row]) -> Iterator[tuple[Cell, ...]]:
    names = [field.id for field in CONTRACT_FIELDS]
    for row in rows:
        yield tuple(bool(row[name]) if name in FLAGS and row[name] is not None else row[name] for name in names)


COUNT_LABELS = {
    "buyers": "Acheteurs", "contracts": "Marchés", "sse_contracts": "À l’ESS (au moins)",
    "to_settle_contracts": "Appartenance à arbitrer", "unknown_contracts": "Titulaires non rapprochés",
    "siae_contracts": "À une SIAE", "ea_contracts": "À une EA", "esat_contracts": "À un ESAT",
    "esus_contracts": "À un agréé ESUS", "social_filled": "Considérations sociales renseignées",
    "social": "dont sociales", "reserved": "dont réservés",
    "environmental_filled": "Considérations environnementales renseignées", "environmental": "dont environnementales",
    "amount_contracts": "Marchés dont le montant s’additionne", "amount": "Montant HT",
    "amount_sse": "Montant HT à l’ESS (parts égales)", "amount_sse_low": "Montant HT, titulaires tous de l’ESS",
    "amount_sse_high": "Montant HT, au moins un titulaire de l’ESS", "frameworks": "Accords-cadres",
    "ceiling": "Plafonds HT des accords-cadres", "set_aside": "Montants mis de côté",
    "local_known": "Marchés situés", "local_epci": "Titulaire dans l’intercommunalité",
    "local_departement": "Titulaire dans le département", "offers_known": "Nombre d’offres connu",
    "single_offer": "Une seule offre", "ending_soon": "Fin dans les 24 mois",
}  # fmt: skip
MONEY = {"amount", "amount_sse", "amount_sse_low", "amount_sse_high", "ceiling"}
DIMENSIONS = {
    "total": "Ensemble", "year": "Année", "nature": "Nature", "division": "Division CPV", "procedure": "Procédure",
    "kind": "Type",
}  # fmt: skip
COUNT_FIELDS = (
    Field("scope_id", "Acheteur ou territoire"), Field("dimension", "Dimension"), Field("item", "Valeur"),
    Field("item_label", "Libellé"),
    *[Field(name, COUNT_LABELS[name], "float" if name in MONEY else "int") for name in NAMES],
)  # fmt: skip


def counts(release: Release, counted: Counted, *, file_name: str, title: str) -> Table:
    """Return everything counted of a buyer or a territory."""
    return Table(file_name, title, release, COUNT_FIELDS, lambda: _count_rows(counted), note=NOTE)


def _count_rows(counted: Counted) -> Iterator[tuple[Cell, ...]]:
    labels = {
        "nature": words.NATURES,
        "procedure": words.PROCEDURES,
        "kind": words.KINDS,
        "division": words.divisions(),
    }
    for dimension in DIMENSIONS:
        for item, one in counted.items(dimension).items():
            label = labels.get(dimension, {}).get(item, item or ("" if dimension == "total" else "inconnu"))
            yield counted.scope_id, dimension, item, label, *[getattr(one, name) for name in NAMES]
