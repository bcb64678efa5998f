"""The French words of the published tables of contracts. Order is the order shown."""

from __future__ import annotations

from collections.abc import Mapping

from essaim.rules import cpv_words

KINDS = {
    "contract": "Marché",
    "framework": "Accord-cadre",
    "call_off": "Marché subséquent",
    "partnership": "Marché de partenariat",
    "defence": "Marché de défense ou de sécurité",
    "concession": "Concession",
}
PROCEDURES = {
    "adapted": "Procédure adaptée",
    "open": "Appel d’offres ouvert",
    "restricted": "Appel d’offres restreint",
    "negotiated": "Procédure avec négociation",
    "dialogue": "Dialogue compétitif",
    "without_competition": "Sans publicité ni mise en concurrence",
    "other": "Autre procédure",
}
NATURES = {"services": "Services", "fournitures": "Fournitures", "travaux": "Travaux"}
# Why an amount is not added up.
AMOUNT_STATUSES = {
    "missing": "aucun montant n’est déclaré",
    "sentinel": "12 311 111 111 € est la valeur par laquelle le fichier consolidé remplace un montant absurde",
    "negative": "le montant déclaré est négatif",
    "symbolic": "moins de 100 €\u00a0: valeur symbolique ou prix unitaire",
    "implausible": "un milliard d’euros ou plus\u00a0: impossible à croire sans vérifier",
}
BUYER_KINDS = {
    "commune": "Commune",
    "intercommunalite": "Intercommunalité",
    "departement": "Département",
    "region": "Région",
    "syndicat": "Syndicat",
    "action_sociale": "CCAS ou CIAS",
    "autre_local": "Autre établissement public local",
    "logement": "Bailleur social",
    "enseignement": "Établissement d’enseignement",
    "hopital": "Hôpital",
    "incendie": "Service d’incendie et de secours",
    "organisme_social": "Organisme de sécurité sociale",
    "societe": "Société",
    "association": "Association",
    "etat": "État",
    "etablissement_national": "Établissement public national",
    "autre": "Autre acheteur",
}
# Kinds a contract's holders may have: filter value → (column that counts them, long label, tag).
HOLDERS = {
    "ess": ("sse_holders", "Titulaire de l’ESS", "ESS"),
    "siae": ("siae_holders", "Structure d’insertion (SIAE)", "SIAE"),
    "ea": ("ea_holders", "Entreprise adaptée", "EA"),
    "esat": ("esat_holders", "ESAT", "ESAT"),
    "esus": ("esus_holders", "Agrément ESUS", "ESUS"),
}
MATCHES = {
    "sse": "économie sociale et solidaire",
    "not_sse": "hors ESS",
    "to_settle": "appartenance à arbitrer",
    "unknown": "non rapproché\u00a0: Sirene n’est pas entière dans cette édition",
    "unmatched": "numéro inexploitable",
}
RANKS = {
    1: "même commune que l’acheteur",
    2: "même intercommunalité",
    3: "même département",
    4: "même région",
    5: "ailleurs",
}
CONSIDERATIONS = {
    "social_clause": "Clause sociale",
    "social_criterion": "Critère social",
    "reserved": "Réservé",
    "environmental_clause": "Clause environnementale",
    "environmental_criterion": "Critère environnemental",
}
NOT_SHOWN = "Titulaire non montré"
NOT_SHOWN_WHY = "personne physique, diffusion partielle ou inconnu des répertoires"
WITHOUT_NAME = "Acheteur sans nom connu"


def divisions() -> Mapping[str, str]:
    """Our short name of each CPV division, by two digits."""
    return cpv_words.words().divisions


def division(code: str | None) -> str:
    """« 45 Travaux »; « CPV inconnu » without a code."""
    return f"{code} {divisions().get(code, '')}".strip() if code else "CPV inconnu"


def procedure(key: str | None) -> str:
    """The words of a procedure; « Procédure inconnue » without one."""
    return PROCEDURES.get(key or "", "Procédure inconnue")
