"""Words of an experience."""

from django.db import models


class State(models.TextChoices):
    """Where the working sheet stands. Publishing copies it; the public page never shows a working sheet."""

    DRAFT = "brouillon", "Brouillon"
    PROPOSED = "propose", "Proposée"
    RETURNED = "a_reprendre", "À reprendre"
    REVIEWED = "relue", "Relue"
    PUBLISHED = "publiee", "Publiée"
    WITHDRAWN = "retiree", "Retirée"


class Qualifier(models.TextChoices):
    """How exact a measure is, as its source says it."""

    EXACT = "", "exactement"
    ABOUT = "environ", "environ"
    NEARLY = "pres_de", "près de"
    MORE = "plus_de", "plus de"
    LESS = "moins_de", "moins de"
    AT_LEAST = "au_moins", "au moins"


class Licence(models.TextChoices):
    """Under which licence the text may be used again."""

    OPEN = "lo-2.0", "Licence Ouverte 2.0"
    CC_BY_SA = "cc-by-sa-4.0", "Creative Commons BY-SA 4.0"


class Facet(models.TextChoices):
    """What a published experience can be found by."""

    THEME = "theme", "Thème"
    LEVER = "levier", "Levier"
    COMPETENCE = "competence", "Compétence exercée"
    LEVEL = "echelon", "Échelon"
    REGION = "region", "Région"
    SIZE = "taille", "Taille du territoire"
    TERRITORY = "territoire", "Territoire"
    ORGANIZATION = "organisation", "Organisation"
    BODY = "collectivite", "Collectivité"


class Size(models.TextChoices):
    """Population bands of a territory, in inhabitants. `upper` bounds are excluded."""

    UNDER_3500 = "0-3500", "moins de 3 500 habitants"
    UNDER_20000 = "3500-20000", "3 500 à 20 000 habitants"
    UNDER_100000 = "20000-100000", "20 000 à 100 000 habitants"
    UNDER_500000 = "100000-500000", "100 000 à 500 000 habitants"
    LARGER = "500000-", "500 000 habitants et plus"


def size_of(population: int | None) -> Size | None:
    """Return the band of a population; None when it is unknown."""
    if population is None:
        return None
    bounds = ((3_500, Size.UNDER_3500), (20_000, Size.UNDER_20000), (100_000, Size.UNDER_100000),
              (500_000, Size.UNDER_500000))  # fmt: skip
    return next((size for upper, size in bounds if population < upper), Size.LARGER)
