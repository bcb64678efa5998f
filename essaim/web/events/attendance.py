"""Checking people in, and counting who was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.events.enums import Function, Place
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event, Registration
from essaim.web.events.registering import label

# The desk opens before, and may be caught up with a few days later from the signed sheet.
BEFORE, AFTER = timedelta(hours=12), timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Figures:
    """Who registered and who came. by_body, by_region, by_function: (name or code, registered, present)."""

    registered: int
    present: int
    by_body: Sequence[tuple[str, int, int]]
    by_region: Sequence[tuple[str, int, int]]
    by_function: Sequence[tuple[str, int, int]]


def figures(event: Event) -> Figures:
    """Count by body, region and function; these stay when the names are gone."""
    rows = list(
        Registration.objects.filter(event=event, state=Place.CONFIRMED).values_list(
            "body__name", "region_code", "function", "arrived_at"
        )
    )

    def by(position: int) -> list[tuple[str, int, int]]:
        registered = Counter(row[position] or "" for row in rows)
        present = Counter(row[position] or "" for row in rows if row[3] is not None)
        return [(name, count, present[name]) for name, count in sorted(registered.items(), key=lambda one: one[0])]

    functions = [(Function(name).label, registered, came) for name, registered, came in by(2)]
    return Figures(len(rows), sum(1 for row in rows if row[3] is not None), by(0), by(1), functions)


@transaction.atomic
def check_in(*, registration_id: int, present: bool, actor: User, now: datetime) -> Registration:
    """Write that somebody came, or that it was a mistake. Twice is once: the first hour is kept.

    Raises EventError for a place that is not confirmed, and out of the days when the desk is open.
    """
    registration = Registration.objects.select_for_update().get(pk=registration_id)
    event = registration.event
    if not event.begins_at - BEFORE <= now <= event.ends_at + AFTER:
        raise EventError("L’accueil de ce rendez-vous n’est pas ouvert à cette date.")
    if registration.state == Place.CANCELLED:
        raise EventError("Cette inscription a été annulée.")
    if registration.state == Place.WAITING and present:
        raise EventError("Cette personne est en liste d’attente\u00a0: sa place n’est pas confirmée.")
    if (registration.arrived_at is not None) == present:
        return registration
    registration.arrived_at = now if present else None
    registration.save(update_fields=["arrived_at"])
    record(actor=actor, action="events.checked_in" if present else "events.check_in_undone",
           target=label(registration), after={"present": present}, now=now)  # fmt: skip
    return registration
