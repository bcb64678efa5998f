"""Taking part: asking for a place, getting one, giving it back. Whoever comes first is served first, always.

Every write locks the event first (SELECT … FOR UPDATE on PostgreSQL, BEGIN IMMEDIATE on SQLite): places are given one
after the other, whatever the number of people who ask at once.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.bodies import selectors as bodies
from essaim.web.bodies.models import PublicBody
from essaim.web.events import letters
from essaim.web.events.enums import Audience, Function, Place, Registering, State
from essaim.web.events.errors import EventError, NotForYou, RegistrationClosed
from essaim.web.events.models import Event, Registration
from essaim.web.members import selectors as members
from essaim.web.observatory.release import NoRelease, current
from essaim.web.territories import selectors as territories


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody typed to register. answers: {question's label: answer}."""

    first_name: str
    last_name: str
    email: str
    function: str = Function.OTHER
    title: str = ""
    organization: str = ""
    needs: str = ""
    answers: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def register(*, event_id: int, given: Given, on: date, now: datetime) -> Registration:
    """Ask for a place; return the registration, confirmed or on the waiting list. A letter says which.

    The same address twice gives the same registration, and its letter again. Raises RegistrationClosed, NotForYou.
    """
    event = Event.objects.select_for_update().get(pk=event_id)
    check_open(event, now)
    body = body_named(given.organization, on)
    _check_audience(event, given, body, on)
    email = given.email.strip().lower()
    known = Registration.objects.filter(event=event, email=email).first()
    if known is not None and known.state != Place.CANCELLED:
        known.event = event
        letters.write(str(_kind(known)), known, now=now, extra=f"again-{now:%Y%m%d%H}")
        return known
    last = Registration.objects.filter(event=event).aggregate(last=Max("rank"))["last"] or 0
    registration = known or Registration(event=event, email=email, registered_at=now)
    registration.event, registration.rank, registration.state = event, last + 1, Place.WAITING
    registration.registered_at, registration.confirmed_at, registration.cancelled_at = now, None, None
    for name in ("first_name", "last_name", "function", "title", "organization", "needs", "answers"):
        setattr(registration, name, getattr(given, name))
    registration.body, registration.region_code = body, _region(body)
    registration.save()
    confirmed = serve(event, now, newcomer=registration.pk)
    if registration.pk in {one.pk for one in confirmed}:
        registration = next(one for one in confirmed if one.pk == registration.pk)
    else:
        letters.write("waiting", registration, now=now)
    return registration


@transaction.atomic
def leave(*, registration_id: int, actor: User | None, now: datetime) -> Registration:
    """Give a place back; the next one on the waiting list gets it. actor: None when the person does it themself.

    Raises EventError when the event has begun: who came, came.
    """
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    event = Event.objects.select_for_update().get(pk=event_id)
    registration = Registration.objects.get(pk=registration_id)
    registration.event = event
    if registration.state == Place.CANCELLED:
        return registration
    if event.begins_at <= now:
        raise EventError("Ce rendez-vous a commencé\u00a0: l’inscription ne s’annule plus.")
    before = {"state": registration.state}
    registration.state, registration.cancelled_at = Place.CANCELLED, now
    registration.save(update_fields=["state", "cancelled_at"])
    letters.write("left", registration, now=now, extra=f"{registration.rank}")
    if actor is not None:
        record(actor=actor, action="events.registration_cancelled", target=label(registration), before=before,
               after={"state": Place.CANCELLED}, now=now)  # fmt: skip
    serve(event, now)
    return registration


def serve(event: Event, now: datetime, *, newcomer: int | None = None) -> list[Registration]:
    """Give the places that are free to those who wait, in order; return whom. To be called with the event locked.

    newcomer: the registration just made, whose letter confirms; the others are told that a place became free.
    Somebody whose body has used up its quota keeps their rank, and those behind pass.
    """
    if event.state != State.PUBLISHED or event.begins_at <= now:
        return []
    confirmed = Registration.objects.filter(event=event, state=Place.CONFIRMED)
    free = None if event.capacity is None else event.capacity - confirmed.count()
    if free is not None and free <= 0:
        return []
    used: Counter[int] = Counter()
    if event.quota is not None:
        used.update(pk for pk in confirmed.values_list("body_id", flat=True) if pk is not None)
    waiting = Registration.objects.filter(event=event, state=Place.WAITING).order_by("rank")
    served = []
    for registration in waiting:
        if free is not None and len(served) >= free:
            break
        if event.quota is not None and registration.body_id and used[registration.body_id] >= event.quota:
            continue
        if registration.body_id:
            used[registration.body_id] += 1
        registration.event = event
        registration.state, registration.confirmed_at = Place.CONFIRMED, now
        registration.save(update_fields=["state", "confirmed_at"])
        letters.write("confirmed" if registration.pk == newcomer else "promoted", registration, now=now)
        served.append(registration)
    return served


def tell_all(event: Event, kind: str, *, now: datetime, extra: str, reason: str = "") -> int:
    """Write to everybody who has, or waits for, a place; return how many."""
    active = Registration.objects.filter(event=event).exclude(state=Place.CANCELLED).exclude(email="").order_by("rank")
    count = 0
    for registration in active:
        registration.event = event
        letters.write(kind, registration, now=now, extra=extra, reason=reason)
        count += 1
    return count


def check_open(event: Event, now: datetime) -> None:
    """Raise RegistrationClosed, with its reason, when nobody registers for this event now."""
    if event.state == State.CANCELLED:
        raise RegistrationClosed("Ce rendez-vous est annulé.")
    if event.state != State.PUBLISHED or event.registering != Registering.HERE:
        raise RegistrationClosed("On ne s’inscrit pas ici à ce rendez-vous.")
    if event.opens_at is not None and now < event.opens_at:
        raise RegistrationClosed("Les inscriptions ne sont pas encore ouvertes.")
    if now >= (event.closes_at or event.begins_at) or now >= event.ends_at:
        raise RegistrationClosed("Les inscriptions sont closes.")


def body_named(text: str, on: date) -> PublicBody | None:
    """Return the body somebody means: a SIREN, or the very name of a member, else of another body; None otherwise."""
    wanted = text.strip()
    if not wanted:
        return None
    digits = "".join(wanted.split())
    if digits.isdigit() and len(digits) == 9:
        return bodies.by_siren(digits)
    key = _plain(wanted)
    found = [one.body_id for one in members.members_on(on) if _plain(one.name) == key]
    if len(found) == 1:
        return bodies.by_pk(found[0])
    named = [one for one in bodies.named(wanted, on, 5) if _plain(one.name) == key]
    return named[0] if len(named) == 1 else None


def label(registration: Registration) -> str:
    """How a registration is called in the trail: never by a name, which would outlive the event."""
    return f"Inscription {registration.rank}, {registration.event}"


def _kind(registration: Registration) -> str:
    return "waiting" if registration.state == Place.WAITING else "confirmed"


def _check_audience(event: Event, given: Given, body: PublicBody | None, on: date) -> None:
    if event.audience == Audience.ELECTED and given.function != Function.ELECTED:
        raise NotForYou("Ce rendez-vous est réservé aux élu·es.", "function")
    if event.audience == Audience.OFFICERS and given.function != Function.OFFICER:
        raise NotForYou("Ce rendez-vous est réservé aux agent·es des collectivités.", "function")
    if event.audience == Audience.MEMBERS:
        member = members.of_body(body.pk) if body is not None else None
        if member is None or not members.is_member(member, on):
            raise NotForYou(
                "Ce rendez-vous est réservé aux adhérents du réseau\u00a0: choisissez votre collectivité dans la "
                "liste, ou donnez son SIREN.",
                "organization",
            )


def _region(body: PublicBody | None) -> str:
    if body is None or not body.territory_id:
        return ""
    try:
        place = territories.get(current(), body.territory_id)
    except NoRelease:
        return ""
    if place is None:
        return ""
    return (place.code if place.level == "region" else place.region_code) or ""


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(letter for letter in folded if not unicodedata.combining(letter)).split())
