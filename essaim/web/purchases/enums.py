"""Words of own purchases."""

from django.db import models


class State(models.TextChoices):
    """Where a file stands. Nothing of it is written before READY."""

    MAPPING = "colonnes", "Colonnes à vérifier"
    READING = "lecture", "Lecture en cours"
    READY = "lu", "Lu"
    FAILED = "echec", "Non lu"


class Basis(models.TextChoices):
    """What the amounts are."""

    NET = "ht", "Hors taxes"
    GROSS = "ttc", "Toutes taxes comprises"
    UNKNOWN = "inconnu", "Je ne sais pas"


class CategoryKind(models.TextChoices):
    """What the column of categories holds."""

    CPV = "cpv", "Codes CPV"
    NOMENCLATURE = "nomenclature", "Nomenclature d’achats de la collectivité"
    ACCOUNT = "compte", "Comptes par nature"
    OTHER = "autre", "Autre rangement"


class Kind(models.TextChoices):
    """What a supplier is for the register, one kind each, the first that fits. Order is the order shown."""

    SIAE = "siae", "Structures d’insertion (SIAE)"
    EA = "ea", "Entreprises adaptées (EA)"
    ESAT = "esat", "ESAT"
    ESS = "ess", "Autres organisations de l’ESS"
    OTHER = "autre", "Hors du registre de l’ESS"
    UNKNOWN = "inconnu", "Inconnus"


class Reason(models.TextChoices):
    """Why the kind of a supplier is what it is, or is unknown."""

    REGISTER = "registre", "Le registre le dit"
    NOT_LISTED = "absent", "Identifié, absent d’un registre complet"
    NO_IDENTIFIER = "sans_identifiant", "Ni SIRET ni SIREN utilisable, aucun nom ressemblant"
    TO_REVIEW = "a_revoir", "Un nom ressemble, personne n’a encore tranché"
    REFUSED = "refuse", "Sans identifiant, les noms ressemblants ont été écartés"
    PERSON = "personne", "Personne physique, sans identifiant"
    TO_SETTLE = "a_arbitrer", "Le registre ne tranche pas"
    PARTIAL = "partiel", "Identifié, mais l’édition servie ne voit pas toute la France"


class Match(models.TextChoices):
    """How a supplier was tied to a legal unit."""

    SIRET = "siret", "SIRET"
    SIREN = "siren", "SIREN"
    NAME = "nom", "Nom, accepté par une personne"
    PROPOSED = "propose", "Nom ressemblant, à revoir"
    REFUSED = "refuse", "Aucun des noms proposés"
    NONE = "aucun", "Rien"


class Near(models.TextChoices):
    """Where a supplier is, seen from the authority."""

    TERRITORY = "territoire", "Sur le territoire"
    DEPARTEMENT = "departement", "Ailleurs dans le département"
    REGION = "region", "Ailleurs dans la région"
    ELSEWHERE = "ailleurs", "Hors de la région"
    UNKNOWN = "", "Lieu inconnu"


class Target(models.TextChoices):
    """What an objective is about."""

    SSE = "ess", "Organisations de l’ESS"
    INCLUSION = "inclusion", "Insertion et handicap (SIAE, EA, ESAT)"


class Measure(models.TextChoices):
    """How an objective is counted."""

    AMOUNT = "montant", "Part des montants"
    SUPPLIERS = "fournisseurs", "Part des fournisseurs"


INCLUSION_KINDS = (Kind.SIAE, Kind.EA, Kind.ESAT)
