"""Ids of the published tables, and the French words readers see for them. Order is the order shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from essaim.rules import nomenclatures

UNKNOWN_SIZE = "inconnu"

LABELS = {
    "esus": "ESUS",
    "aci": "Atelier ou chantier d’insertion (ACI)",
    "ei": "Entreprise d’insertion (EI)",
    "ai": "Association intermédiaire (AI)",
    "etti": "Entreprise de travail temporaire d’insertion (ETTI)",
    "eiti": "Entreprise d’insertion par le travail indépendant (EITI)",
    "geiq": "Groupement d’employeurs pour l’insertion (GEIQ)",
    "ea": "Entreprise adaptée (EA)",
    "eatt": "Entreprise adaptée de travail temporaire (EATT)",
    "esat": "Établissement et service d’aide par le travail (ESAT)",
    "sep": "Structure d’emploi pénitentiaire (SEP)",
    "tiers_lieu": "Tiers-lieu",
}
SHORT_LABELS = {**{key: key.upper() for key in LABELS}, "tiers_lieu": "Tiers-lieu"}
STATUS_MEANINGS = {
    "etabli": "au moins deux sources indépendantes concordent, ou la forme juridique le dit",
    "probable": "une seule source, que rien ne contredit",
    "conteste": "les sources se contredisent",
    "a_arbitrer": "la règle ne tranche pas",
    "ecarte": "une exclusion légale s’applique",
}
LOCATIONS = {
    "coordinates": "Coordonnées",
    "commune": "Commune",
    "departement": "Département seulement",
    "nowhere": "Nulle part",
}
MEANINGS = {"for": "pour", "against": "contre", "label": "label", "neutral": "neutre"}
LEVELS = {
    "france": "France",
    "region": "Région",
    "departement": "Département",
    "departemental": "Collectivité départementale",
    "arrondissement": "Arrondissement",
    "epci": "Intercommunalité",
    "ept": "Établissement public territorial",
    "commune": "Commune",
    "arrondissement_municipal": "Arrondissement municipal",
    "custom": "Territoire sur mesure",
}
LEVELS_PLURAL = {
    "france": "pays",
    "region": "régions",
    "departement": "départements",
    "departemental": "collectivités départementales",
    "arrondissement": "arrondissements",
    "epci": "intercommunalités",
    "ept": "établissements publics territoriaux",
    "commune": "communes",
    "arrondissement_municipal": "arrondissements municipaux",
}
NAF_NAMES = {
    "NAFRev2": "NAF rév. 2",
    "NAF2025": "NAF 2025",
    "NAFRev1": "NAF rév. 1",
    "NAF1993": "NAF 1993",
    "NAP": "NAP",
}


_FAMILIES_PLURAL = {
    "association": "Associations",
    "cooperative": "Coopératives",
    "mutual": "Mutuelles",
    "foundation": "Fondations",
    "sse_company": "Sociétés commerciales de l’ESS",
    "other_nonprofit": "Autres organismes à but non lucratif",
}


@cache
def families() -> Mapping[str, str]:
    """Ids of families and their French names in the plural, as charts and filters show them."""
    return {key: _FAMILIES_PLURAL.get(key, label) for key, label in nomenclatures.families().items()}


@cache
def sectors() -> Mapping[str, str]:
    """Ids of sectors and their French names, in their order; what is between brackets is left to the method page."""
    return {key: label.partition(" (")[0] for key, label in nomenclatures.sectors().items()}


@cache
def sizes() -> Mapping[str, str]:
    """INSEE bands of workforce and their French words, the unknown one last."""
    bands = {code: band.label for code, band in nomenclatures.workforce_bands().items()}
    return {**bands, "NN": "Sans salarié", UNKNOWN_SIZE: "Effectif inconnu"}


def statuses() -> Mapping[str, str]:
    """The five graded statuses, the surest first."""
    return nomenclatures.statuses()


@cache
def dimensions() -> Mapping[str, Mapping[str, str]]:
    """Dimensions of the indicators and the words of their items."""
    return {
        "family": families(),
        "sector": sectors(),
        "size": sizes(),
        "label": LABELS,
        "status": statuses(),
        "location": LOCATIONS,
    }


def word(dimension: str, item: str) -> str:
    """The French word of an item of a dimension; an item we do not know is shown as it is, never hidden."""
    return dimensions().get(dimension, {}).get(item, item or "—")


def family_and_kind(family: str, sub_family: str | None) -> str:
    """« Coopérative : SCOP »; one word when the sub-family is unknown or says the same."""
    name = nomenclatures.families().get(family, family)
    kind = nomenclatures.sub_families().get(sub_family or "", "").partition(" (")[0]
    if not kind or kind.startswith(name):
        return kind or name
    return f"{name}\u00a0: {kind}"


def workforce(band: str | None) -> str:
    """The words of a band; « inconnu » without one."""
    return sizes().get(band or UNKNOWN_SIZE, band or "")
