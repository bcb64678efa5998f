"""Words of roles and functions."""

from django.db import models


class Role(models.TextChoices):
    """What a grant lets a person do. Team, editor: the whole network. Coordinator: a region. The others: one body."""

    TEAM = "equipe", "Équipe du réseau"
    EDITOR = "redaction", "Rédaction du réseau"
    COORDINATOR = "coordination", "Coordination régionale"
    ADMINISTRATOR = "administration", "Administration de la collectivité"
    CONTRIBUTOR = "contribution", "Contribution pour la collectivité"


BODY_ROLES = (Role.ADMINISTRATOR, Role.CONTRIBUTOR)


class FunctionKind(models.TextChoices):
    """What a person is in a body."""

    ELECTED_REFERENT = "elu_referent", "Élu·e référent·e ESS"
    EXECUTIVE = "executif", "Maire, président ou présidente"
    ELECTED = "elu", "Autre élu·e"
    OFFICER_REFERENT = "technicien", "Technicien·ne ESS"
    DIRECTOR = "direction", "Direction"
    BUYER = "achat", "Commande publique"
    FINANCE = "finances", "Finances et comptabilité"
    OTHER = "autre", "Autre fonction"


class Visibility(models.TextChoices):
    """Who may see a function and its holder. The person chooses."""

    PUBLIC = "public", "Tout le monde"
    MEMBERS = "adherents", "Les adhérents du réseau"
    TEAM = "equipe", "L’équipe du réseau seulement"


class RequestState(models.TextChoices):
    """Where a request to join stands."""

    PENDING = "attente", "En attente"
    ACCEPTED = "acceptee", "Acceptée"
    REFUSED = "refusee", "Refusée"
    WITHDRAWN = "retiree", "Retirée"
