"""What fictitious contracts are about, and how much: weights of the real file as measured or estimated.

Measured on the consolidated tabular file (August 2026): 37 % of framework agreements, median 120 k€, 99th centile
16 M€, 28 % of lines repeated (contract, holder), 0.2 % of wrong holder identifiers. The shares by subject and the
shares of the ESS are estimates for a demonstration: they say nothing of real purchases.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """One thing bought: CPV, words of the object, relative weight, share awarded to the ESS, activities able to do it,
    usual months."""

    cpv: str
    words: str
    weight: float
    sse: float
    activities: tuple[str, ...]
    months: int


SUBJECTS = (
    Subject("45210000", "Travaux de construction d’une école", 9, 0.01, ("43.99C",), 14),
    Subject("45233140", "Travaux de voirie", 9, 0.01, ("42.11Z",), 12),
    Subject("45261900", "Réfection de toitures", 5, 0.02, ("43.91B",), 8),
    Subject("45454000", "Rénovation de bâtiments communaux", 8, 0.04, ("43.39Z",), 10),
    Subject("71221000", "Maîtrise d’œuvre d’un équipement public", 6, 0.01, ("71.11Z",), 24),
    Subject("77310000", "Entretien d’espaces verts", 6, 0.22, ("81.30Z", "88.99B", "88.10C"), 36),
    Subject("90910000", "Nettoyage de locaux", 6, 0.18, ("81.21Z", "88.99B", "88.10C"), 48),
    Subject("90513000", "Collecte et traitement de déchets", 4, 0.08, ("38.11Z", "38.32Z"), 60),
    Subject("55524000", "Restauration scolaire", 4, 0.07, ("56.29B", "88.99B"), 48),
    Subject("15800000", "Fourniture de denrées alimentaires", 6, 0.05, ("46.39B", "46.21Z"), 24),
    Subject("60130000", "Transport scolaire", 4, 0.03, ("49.39A",), 48),
    Subject("80500000", "Actions de formation", 4, 0.42, ("85.59A", "85.59B"), 24),
    Subject("85310000", "Accompagnement social de personnes", 3, 0.72, ("88.99B", "88.10A"), 36),
    Subject("85312110", "Gestion d’un établissement d’accueil de jeunes enfants", 2, 0.55, ("88.91A",), 48),
    Subject("92331210", "Animation de centres de loisirs", 3, 0.66, ("93.29Z", "94.99Z"), 36),
    Subject("79340000", "Communication et impression", 3, 0.05, ("18.12Z",), 24),
    Subject("30200000", "Fourniture de matériel informatique", 4, 0.02, ("46.51Z",), 36),
    Subject("39110000", "Fourniture de mobilier", 4, 0.05, ("31.01Z", "38.32Z"), 36),
    Subject("18110000", "Fourniture de vêtements de travail", 2, 0.12, ("88.10C",), 36),
    Subject("72000000", "Services informatiques", 4, 0.03, ("62.01Z",), 36),
    Subject("66510000", "Assurances", 2, 0.15, ("65.12Z",), 60),
    Subject("79710000", "Gardiennage", 2, 0.02, ("80.10Z",), 36),
)

AMOUNT_MEDIAN, AMOUNT_SIGMA = 120_000.0, 2.1
FRAMEWORKS = 0.37
# Holders of one contract, versions of one contract: 1, 2, 3, 4.
HOLDERS = (0.84, 0.10, 0.04, 0.02)
VERSIONS = (0.85, 0.10, 0.035, 0.015)
PROCEDURES = {
    "Procédure adaptée": 0.62,
    "Appel d'offres ouvert": 0.28,
    "Marché passé sans publicité ni mise en concurrence préalable": 0.05,
    "Procédure avec négociation": 0.03,
    "Appel d'offres restreint": 0.01,
    "Dialogue compétitif": 0.01,
}
SOCIAL = {
    "Pas de considération sociale": 0.74,
    "Clause sociale": 0.15,
    "Clause sociale, Critère social": 0.05,
    "Critère social": 0.04,
    "Marché réservé": 0.02,
}
ENVIRONMENTAL = {
    "Pas de considération environnementale": 0.55,
    "Clause environnementale": 0.20,
    "Critère environnemental": 0.15,
    "Clause environnementale, Critère environnemental": 0.10,
}
PLATFORMS = ("aife", "marches-securises", "atexo", "dematis", "pes", "ternum", "xmarches", "klekoon")
