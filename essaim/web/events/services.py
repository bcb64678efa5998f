"""Writing events: kept, published, cancelled. Today enters as an argument; every step says who took it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from essaim.rules.typography import typo
from essaim.web.accounts.models import User
from essaim.web.audit.services import record, snapshot
from essaim.web.events import moments, registering, tagging
from essaim.web.events.enums import Audience, Mode, Registering, State, Video
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event

LONGEST_SLUG = 110
# What a calendar must be told of: a change of these makes a new sequence, and a letter to those who come.
MOVED = ("starts_on", "ends_on", "starts_time", "ends_time", "zone", "mode", "place_name", "address", "commune_code",
         "video", "video_url")  # fmt: skip
WATCHED = ("title", "state", *MOVED, "capacity", "quota", "audience", "registering")


@transaction.atomic
def keep_event(*, event: Event, actor: User | None, now: datetime) -> Event:
    """Keep an event that was typed, new or changed, with its programme. Its moments, tags and sequence follow.

    event: filled but not saved; children of its cluster are kept with it. Those who registered are told when it moved,
    and the waiting list is served when there is more room (essaim.web.events.registering).
    Raises EventError on what cannot be, with the field to correct.
    """
    stored = Event.objects.select_for_update().filter(pk=event.pk).first() if event.pk else None
    event.title, event.summary = typo(event.title.strip()), typo(event.summary.strip())
    event.begins_at, event.ends_at = moments.bounds(event)
    _check(event)
    _place(event)
    event.updated_at = now
    if stored is None:
        event.created_at = now
        event.slug = event.slug or free_slug(event)
        event.uid = event.uid or f"{uuid.uuid4()}@essaim"
    has_moved = stored is not None and any(getattr(stored, name) != getattr(event, name) for name in MOVED)
    if has_moved or (stored is not None and stored.title != event.title):
        event.sequence = stored.sequence + 1
    event.save()
    tagging.write_tags(event)
    if has_moved and event.state == State.PUBLISHED:
        registering.tell_all(event, "changed", now=now, extra=str(event.sequence))
    registering.serve(event, now)
    before = snapshot(stored, *WATCHED) if stored is not None else None
    record(actor=actor, action="events.kept", target=event, before=before, after=snapshot(event, *WATCHED), now=now)
    return event


@transaction.atomic
def publish(*, event_id: int, actor: User | None, now: datetime) -> Event:
    """Show an event to everybody. Raises EventError when it is cancelled, or published already."""
    event = Event.objects.select_for_update().get(pk=event_id)
    if event.state in (State.PUBLISHED, State.CANCELLED):
        raise EventError(f"Cet événement est déjà «\u00a0{event.get_state_display()}\u00a0».")
    return _move(event, State.PUBLISHED, actor, now, "events.published")


@transaction.atomic
def cancel(*, event_id: int, actor: User | None, reason: str, now: datetime) -> Event:
    """Cancel a published event: its page says so, and everybody who registered is told, with the reason.

    Raises EventError without a reason, or when it is not public.
    """
    if not reason.strip():
        raise EventError("Dites pourquoi le rendez-vous est annulé\u00a0: les personnes inscrites le liront.", "reason")
    event = Event.objects.select_for_update().get(pk=event_id)
    if event.state != State.PUBLISHED:
        raise EventError("Seul un rendez-vous publié s’annule.")
    event.sequence += 1
    event = _move(event, State.CANCELLED, actor, now, "events.cancelled")
    registering.tell_all(event, "event_cancelled", now=now, extra=str(event.sequence), reason=reason.strip()[:500])
    return event


@transaction.atomic
def refuse(*, event_id: int, actor: User | None, now: datetime) -> Event:
    """Do not relay an event of a partner, now or when its feed is read again. Raises EventError unless it waits."""
    event = Event.objects.select_for_update().get(pk=event_id)
    if event.state != State.PROPOSED:
        raise EventError("Seul un rendez-vous reçu d’un partenaire s’écarte.")
    return _move(event, State.REFUSED, actor, now, "events.refused")


def _move(event: Event, state: State, actor: User | None, now: datetime, action: str) -> Event:
    before = {"state": event.state}
    event.state, event.updated_at = state, now
    if state == State.PUBLISHED and event.published_at is None:
        event.published_at = now
    event.save(update_fields=["state", "updated_at", "published_at", "sequence"])
    record(actor=actor, action=action, target=event, before=before, after={"state": state}, now=now)
    return event


def _check(event: Event) -> None:
    if event.registering == Registering.ELSEWHERE and not event.registration_url:
        raise EventError("Donnez l’adresse où l’on s’inscrit.", "registration_url")
    if event.video == Video.LINK and not event.video_url:
        raise EventError("Donnez le lien de la salle en ligne, ou choisissez «\u00a0Pas de salle\u00a0».", "video_url")
    if event.closes_at and event.opens_at and event.closes_at <= event.opens_at:
        raise EventError("Les inscriptions se ferment avant de s’ouvrir.", "closes_at")
    if event.mode == Mode.ON_SITE and not (event.everywhere or event.commune_code or event.place_name):
        raise EventError("Un rendez-vous sur place a un lieu ou une commune.", "place_name")
    if event.quota and event.audience == Audience.OPEN and event.registering != Registering.HERE:
        raise EventError("Les places par adhérent se comptent quand on s’inscrit ici.", "quota")


def _place(event: Event) -> None:
    """The name of the commune, and its region among those concerned: never typed."""
    if not event.commune_code:
        event.commune_name = ""
        return
    found = tagging.commune(event.commune_code)
    if found is None:
        return
    event.commune_name = found.name.replace("'", "’")
    if found.region_code and found.region_code not in event.regions and not event.everywhere:
        event.regions = [*event.regions, found.region_code]


def free_slug(event: Event) -> str:
    """An address nobody has: the title and the year, then a number."""
    base = slugify(event.title)[:LONGEST_SLUG].strip("-") or "rendez-vous"
    base = base if str(event.starts_on.year) in base else f"{base}-{event.starts_on.year}"
    taken = set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
