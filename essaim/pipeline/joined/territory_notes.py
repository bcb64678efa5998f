"""French sentences on the territories whose regime is out of the ordinary. Shown as they are on the territory's page.

Sources: code général des collectivités territoriales, L2511-1 (Paris, Lyon, Marseille), L3611-1 (métropole de Lyon),
L2512-1 (Ville de Paris), L3431-1 (Alsace), L4421-1 (Corse), L5219-1 and -2 (Grand Paris), L7111-1 (Guyane), L7211-1
(Martinique); for Mayotte, code général des collectivités territoriales in force on the reference date of the COG.
"""

from __future__ import annotations

from collections.abc import Sequence

_CORSE = "La Collectivité de Corse exerce les compétences de la région et des deux départements."
_UNIQUE = "Collectivité territoriale unique\u00a0: elle exerce les compétences du département et de la région."
_MAYOTTE = "Une seule collectivité y exerce les compétences du département et celles de la région."
_TWO_SAME_PLACE = "Le département et la région sont deux collectivités distinctes sur le même territoire."
_ALSACE = "Circonscription de l’État\u00a0: la Collectivité européenne d’Alsace exerce les compétences départementales."
_PARIS = "Paris est à la fois une commune et un département\u00a0: la Ville de Paris exerce les deux compétences."

FIXED = {
    "france:FRA": "Les 18 régions, outre-mer compris. Saint-Pierre-et-Miquelon, Saint-Barthélemy, Saint-Martin et les "
    "collectivités du Pacifique n’y sont pas.",
    "region:94": _CORSE,
    "departement:2A": _CORSE,
    "departement:2B": _CORSE,
    "region:02": _UNIQUE,
    "departement:972": _UNIQUE,
    "region:03": _UNIQUE,
    "departement:973": _UNIQUE,
    "region:06": _MAYOTTE,
    "departement:976": _MAYOTTE,
    "region:01": _TWO_SAME_PLACE,
    "departement:971": _TWO_SAME_PLACE,
    "region:04": _TWO_SAME_PLACE,
    "departement:974": _TWO_SAME_PLACE,
    "departement:67": _ALSACE,
    "departement:68": _ALSACE,
    "departement:75": _PARIS,
    "commune:75056": _PARIS,
    "departement:69": "Périmètre du code officiel géographique\u00a0: il réunit le département du Rhône et la "
    "métropole de Lyon, qui exerce chez elle les compétences départementales.",
    "departemental:69D": "Le département du Rhône en tant que collectivité\u00a0: sans les communes de la métropole de "
    "Lyon.",
    "departemental:6AE": "Collectivité qui réunit le Bas-Rhin et le Haut-Rhin, toujours deux départements dans le code "
    "officiel géographique.",
    "epci:200054781": "La métropole du Grand Paris réunit Paris et onze établissements publics territoriaux, qui "
    "exercent une grande part des compétences intercommunales.",
}
MET69 = (
    "Collectivité à statut particulier\u00a0: la métropole de Lyon exerce les compétences d’une intercommunalité et "
    "celles du département."
)
EPT = (
    "Établissement public territorial de la métropole du Grand Paris\u00a0: une intercommunalité sans fiscalité propre."
)
WITHOUT_EPCI = "Commune sans intercommunalité à fiscalité propre\u00a0: elle est comparée à son département."
NO_INHABITANT = "Commune sans habitant\u00a0: aucun taux par habitant n’y est calculé."
NO_OUTLINE = "Son contour n’est pas dans le fichier des contours chargé\u00a0: elle n’apparaît pas sur la carte."


def across_departements(departements: Sequence[str], parent: str) -> str:
    """Note of an EPCI across départements; `departements` and `parent` are names."""
    listed = ", ".join(departements[:-1]) + " et " + departements[-1]
    return (
        f"Intercommunalité sur plusieurs départements ({listed})\u00a0; elle est comparée à celui où vivent le plus de "
        f"ses habitants\u00a0: {parent}."
    )


def plm_commune(districts: int) -> str:
    """Note of Lyon and Marseille (Paris has its own)."""
    return f"Commune divisée en {districts} arrondissements municipaux, qui ont chacun leur page."


def district(city: str) -> str:
    """Note of an arrondissement municipal; `city` is the name of its commune."""
    return f"Arrondissement municipal\u00a0: une partie de la commune de {city}, seule membre d’une intercommunalité."


def outdated_outline(names: Sequence[str]) -> str:
    """Note of a commune drawn with the land of communes re-created since; `names` are theirs."""
    return (
        f"Son contour date d’avant la séparation d’avec {', '.join(names)}\u00a0: sa superficie et sa densité "
        "ne sont pas données."
    )
