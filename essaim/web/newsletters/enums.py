"""Words of letters."""

from django.db import models


class Audience(models.TextChoices):
    """Who may receive a list."""

    PUBLIC = "public", "Toute personne qui s’inscrit"
    MEMBERS = "adherents", "Les personnes des collectivités adhérentes"


class Basis(models.TextChoices):
    """On what ground of the GDPR (article 6) somebody receives a list."""

    CONSENT = "consentement", "Consentement"
    MEMBERSHIP = "adhesion", "Adhésion de la collectivité au réseau (intérêt légitime)"
    LEGITIMATE = "interet_legitime", "Relation professionnelle existante (intérêt légitime)"


class Standing(models.TextChoices):
    """Where a subscription stands."""

    PENDING = "attente", "À confirmer"
    ACTIVE = "active", "Active"
    LEFT = "desabonnement", "Désabonnée"
    ENDED = "terminee", "Terminée"


class Reach(models.TextChoices):
    """Whether letters reach an address."""

    GOOD = "bonne", "Bonne"
    BOUNCED = "rejetee", "Rejetée par son serveur"
    COMPLAINED = "plainte", "A signalé la lettre comme indésirable"


class Post(models.TextChoices):
    """What a subscriber does, said by them, or drawn from their function."""

    ELECTED = "elu", "Élu·e"
    OFFICER = "agent", "Agent·e de collectivité"
    ACTOR = "acteur", "Acteur ou réseau de l’ESS"
    OTHER = "autre", "Autre"


class Event(models.TextChoices):
    """What the proof log holds."""

    ASKED = "demande", "Inscription demandée"
    CONFIRMED = "confirmation", "Inscription confirmée depuis l’adresse"
    ENROLLED = "adhesion", "Ajout au titre de l’adhésion"
    IMPORTED = "import", "Ajout par un fichier"
    CHANGED = "choix", "Choix modifiés par la personne"
    LEFT = "desabonnement", "Désabonnement"
    ENDED = "fin", "Fin de l’adhésion ou du rôle"
    BOUNCED = "rejet", "Adresse rejetée"
    COMPLAINED = "plainte", "Lettre signalée comme indésirable"
    FORGOTTEN = "effacement", "Effacement des données"


class Stage(models.TextChoices):
    """Where a letter stands."""

    DRAFT = "brouillon", "Brouillon"
    SCHEDULED = "programmee", "Programmée"
    SENDING = "envoi", "Envoi en cours"
    PAUSED = "suspendue", "Envoi suspendu"
    SENT = "envoyee", "Envoyée"


class Handing(models.TextChoices):
    """Where the letter to one recipient stands. UNCERTAIN: the sender died while the server was answering."""

    WAITING = "attente", "À envoyer"
    CLAIMED = "prise", "Prise par un travailleur"
    SENDING = "envoi", "Envoi commencé"
    SENT = "envoyee", "Envoyée"
    FAILED = "rejetee", "Rejetée"
    SKIPPED = "ecartee", "Écartée"
    UNCERTAIN = "incertaine", "Incertaine"
