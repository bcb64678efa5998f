"""Words of the agenda."""

from django.db import models


class Kind(models.TextChoices):
    """What kind of meeting it is."""

    EXCHANGE_DAY = "journee", "Journée d’échange"
    ONLINE_TALK = "conference", "Conférence en ligne"
    TRAINING = "formation", "Formation"
    ASSEMBLY = "assemblee", "Assemblée générale"
    REGIONAL = "rencontre_regionale", "Rencontre régionale"
    FORUM = "forum", "Forum"
    OPENING = "inauguration", "Inauguration"
    WEEK = "semaine", "Semaine nationale"
    OTHER = "autre", "Autre rendez-vous"


class Mode(models.TextChoices):
    """How one takes part."""

    ON_SITE = "sur_place", "Sur place"
    ONLINE = "en_ligne", "En ligne"
    BOTH = "les_deux", "Sur place et en ligne"


class Audience(models.TextChoices):
    """Whom it is for."""

    OPEN = "tous", "Ouvert à toutes et tous"
    ELECTED = "elus", "Élu·es"
    OFFICERS = "agents", "Agent·es des collectivités"
    MEMBERS = "adherents", "Adhérents du réseau"


class State(models.TextChoices):
    """Where an event stands. A proposed one came from a partner's feed and waits for an editor."""

    DRAFT = "brouillon", "Brouillon"
    PROPOSED = "propose", "Reçu d’un partenaire, à relire"
    PUBLISHED = "publie", "Publié"
    CANCELLED = "annule", "Annulé"
    REFUSED = "refuse", "Écarté"


class Registering(models.TextChoices):
    """How one registers."""

    NONE = "aucune", "Sans inscription"
    HERE = "ici", "Sur ce site"
    ELSEWHERE = "ailleurs", "Sur un autre site"


class Place(models.TextChoices):
    """Where a registration stands."""

    CONFIRMED = "confirmee", "Confirmée"
    WAITING = "attente", "En liste d’attente"
    CANCELLED = "annulee", "Annulée"


class Function(models.TextChoices):
    """In what capacity someone comes. It decides of the certificate (elected members' right to training)."""

    ELECTED = "elu", "Élu·e"
    OFFICER = "agent", "Agent·e d’une collectivité"
    ORGANIZATION = "organisation", "Organisation de l’ESS"
    OTHER = "autre", "Autre"


class Facet(models.TextChoices):
    """What a published event can be found by."""

    KIND = "genre", "Genre"
    MODE = "forme", "Forme"
    REGION = "region", "Région"
    LEVEL = "echelon", "Échelon concerné"
    THEME = "theme", "Thème"
    AUDIENCE = "public", "Public"


class PartyRole(models.TextChoices):
    """What an organisation does for an event."""

    ORGANIZER = "organise", "Organise"
    PARTNER = "partenaire", "Partenaire"


class MaterialKind(models.TextChoices):
    """What remains of an event, or helps to prepare it."""

    DOCUMENT = "document", "Document"
    SLIDES = "support", "Support de présentation"
    REPLAY = "rediffusion", "Rediffusion"
    MINUTES = "compte_rendu", "Compte rendu"


class QuestionKind(models.TextChoices):
    """How a question of the form is answered."""

    TEXT = "texte", "Une ligne"
    CHOICE = "choix", "Un choix dans une liste"
    YES = "oui_non", "Une case à cocher"


class Video(models.TextChoices):
    """Where one meets online."""

    NONE = "aucune", "Pas de salle en ligne"
    LINK = "lien", "Un lien"
    BIGBLUEBUTTON = "bigbluebutton", "Une salle BigBlueButton"


# Where France meets: the wall clock of an event is that of its own place.
ZONES = (
    ("Europe/Paris", "Paris"),
    ("America/Guadeloupe", "Guadeloupe"),
    ("America/Martinique", "Martinique"),
    ("America/Cayenne", "Guyane"),
    ("Indian/Reunion", "La Réunion"),
    ("Indian/Mayotte", "Mayotte"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon"),
    ("Pacific/Noumea", "Nouvelle-Calédonie"),
    ("Pacific/Tahiti", "Polynésie française"),
)
