"""Relaying partners' events: their feed is read, what is new is proposed to the editors, what changed follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from rapidfuzz import fuzz

from essaim.web.audit.services import record
from essaim.web.events import fetching, partner_feeds, services
from essaim.web.events.enums import Mode, Registering, State
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event, FeedSource
from essaim.web.events.partner_feeds import Relayed

# Past events of a partner are not relayed.
TOO_FAR = timedelta(days=730)
ALIKE = 88
MOST_REJECTS_KEPT = 100
FOLLOWED = ("starts_on", "ends_on", "starts_time", "ends_time")


def read_all(*, on: date, now: datetime) -> int:
    """Read the feed of every active partner; return how many are new. One that fails stops none of the others."""
    return sum(
        read_source(source_id=pk, on=on, now=now)
        for pk in FeedSource.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
    )


def read_source(*, source_id: int, on: date, now: datetime) -> int:
    """Read one feed; return how many events are new. What went wrong is kept with the source, in French."""
    source = FeedSource.objects.get(pk=source_id)
    try:
        fetched = fetching.fetch(source.url, etag=source.etag)
        reading = partner_feeds.read(fetched.body, fetched.content_type) if fetched.body is not None else None
    except EventError as refused:
        FeedSource.objects.filter(pk=source_id).update(error=str(refused)[:1000], read_at=now)
        return 0
    if reading is None:
        FeedSource.objects.filter(pk=source_id).update(error="", read_at=now)
        return 0
    with transaction.atomic():
        source = FeedSource.objects.select_for_update().get(pk=source_id)
        counts = {"new": 0, "changed": 0, "same": 0}
        rejected = [{"what": what, "why": why} for what, why in reading.rejected]
        for relayed in reading.events:
            try:
                with transaction.atomic():
                    counts[_keep(source, relayed, on, now)] += 1
            except EventError as refused:
                rejected.append({"what": relayed.title, "why": str(refused)})
        source.report = {**counts, "read": len(reading.events) + len(reading.rejected),
                         "rejected": rejected[:MOST_REJECTS_KEPT], "rejected_count": len(rejected)}  # fmt: skip
        source.etag, source.read_at, source.error = fetched.etag, now, ""
        source.save()
        if counts["new"] or counts["changed"]:
            record(actor=None, action="events.feed_read", target=source, after=counts, now=now)
    return counts["new"]


def _keep(source: FeedSource, relayed: Relayed, on: date, now: datetime) -> str:
    """Keep one event; return what it was: new, changed or same. Raises EventError when it is left out."""
    if relayed.ends_on < on:
        raise EventError("déjà passé")
    if relayed.starts_on > on + TOO_FAR:
        raise EventError("dans plus de deux ans")
    event = Event.objects.filter(source=source, source_uid=relayed.uid).first()
    if event is None:
        if relayed.cancelled:
            raise EventError("annulé par le partenaire")
        event = Event(source=source, source_uid=relayed.uid, state=State.PROPOSED, kind="autre")
        _fill(event, relayed)
        event.duplicate_of = _alike(relayed)
        services.keep_event(event=event, actor=None, now=now)
        return "new"
    if event.state in (State.REFUSED, State.CANCELLED):
        return "same"
    if relayed.cancelled and event.state == State.PUBLISHED:
        services.cancel(event_id=event.pk, actor=None, reason="Annulé par l’organisateur.", now=now)
        return "changed"
    if all(getattr(event, name) == getattr(relayed, name) for name in FOLLOWED):
        return "same"
    # Words may have been rewritten by an editor: only the dates follow.
    for name in FOLLOWED:
        setattr(event, name, getattr(relayed, name))
    services.keep_event(event=event, actor=None, now=now)
    return "changed"


def _fill(event: Event, relayed: Relayed) -> None:
    event.title, event.summary, event.mode, event.source_url = (
        relayed.title, relayed.summary, relayed.mode, relayed.url,
    )  # fmt: skip
    event.place_name = "" if relayed.mode == Mode.ONLINE else relayed.place or "Lieu à préciser"
    for name in FOLLOWED:
        setattr(event, name, getattr(relayed, name))
    if relayed.url:
        event.registering, event.registration_url = Registering.ELSEWHERE, relayed.url


def _alike(relayed: Relayed) -> Event | None:
    """Return an event already known that seems to be the same: same day and much the same title, or same page."""
    around = Event.objects.exclude(state=State.REFUSED).filter(
        starts_on__gte=relayed.starts_on - timedelta(days=1), starts_on__lte=relayed.starts_on + timedelta(days=1)
    )
    for event in around[:200]:
        if relayed.url and relayed.url in (event.source_url, event.registration_url):
            return event
        if fuzz.token_set_ratio(event.title.casefold(), relayed.title.casefold()) >= ALIKE:
            return event
    return None
