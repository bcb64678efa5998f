"""« Qui l’a déjà fait »: experiences of a territory, of what holds it, or of a territory like it, on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from essaim.web.practices import list_context, selectors
from essaim.web.practices.enums import Facet
from essaim.web.practices.likeness import Likeness
from essaim.web.territories.beside import Block
from essaim.web.territories.portrait import Portrait

SHOWN = 3
HERE, AROUND, ALIKE = 3, 2, 1


def experiences(portrait: Portrait) -> Mapping[str, Any] | None:
    """The nearest experiences and why each is shown; None when there is none."""
    place = portrait.place
    why = {place.territory_id: Likeness(HERE, ("sur ce territoire",))}
    for one in portrait.parents:
        why.setdefault(one.territory.territory_id, Likeness(AROUND, (f"autour\u00a0: {one.territory.name}",)))
    for one, _ in portrait.similar:
        reason = f"{one.territory.name} ressemble à ce territoire"
        why.setdefault(one.territory.territory_id, Likeness(ALIKE, (reason,)))
    found = selectors.tagged(Facet.TERRITORY, list(why), limit=50)
    if not found:
        return None
    places = selectors.tags_of([experience.pk for experience in found])
    best = {
        experience.pk: max(
            (why[one] for one in places[experience.pk][Facet.TERRITORY] if one in why), key=lambda one: one.score
        )
        for experience in found
    }
    found.sort(key=lambda experience: -best[experience.pk].score)
    return {"cards": list_context.cards(found[:SHOWN], on=timezone.localdate(), why=best), "place": place}


BLOCKS = (Block("practices/beside_territory.html", experiences, selectors.last_change, order=20),)
