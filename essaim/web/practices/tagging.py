"""What an experience is found by, drawn from its content and from the release served when it is tagged.

Regions, levels and populations belong to producers: they are never typed, and a new release may change them. The job
`practices.tags` draws them again.
"""

from __future__ import annotations

from essaim.web.observatory.release import NoRelease, Release, current
from essaim.web.practices.content import Content
from essaim.web.practices.enums import Facet, size_of
from essaim.web.practices.models import Experience, Tag
from essaim.web.territories import selectors as territories

# A département and what stands for one are the same answer to « which level did this? ».
LEVELS = {"departemental": "departement", "arrondissement_municipal": "commune"}
AUTHORITY_LEVELS = ("region", "departement", "epci", "ept", "commune")


def write_tags(experience: Experience) -> None:
    """Replace the tags of an experience. Without a release, what comes from it is left for the next time."""
    try:
        release = current()
    except NoRelease:
        release = None
    content = experience.read()
    found = set(_from_content(content))
    if release is not None:
        placed, population = _from_release(content, release)
        found |= placed
        if experience.population != population:
            experience.population = population
            experience.save(update_fields=["population"])
    kept = set(experience.tags.values_list("facet", "value"))
    for facet, value in kept - found:
        Tag.objects.filter(experience=experience, facet=facet, value=value).delete()
    Tag.objects.bulk_create(
        [Tag(experience=experience, facet=facet, value=value) for facet, value in sorted(found - kept)]
    )


def tags_of_content(content: Content, release: Release) -> set[tuple[str, str]]:
    """Return what a content is found by in a release: (facet, value)."""
    return {*_from_content(content), *_from_release(content, release)[0]}


def _from_content(content: Content) -> list[tuple[str, str]]:
    return [
        (Facet.THEME.value, content.theme),
        *((Facet.LEVER.value, lever) for lever in content.levers),
        *((Facet.COMPETENCE.value, competence) for competence in content.competences),
        *((Facet.TERRITORY.value, place.territory_id) for place in content.places),
        *((Facet.BODY.value, place.siren) for place in content.places if place.siren),
        *((Facet.ORGANIZATION.value, one.siren) for one in content.organizations if one.siren),
    ]


def _from_release(content: Content, release: Release) -> tuple[set[tuple[str, str]], int | None]:
    """Levels, regions and size of the places the release knows, and the population of the largest."""
    known = territories.get_many(release, [place.territory_id for place in content.places])
    tags: set[tuple[str, str]] = set()
    for place in known.values():
        level = LEVELS.get(place.level, place.level)
        if level in AUTHORITY_LEVELS:
            tags.add((Facet.LEVEL.value, level))
        region = place.code if place.level == "region" else place.region_code
        if region:
            tags.add((Facet.REGION.value, region))
        if (size := size_of(place.population)) is not None:
            tags.add((Facet.SIZE.value, size.value))
    populations = [place.population for place in known.values() if place.population is not None]
    return tags, max(populations, default=None)
