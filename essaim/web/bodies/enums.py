"""Kinds of public bodies."""

from django.db import models


class Kind(models.TextChoices):
    """Level of a public body. A département's kind does not say whether it is overseas: its code does."""

    REGION = "region", "Région"
    DEPARTEMENT = "departement", "Département"
    CTU = "ctu", "Collectivité territoriale unique"
    METROPOLE = "metropole", "Métropole"
    INTERCOMMUNALITE = "intercommunalite", "Intercommunalité"
    EPT = "ept", "Établissement public territorial"
    COMMUNE = "commune", "Commune"
    OTHER = "autre", "Autre personne publique"
