"""Reading public bodies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from essaim.web.bodies.models import PublicBody


def by_siren(siren: str) -> PublicBody | None:
    """Return the body of a SIREN, ceased or not."""
    return PublicBody.objects.filter(siren=siren).first()


def by_sirens(sirens: Iterable[str]) -> dict[str, PublicBody]:
    """Return the known bodies among SIRENs, by SIREN, in one query."""
    return {body.siren: body for body in PublicBody.objects.filter(siren__in=list(sirens))}


def by_territory(territory_id: str, on: date) -> list[PublicBody]:
    """Return the bodies in existence on a day for a territory; several where they share one (Paris, CTU)."""
    return list(living(on).filter(territory_id=territory_id))


def by_pk(pk: int) -> PublicBody | None:
    """Return one body."""
    return PublicBody.objects.filter(pk=pk).first()


def living(on: date) -> QuerySet[PublicBody]:
    """Return the bodies in existence on a day."""
    return PublicBody.objects.filter(Q(ceased_on__isnull=True) | Q(ceased_on__gt=on))


def current_of(body: PublicBody) -> PublicBody:
    """Follow successors to the body in existence today; a body without successor is returned itself.

    A chain that bites its own tail stops where it began.
    """
    seen = {body.pk}
    while body.successor_id is not None and body.successor_id not in seen:
        body = body.successor
        seen.add(body.pk)
    return body


def named(text: str, on: date, limit: int) -> list[PublicBody]:
    """Return bodies in existence on a day whose name holds a text, or whose SIREN it is."""
    found = Q(name__icontains=text.strip()) | Q(siren=text.strip().replace(" ", ""))
    return list(living(on).filter(found)[:limit])
