"""Events with their programme, and what is registered for them. Wall clock first: begins_at and ends_at follow."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from essaim.rules import themes
from essaim.web.bodies.models import PublicBody
from essaim.web.events.enums import (
    ZONES,
    Audience,
    Facet,
    Function,
    Kind,
    MaterialKind,
    Mode,
    PartyRole,
    Place,
    QuestionKind,
    Registering,
    State,
    Video,
)
from essaim.web.ui.news import LEVELS

SIREN = RegexValidator(r"^\d{9}$", "Un SIREN compte 9 chiffres.")


class FeedSource(models.Model):
    """A partner's calendar that is read again and again; what it holds is proposed to the editors."""

    name = models.CharField("partenaire", max_length=150)
    url = models.URLField("adresse du flux (iCal ou page avec JSON-LD)", max_length=500, unique=True)
    is_active = models.BooleanField("relevé chaque jour", default=True)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    read_at = models.DateTimeField("lu le", null=True, blank=True, editable=False)
    report = models.JSONField("dernier relevé", default=dict, blank=True, editable=False)
    error = models.TextField("dernière erreur", blank=True, editable=False)

    class Meta:
        verbose_name = "flux de partenaire"
        verbose_name_plural = "flux de partenaires"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Event(ClusterableModel):
    """A meeting, or several days of them.

    starts_on … ends_time are read on the clock of `zone`; without hours the event lasts whole days. begins_at and
    ends_at are the same moments, in UTC, for sorting: `services.keep_event` writes them. sequence: iCalendar's, grows
    whenever date, place or state change.
    """

    slug = models.SlugField("adresse", max_length=140, unique=True, editable=False)
    uid = models.CharField(max_length=255, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(
        "état", max_length=12, choices=State.choices, default=State.DRAFT, db_index=True, editable=False
    )
    title = models.CharField("titre", max_length=200)
    kind = models.CharField("genre", max_length=24, choices=Kind.choices, default=Kind.EXCHANGE_DAY)
    summary = models.CharField("résumé", max_length=400, blank=True)
    description = models.TextField("présentation", blank=True, help_text="Une ligne vide sépare les paragraphes.")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", help_text="Le même jour pour un rendez-vous d’un jour.")
    starts_time = models.TimeField("de", null=True, blank=True, help_text="Vide : toute la journée.")
    ends_time = models.TimeField("à", null=True, blank=True)
    zone = models.CharField("à l’heure de", max_length=40, choices=ZONES, default="Europe/Paris")
    begins_at = models.DateTimeField(editable=False, db_index=True)
    ends_at = models.DateTimeField(editable=False, db_index=True)

    mode = models.CharField("forme", max_length=12, choices=Mode.choices, default=Mode.ON_SITE)
    everywhere = models.BooleanField(
        "partout en France", default=False, help_text="Semaine nationale, plusieurs lieux."
    )
    place_name = models.CharField("lieu", max_length=150, blank=True)
    address = models.CharField("adresse", max_length=250, blank=True)
    commune_code = models.CharField(
        "commune (code Insee)", max_length=5, blank=True,
        validators=[RegexValidator(r"^(\d{5}|2[AB]\d{3})$", "Un code Insee compte 5 caractères : 59014.")],
    )  # fmt: skip
    commune_name = models.CharField("commune", max_length=100, blank=True, editable=False)
    access = models.TextField("accès", blank=True)
    accessibility = models.TextField("accessibilité", blank=True, help_text="Vide : la page dit que c’est à demander.")
    regions = models.JSONField("régions concernées", default=list, blank=True)
    levels = models.JSONField("échelons concernés", default=list, blank=True)
    themes = models.JSONField("thèmes", default=list, blank=True)
    audience = models.CharField("public", max_length=12, choices=Audience.choices, default=Audience.OPEN)
    price = models.DecimalField(
        "prix (euros)", max_digits=8, decimal_places=2, null=True, blank=True, help_text="0 : gratuit. Vide : inconnu."
    )
    price_note = models.CharField("précision sur le prix", max_length=150, blank=True)

    registering = models.CharField("inscription", max_length=12, choices=Registering.choices, default=Registering.NONE)
    registration_url = models.URLField("adresse de l’inscription ailleurs", max_length=500, blank=True)
    opens_at = models.DateTimeField("inscriptions à partir de", null=True, blank=True)
    closes_at = models.DateTimeField("inscriptions jusqu’à", null=True, blank=True, help_text="Vide : jusqu’au début.")
    capacity = models.PositiveIntegerField("places", null=True, blank=True, help_text="Vide : sans limite.")
    quota = models.PositiveIntegerField("places par adhérent", null=True, blank=True, help_text="Vide : sans limite.")
    conditions = models.TextField("conditions", blank=True)
    keep_days = models.PositiveIntegerField(
        "données personnelles gardées (jours après l’événement)", default=90,
        help_text="Ensuite, les noms et adresses sont effacés ; les présences par adhérent restent.",
    )  # fmt: skip
    forgotten_on = models.DateField("données effacées le", null=True, blank=True, editable=False)

    video = models.CharField("salle en ligne", max_length=16, choices=Video.choices, default=Video.NONE)
    video_url = models.URLField(
        "lien de la salle", max_length=500, blank=True, help_text="Donné aux seules personnes inscrites."
    )
    replay_is_public = models.BooleanField("rediffusion publique", default=True)
    training_hours = models.DecimalField(
        "heures de formation", max_digits=4, decimal_places=1, null=True, blank=True,
        help_text="Pour l’attestation ; vide : la durée du programme.",
    )  # fmt: skip
    minutes = models.TextField(
        "compte rendu", blank=True, help_text="Ce qui s’est dit ; peut devenir une expérience ou une fiche."
    )
    minutes_sheet = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    minutes_fiche = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    source_note = models.CharField("source", max_length=200, blank=True)
    source = models.ForeignKey(
        FeedSource, verbose_name="relayé de", null=True, blank=True, on_delete=models.PROTECT, editable=False,
        related_name="events",
    )  # fmt: skip
    source_uid = models.CharField(max_length=400, blank=True, editable=False)
    source_url = models.URLField("page du partenaire", max_length=500, blank=True)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, editable=False, related_name="+"
    )
    created_at = models.DateTimeField("créé le", editable=False)
    updated_at = models.DateTimeField("modifié le", editable=False)
    published_at = models.DateTimeField("publié le", null=True, blank=True, editable=False)
    fictitious = models.BooleanField("fictif", default=False, editable=False)

    class Meta:
        verbose_name = "événement"
        verbose_name_plural = "événements"
        ordering = ["-begins_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="events_end_after_start"
            ),
            models.UniqueConstraint(
                fields=["source", "source_uid"],
                condition=models.Q(source__isnull=False),
                name="events_one_a_source_uid",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at", "begins_at"], name="events_agenda")]

    def __str__(self) -> str:
        return self.title

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def is_public(self) -> bool:
        return self.state in (State.PUBLISHED, State.CANCELLED)

    @property
    def lasts_days(self) -> bool:
        return self.ends_on > self.starts_on

    def is_past(self, now: datetime) -> bool:
        """True once it has ended."""
        return self.ends_at <= now


class Session(models.Model):
    """A moment of the programme."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="sessions")
    day = models.DateField("jour", null=True, blank=True, help_text="Vide : le premier jour.")
    starts_time = models.TimeField("de", null=True, blank=True)
    ends_time = models.TimeField("à", null=True, blank=True)
    title = models.CharField("titre", max_length=200)
    text = models.TextField("texte", blank=True)
    room = models.CharField("salle", max_length=100, blank=True)
    speakers = models.TextField("intervenant·es", blank=True, help_text="Un par ligne : Nom, fonction, organisation.")

    class Meta:
        verbose_name = "moment du programme"
        ordering = ["day", "starts_time", "pk"]

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """Who organises, and with whom."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField("rôle", max_length=12, choices=PartyRole.choices, default=PartyRole.ORGANIZER)
    name = models.CharField("nom", max_length=150)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[SIREN])
    url = models.URLField("site", max_length=500, blank=True)

    class Meta:
        verbose_name = "organisateur ou partenaire"
        ordering = ["role", "pk"]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """A question of the registration form. choices: one a line."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField("réponse", max_length=10, choices=QuestionKind.choices, default=QuestionKind.TEXT)
    label = models.CharField("question", max_length=200)
    choices = models.TextField("choix", blank=True, help_text="Un par ligne.")
    required = models.BooleanField("obligatoire", default=False)

    class Meta:
        verbose_name = "question"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class Material(models.Model):
    """A document, slides, a replay: a file of ours or an address."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="materials")
    kind = models.CharField("genre", max_length=14, choices=MaterialKind.choices, default=MaterialKind.DOCUMENT)
    title = models.CharField("titre", max_length=200)
    file = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name="fichier",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    url = models.URLField("adresse", max_length=500, blank=True)

    class Meta:
        verbose_name = "document"
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.title


class Tag(models.Model):
    """What a public event is found by: one row a value of a facet."""

    wagtail_reference_index_ignore = True

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tags")
    facet = models.CharField("facette", max_length=12, choices=Facet.choices)
    value = models.CharField("valeur", max_length=60)

    class Meta:
        verbose_name = "étiquette"
        constraints = [models.UniqueConstraint(fields=["event", "facet", "value"], name="events_one_tag_a_value")]
        indexes = [models.Index(fields=["facet", "value", "event"], name="events_by_tag")]

    def __str__(self) -> str:
        return f"{self.facet}:{self.value}"


class Registration(models.Model):
    """Somebody who asked for a place, once for each address. rank: order of arrival, never reused.

    Names and addresses go after the event (`forgotten`); the body, the function and the presence stay, as figures.
    sequence: iCalendar's, of the letters to this person.
    """

    wagtail_reference_index_ignore = True

    event = models.ForeignKey(Event, verbose_name="événement", on_delete=models.PROTECT, related_name="registrations")
    rank = models.PositiveIntegerField("ordre d’arrivée")
    state = models.CharField("état", max_length=10, choices=Place.choices)
    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80, blank=True)
    email = models.EmailField("adresse électronique", max_length=200, blank=True)
    function = models.CharField("en tant que", max_length=14, choices=Function.choices, default=Function.OTHER)
    title = models.CharField("fonction", max_length=120, blank=True)
    organization = models.CharField("collectivité ou organisation", max_length=200, blank=True)
    body = models.ForeignKey(
        PublicBody, verbose_name="collectivité reconnue", null=True, blank=True, on_delete=models.PROTECT,
        related_name="registrations",
    )  # fmt: skip
    region_code = models.CharField("région", max_length=3, blank=True)
    needs = models.CharField("besoins d’accessibilité", max_length=300, blank=True)
    answers = models.JSONField("réponses", default=dict, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    registered_at = models.DateTimeField("inscrit·e le")
    confirmed_at = models.DateTimeField("confirmé·e le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulé·e le", null=True, blank=True)
    arrived_at = models.DateTimeField("arrivé·e le", null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    forgotten = models.BooleanField("données effacées", default=False)

    class Meta:
        verbose_name = "inscription"
        ordering = ["event", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "email"], condition=~models.Q(email=""), name="events_one_registration_an_address"
            ),
            models.UniqueConstraint(fields=["event", "rank"], name="events_one_registration_a_rank"),
        ]
        indexes = [models.Index(fields=["event", "state", "rank"], name="events_waiting_list")]

    def __str__(self) -> str:
        return self.name or f"Inscription {self.rank}"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def theme_choices(on: date) -> list[tuple[str, str]]:
    """Themes an event may be about."""
    return list(themes.themes(on=on).items())


def level_choices() -> list[tuple[str, str]]:
    """Levels of authority an event may speak to."""
    return list(LEVELS.items())


def wall(day: date, at: time | None, zone: ZoneInfo) -> datetime:
    """A moment of a day on a clock; midnight without an hour."""
    return datetime.combine(day, at or time(), tzinfo=zone)
