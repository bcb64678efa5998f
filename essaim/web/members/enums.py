"""Words of the network."""

from django.db import models


class Category(models.TextChoices):
    """How members are counted (essaim.rules.authorities). Computed from the body, on a day; never typed."""

    REGION = "region", "Régions métropolitaines"
    DEPARTEMENT = "departement", "Départements métropolitains"
    OVERSEAS = "outre_mer", "Départements et régions d’outre-mer"
    METROPOLE = "metropole", "Métropoles"
    INTERMUNICIPAL = "intercommunalite", "Intercommunalités"
    COMMUNE = "commune", "Communes"
    OTHER = "autre", "Autres personnes publiques"


CATEGORY_NOUNS = {
    Category.REGION: ("région métropolitaine", "régions métropolitaines"),
    Category.DEPARTEMENT: ("département métropolitain", "départements métropolitains"),
    Category.OVERSEAS: ("département ou région d’outre-mer", "départements et régions d’outre-mer"),
    Category.METROPOLE: ("métropole", "métropoles"),
    Category.INTERMUNICIPAL: ("intercommunalité", "intercommunalités"),
    Category.COMMUNE: ("commune", "communes"),
    Category.OTHER: ("autre personne publique", "autres personnes publiques"),
}


class Decision(models.TextChoices):
    """What the network's board answered to a request."""

    PENDING = "attente", "En attente du conseil d’administration"
    ACCEPTED = "acceptee", "Acceptée"
    REFUSED = "refusee", "Refusée"


class Leaving(models.TextChoices):
    """Why a membership ended."""

    WITHDRAWAL = "retrait", "Retrait décidé par la collectivité"
    MERGER = "fusion", "Fusion dans une autre collectivité"
    DISSOLUTION = "dissolution", "Disparition sans successeur"
    EXCLUSION = "radiation", "Radiation"


class FactKind(models.TextChoices):
    """What makes the ESS visible in the organisation of an authority."""

    ELECTED = "elu_referent", "Élu·e référent·e dont la délégation nomme l’ESS"
    SERVICE = "service", "Service ou mission ESS identifiée"
    BUDGET = "budget", "Ligne budgétaire dédiée à l’ESS"
    BODY = "instance", "Instance de coconstruction avec les acteurs"


class Answer(models.TextChoices):
    """Whether it exists. No answer is « inconnu », never « non »."""

    YES = "oui", "Oui"
    NO = "non", "Non"


class PaymentMethod(models.TextChoices):
    """How public bodies pay: by order of their accountant."""

    TRANSFER = "virement", "Virement (mandat administratif)"
    CHEQUE = "cheque", "Chèque du Trésor"
    OTHER = "autre", "Autre"


class FeeState(models.TextChoices):
    """Where a call for a fee stands on a day. Computed."""

    CANCELLED = "annulee", "Annulée"
    PAID = "payee", "Payée"
    PARTIAL = "partielle", "Payée en partie"
    LATE = "en_retard", "En retard"
    PENDING = "en_attente", "En attente"


class ImportState(models.TextChoices):
    """Where the import of a list stands. Nothing is written to the network before it is applied."""

    REVIEW = "relecture", "À relire"
    APPLIED = "applique", "Appliqué"
    ABANDONED = "abandonne", "Abandonné"


class RowDecision(models.TextChoices):
    """What the person who reviews a row says."""

    PENDING = "a_decider", "À décider"
    TAKE = "retenir", "Retenir"
    SKIP = "ecarter", "Écarter"
