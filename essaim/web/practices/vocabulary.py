"""The words of the facets: labels of closed lists (rules), of regions (release), of our own bands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from essaim.rules import competences, themes
from essaim.web.observatory.release import Release
from essaim.web.practices.enums import Facet, Size
from essaim.web.territories import selectors as territories

LEVEL_LABELS = {
    "commune": "Commune",
    "epci": "Intercommunalité",
    "ept": "Établissement public territorial",
    "departement": "Département",
    "region": "Région",
}
LEVER_GROUPS = {
    "acheter": "Acheter",
    "soutenir": "Soutenir",
    "loger": "Donner accès à un lieu",
    "associer": "S’associer",
    "financer": "Financer",
    "cooperer": "Coopérer",
    "planifier": "Planifier",
    "organiser": "S’organiser",
}


def theme_labels(on: date) -> Mapping[str, str]:
    """Themes, by id."""
    return themes.themes(on=on)


def lever_labels(on: date) -> Mapping[str, str]:
    """Levers, by id."""
    return competences.levers(on=on)


def competence_labels(on: date) -> Mapping[str, str]:
    """Competences with their level, by id: « Écoles et restauration scolaire (commune) »."""
    levels = competences.levels(on=on)
    return {
        key: f"{found.label} ({levels[found.level].lower()})" for key, found in competences.competences(on=on).items()
    }


def region_labels(release: Release) -> Mapping[str, str]:
    """Regions of the release, by code."""
    return release.once("practices_regions", _regions)


def labels(facet: str, *, on: date, release: Release) -> Mapping[str, str]:
    """The labels of a facet offered to readers, by value."""
    readers = {
        Facet.THEME: lambda: theme_labels(on),
        Facet.LEVER: lambda: lever_labels(on),
        Facet.COMPETENCE: lambda: competence_labels(on),
        Facet.LEVEL: lambda: LEVEL_LABELS,
        Facet.REGION: lambda: region_labels(release),
        Facet.SIZE: lambda: dict(Size.choices),
    }
    return readers[Facet(facet)]()


def _regions(release: Release) -> Mapping[str, str]:
    found = territories.parts_of(release, territories.get(release, "france:FRA"))
    return {place.code: place.name for place in found if place.level == "region"}
