"""Addresses of fiches and works."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from essaim.web.resources.enums import FICHE, Kind
from essaim.web.resources.models import Entry, Fiche, Work
from essaim.web.territories.selectors import Territory


def href(entry: Entry) -> str:
    """The page of an entry."""
    if entry.type == FICHE:
        return reverse("resources:fiche", args=[entry.slug])
    return reverse("resources:path" if entry.type == Kind.PATH else "resources:work", args=[entry.slug])


def of(text: Fiche | Work) -> str:
    """The page of a fiche or a work."""
    if isinstance(text, Fiche):
        return reverse("resources:fiche", args=[text.slug])
    return reverse("resources:path" if text.kind == Kind.PATH else "resources:work", args=[text.slug])


def for_territory(address: str, place: Territory | None) -> str:
    """An address that keeps the reader's territory."""
    return f"{address}?{urlencode({'territoire': place.territory_id})}" if place else address
