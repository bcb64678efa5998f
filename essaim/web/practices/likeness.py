"""« Comme mon territoire »: experiences ranked by how much their place is like the reader's, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from essaim.web.observatory.release import Release
from essaim.web.practices.enums import Facet, size_of
from essaim.web.practices.models import Experience
from essaim.web.practices.selectors import tags_of
from essaim.web.practices.tagging import LEVELS
from essaim.web.territories import selectors as territories
from essaim.web.territories.selectors import Territory

# Points of each reason. Being the place itself counts most; a region is a weak likeness.
ITSELF, ALIKE, LEVEL, SIZE, REGION = 8, 4, 2, 2, 1


@dataclass(frozen=True, slots=True)
class Likeness:
    """score: sum of the points; reasons: why, in French, strongest first."""

    score: int
    reasons: tuple[str, ...]


def likenesses(release: Release, place: Territory, experiences: Sequence[Experience]) -> dict[int, Likeness]:
    """Return how like a reader's territory the places of each experience are, by key of the experience."""
    alike = {one.territory.territory_id: one.territory.name for one in territories.similar(release, place)}
    size = size_of(place.population)
    level = LEVELS.get(place.level, place.level)
    region = place.code if place.level == "region" else place.region_code
    tags = tags_of([experience.pk for experience in experiences])
    found = {}
    for experience in experiences:
        mine = tags[experience.pk]
        reasons: list[tuple[int, str]] = []
        places = mine.get(Facet.TERRITORY, ())
        if place.territory_id in places:
            reasons.append((ITSELF, "sur ce territoire"))
        near = [alike[one] for one in places if one in alike]
        if near:
            reasons.append((ALIKE, f"{near[0]} ressemble à ce territoire (population, densité)"))
        if level in mine.get(Facet.LEVEL, ()):
            reasons.append((LEVEL, "même échelon"))
        if size is not None and size.value in mine.get(Facet.SIZE, ()):
            reasons.append((SIZE, f"même taille ({size.label})"))
        if region and region in mine.get(Facet.REGION, ()):
            reasons.append((REGION, "même région"))
        reasons.sort(key=lambda one: -one[0])
        found[experience.pk] = Likeness(sum(points for points, _ in reasons), tuple(words for _, words in reasons))
    return found
