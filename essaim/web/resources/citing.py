"""The readers of bodies: for today, with the reader's territory or not; for a frozen copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from essaim.web.observatory.release import NoRelease, Release, current
from essaim.web.practices import selectors as practices
from essaim.web.resources import bound
from essaim.web.resources.body import Card, Reader, bound_to
from essaim.web.resources.bound import Resolved
from essaim.web.resources.enums import Bound
from essaim.web.resources.markers import Marker
from essaim.web.territories.selectors import Territory


def served() -> Release | None:
    """The release served, None without one: a fiche is read without figures rather than not at all."""
    try:
        return current()
    except NoRelease:
        return None


def resolved(marker: Marker, *, on: date, release: Release | None, reader: Territory | None = None) -> Resolved:
    """Look a marker up on a day."""
    match marker.kind:
        case Bound.LAW:
            return bound.law(marker, on)
        case Bound.ARTICLE:
            return bound.article(marker, on)
        case Bound.FIGURE:
            return bound.figure(marker, release, reader)
    card = experience(marker.key)
    return Resolved(card.title if card else "", "publique" if card else "retirée", marker.key, known=card is not None)


def experience(slug: str) -> Card | None:
    """A public experience as a card; None when there is none."""
    found = practices.by_slug(slug)
    if found is None or not found.is_public:
        return None
    where = ", ".join(place.name for place in found.read().places[:3])
    return Card(slug, found.title, found.summary, where, reverse("practices:experience", args=[slug]))


def today(
    on: date,
    release: Release | None,
    *,
    territory: Territory | None = None,
    changed: Mapping[tuple[str, str], str] | None = None,
    prefix: str = "",
) -> Reader:
    """How a text is read on a day: law of that day, figures of the release, for the reader's territory."""
    return Reader(
        resolve=lambda marker: resolved(marker, on=on, release=release, reader=territory),
        experience=experience,
        changed=changed or {},
        prefix=prefix,
    )


def freeze(
    raw: Sequence[Mapping[str, Any]], *, on: date, release: Release | None, territory: Territory | None = None
) -> dict[str, Any]:
    """Return a body and all it is bound to on a day, for a reader's territory or not, as JSON."""
    found = bound_to(raw)
    cards = {one.key: experience(one.key) for one in found if one.kind == Bound.EXPERIENCE}
    return {
        "body": [dict(block) for block in raw],
        "bound": {
            f"{one.kind}:{one.id}": resolved(one, on=on, release=release, reader=territory).dump()
            for one in found
            if one.kind != Bound.EXPERIENCE
        },
        "experiences": {
            slug: {"slug": slug, "title": card.title, "summary": card.summary, "where": card.where, "href": card.href}
            for slug, card in cards.items()
            if card is not None
        },
    }


def frozen(copy: Mapping[str, Any], *, prefix: str = "") -> Reader:
    """How a frozen copy is read: nothing is looked up again."""
    values, cards = copy["bound"], copy["experiences"]

    def resolve(marker: Marker) -> Resolved:
        kept = values.get(f"{marker.kind}:{marker.id}")
        return Resolved.load(kept) if kept else Resolved(bound.UNKNOWN, "absent", known=False)

    return Reader(
        resolve=resolve,
        experience=lambda slug: Card(**cards[slug]) if slug in cards else None,
        prefix=prefix,
    )
