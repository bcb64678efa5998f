"""What the pages of a registration are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.urls import reverse

from essaim.web.events import bigbluebutton, calendar_files, letters, links, moments, registering, selectors
from essaim.web.events.enums import Place, Registering, State, Video
from essaim.web.events.errors import RegistrationClosed
from essaim.web.events.models import Event, Registration
from essaim.web.observatory.errors import NotFound, TooManyRequests
from essaim.web.ui.components import Link

# From one reader, in an hour: a whole office behind one address may register, a robot may not fill a room.
MOST_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """Where registrations stand. left: places still free, None without a limit or when not asked here."""

    sentence: str
    href: str
    label: str
    left: int | None = None
    capacity: int | None = None
    waiting: int = 0


def standing(event: Event, now: datetime) -> Standing | None:
    """Return what the page of an event says about registering; None when one simply comes."""
    if event.registering == Registering.NONE:
        return None
    if event.registering == Registering.ELSEWHERE:
        is_open = event.state == State.PUBLISHED and now < event.ends_at
        return Standing(
            "Sur le site de l’organisateur.", event.registration_url if is_open else "", "S’inscrire ailleurs"
        )
    confirmed, waiting = selectors.places(event)
    left = None if event.capacity is None else max(0, event.capacity - confirmed)
    try:
        registering.check_open(event, now)
    except RegistrationClosed as closed:
        return Standing(str(closed), "", "", waiting=0)
    href = reverse("events:register", args=[event.slug])
    if left == 0:
        return Standing("Complet\u00a0: la liste d’attente est ouverte.", href, "Rejoindre la liste d’attente", 0,
                        event.capacity, waiting)  # fmt: skip
    sentence = "Ouverte sur ce site."
    if event.closes_at is not None:
        closing = event.closes_at.astimezone(event.tz)
        sentence = f"Ouverte jusqu’au {moments.french_date(closing.date())}, {moments.hour(closing.time())}."
    return Standing(sentence, href, "S’inscrire", left, event.capacity, waiting)


def by_token(token: str) -> Registration:
    """Return the registration of an address. Raises NotFound."""
    pk = links.of_token(token)
    registration = selectors.registration(pk) if pk is not None else None
    if registration is None:
        raise NotFound("Ce lien n’est pas le bon.", "Copiez-le entier depuis le courriel que vous avez reçu.")
    return registration


def mine(registration: Registration, now: datetime) -> dict[str, Any]:
    """Return the context of events/mine.html."""
    event = registration.event
    return {
        "registration": registration,
        "event": event,
        "when": moments.in_words(event),
        "where": calendar_files.place(event),
        "token": links.token(registration),
        "join": letters.join_address(registration) if now < event.ends_at else "",
        "rank": letters.waiting_rank(registration) if registration.state == Place.WAITING else None,
        "can_leave": registration.state != Place.CANCELLED and event.begins_at > now and not registration.forgotten,
        "was_there": registration.arrived_at is not None and not registration.forgotten,
        "certificate_href": reverse("events:certificate", args=[links.token(registration)])
        if registration.arrived_at is not None and not registration.forgotten and now >= event.ends_at
        else "",
        "cancelled_event": event.state == State.CANCELLED,
        "breadcrumb": [
            Link("Agenda", reverse("events:agenda")),
            Link(event.title, reverse("events:event", args=[event.slug])),
            Link("Votre inscription"),
        ],
    }


def room_address(registration: Registration, now: datetime) -> str:
    """Return where the online room is for somebody whose place is confirmed. Raises EventError."""
    event = registration.event
    if event.video == Video.BIGBLUEBUTTON:
        return bigbluebutton.join_address(event, name=registration.name, moderator=False, now=now)
    return event.video_url


def count_sender(sender: str) -> None:
    """Count an attempt of a reader (a hash). Raises TooManyRequests past what a person does in an hour."""
    key = f"events.register:{sender}"
    cache.add(key, 0, 3600)
    if cache.incr(key) > MOST_AN_HOUR:
        raise TooManyRequests(
            "Beaucoup d’inscriptions viennent de la même connexion.", "Réessayez dans une heure.", retry_after=3600
        )
