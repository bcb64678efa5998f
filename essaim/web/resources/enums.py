"""Words of the resource centre."""

from django.db import models


class Kind(models.TextChoices):
    """What a work is. A reading path is a work that answers a question by a few fiches, without a cover."""

    KIT = "kit", "Kit"
    GUIDE = "guide", "Guide RepèrESS"
    POINT = "point", "Point de RepèrESS"
    THEMATIC = "thematique", "Dossier thématique"
    LETTER = "lettre", "Lettre"
    PATH = "parcours", "Parcours de lecture"


# A Point is printed on one folded A3 sheet: four pages, neither three nor five.
PAGES_WANTED = {Kind.POINT: 4}
FICHE = "fiche"
TYPE_LABELS = {FICHE: "Fiche", **dict(Kind.choices)}


class Facet(models.TextChoices):
    """What a resource can be found by."""

    TYPE = "type", "Type"
    LEVEL = "echelon", "Échelon"
    THEME = "theme", "Thème"
    LEVER = "levier", "Levier"
    COMPETENCE = "competence", "Compétence"
    YEAR = "annee", "Vérifiée en"
    # Neither is offered as a filter: other pages look resources up by them.
    EXPERIENCE = "experience", "Expérience citée"
    ORGANIZATION = "organisation", "Organisation citée"


class Licence(models.TextChoices):
    """Under which licence the text may be used again."""

    OPEN = "lo-2.0", "Licence Ouverte 2.0"
    CC_BY_SA = "cc-by-sa-4.0", "Creative Commons BY-SA 4.0"


class Bound(models.TextChoices):
    """What a passage may be bound to, and so go out of date with."""

    LAW = "droit", "Droit"
    ARTICLE = "article", "Article"
    FIGURE = "chiffre", "Chiffre"
    EXPERIENCE = "experience", "Expérience"


class Verdict(models.TextChoices):
    """What a reviewer answers."""

    APPROVED = "valide", "La fiche est juste"
    TO_CHANGE = "a_corriger", "Des points sont à corriger"


class Form(models.TextChoices):
    """The files a work can be taken away as."""

    PDF = "pdf", "PDF"
    EPUB = "epub", "EPUB"


class Progress(models.TextChoices):
    """Where the making of a file stands."""

    WAITING = "attente", "En attente"
    RUNNING = "en_cours", "En préparation"
    DONE = "pret", "Prêt"
    FAILED = "echec", "Échec"
