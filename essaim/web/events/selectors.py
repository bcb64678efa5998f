"""Reading the agenda. Public pages read what is published, or was before it was cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from essaim.web.events.enums import Facet, Place, Registering, State
from essaim.web.events.models import Event, Registration, Tag

PER_PAGE = 20
# Texts a list does not show.
LONG = ("description", "minutes", "conditions", "access", "accessibility", "price_note")
PUBLIC = (State.PUBLISHED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A selection. chosen: values by facet; found: ids found by the words, None without; from_: not ended before.

    until: begun before; past: those that ended before `from_`, the latest first.
    """

    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    found: tuple[int, ...] | None = None
    from_: datetime | None = None
    until: datetime | None = None
    past: bool = False
    page: int = 1


def public() -> QuerySet[Event]:
    """Every event everybody may read."""
    return Event.objects.filter(state__in=PUBLIC)


def by_slug(slug: str) -> Event | None:
    """Return a public event by its address."""
    return public().select_related("source").filter(slug=slug).first()


def by_pk(pk: int) -> Event | None:
    """Return any event."""
    return Event.objects.select_related("source").filter(pk=pk).first()


def selected(asked: Asked, *, without: str = "") -> QuerySet[Event]:
    """Return the public events of a selection, the next first (the last first among those past).

    without: a facet left out, to count what each of its values would give.
    """
    events = public().select_related("source")
    if asked.found is not None:
        events = events.filter(pk__in=asked.found)
    if asked.from_ is not None:
        events = events.filter(ends_at__lte=asked.from_) if asked.past else events.filter(ends_at__gt=asked.from_)
    if asked.until is not None:
        events = events.filter(begins_at__lt=asked.until)
    for facet, values in asked.chosen.items():
        if values and facet != without:
            events = events.filter(Exists(Tag.objects.filter(event=OuterRef("pk"), facet=facet, value__in=values)))
    return events.order_by("-begins_at", "-pk") if asked.past else events.order_by("begins_at", "pk")


def counts(asked: Asked) -> dict[str, dict[str, int]]:
    """Return, for each facet, how many events each value would give with the other facets as they are."""
    chosen = [facet for facet in Facet if asked.chosen.get(facet)]
    plain = [facet for facet in Facet if facet not in chosen]
    found: dict[str, dict[str, int]] = {facet.value: {} for facet in Facet}
    for group, without in [(plain, ""), *(([facet], facet) for facet in chosen)]:
        rows = (
            Tag.objects.filter(facet__in=group, event__in=selected(asked, without=without).order_by().values("pk"))
            .values_list("facet", "value")
            .annotate(count=Count("event"))
            .order_by()
        )
        for facet, value, count in rows:
            found[facet][value] = count
    return found


def page(asked: Asked) -> tuple[list[Event], int]:
    """Return a page of the selection and how many there are."""
    events = selected(asked)
    start = (asked.page - 1) * PER_PAGE
    return list(events.defer(*LONG)[start : start + PER_PAGE]), events.count()


class Spot(NamedTuple):
    """What a map needs of an event."""

    slug: str
    title: str
    commune_code: str
    commune_name: str
    everywhere: bool


def places_of(asked: Asked, most: int) -> list[Spot]:
    """Return where the events of a selection are, as many as `most`."""
    return [Spot(*row) for row in selected(asked).values_list(*Spot._fields)[:most]]


def in_order(keys: Sequence[int]) -> list[Event]:
    """Return public events by their keys, in that order."""
    found = public().in_bulk(keys)
    return [found[key] for key in keys if key in found]


def last_change() -> datetime | None:
    """Return when something public last changed."""
    return Event.objects.aggregate(last=Max("updated_at"))["last"]


def between(first: date, last: date) -> QuerySet[Event]:
    """Return the public events that hold some day from `first` to `last`, both included."""
    return public().filter(starts_on__lte=last, ends_on__gte=first).order_by("begins_at", "pk")


def next_ones(now: datetime, limit: int) -> list[Event]:
    """Return the next public events that are not cancelled."""
    return list(Event.objects.filter(state=State.PUBLISHED, ends_at__gt=now).order_by("begins_at", "pk")[:limit])


def places(event: Event) -> tuple[int, int]:
    """Return how many places are confirmed and how many people wait."""
    rows = dict(Registration.objects.filter(event=event).values_list("state").annotate(count=Count("pk")).order_by())
    return rows.get(Place.CONFIRMED, 0), rows.get(Place.WAITING, 0)


def registration(pk: int) -> Registration | None:
    """Return one registration with its event."""
    return Registration.objects.select_related("event", "body").filter(pk=pk).first()


def registrations(event: Event) -> list[Registration]:
    """Return everybody who asked for a place, in the order they came."""
    return list(Registration.objects.filter(event=event).select_related("body").order_by("rank"))


def with_places() -> QuerySet[Event]:
    """Return every event with `taken`, its confirmed places, for lists."""
    confirmed = Count("registrations", filter=Q(registrations__state=Place.CONFIRMED))
    return Event.objects.select_related("source").annotate(taken=confirmed)


def to_welcome(now: datetime, limit: int = 30) -> list[Event]:
    """Return the events people register for here, of the last two weeks and to come, the next first."""
    since = now - timedelta(days=15)
    found = with_places().filter(state=State.PUBLISHED, registering=Registering.HERE, ends_at__gt=since)
    return list(found.order_by("begins_at")[:limit])


def at_the_desk(event: Event, words: str) -> list[Registration]:
    """Return those with a place, then those who wait, by name; only those some field of whom holds the words."""
    found = Registration.objects.filter(event=event, forgotten=False).exclude(state=Place.CANCELLED)
    for word in words.split()[:5]:
        found = found.filter(
            Q(last_name__icontains=word) | Q(first_name__icontains=word) | Q(organization__icontains=word)
            | Q(email__icontains=word)
        )  # fmt: skip
    # Those who have a place, then those who wait for one.
    return list(found.order_by("-state", "last_name", "first_name"))
