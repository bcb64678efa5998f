"""The closed lists a resource is ranged by: labels of the rules, of our own bands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from essaim.rules import competences
from essaim.web.practices import vocabulary as practices
from essaim.web.resources.enums import TYPE_LABELS, Facet
from essaim.web.ui.news import LEVELS

LICENCE_ADDRESSES = {
    "lo-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "cc-by-sa-4.0": "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
}


def labels(facet: str, *, on: date) -> Mapping[str, str]:
    """The labels of a facet offered to readers, by value; empty for years, which are their own."""
    readers = {
        Facet.TYPE: lambda: TYPE_LABELS,
        Facet.LEVEL: lambda: LEVELS,
        Facet.THEME: lambda: practices.theme_labels(on),
        Facet.LEVER: lambda: practices.lever_labels(on),
        Facet.COMPETENCE: lambda: practices.competence_labels(on),
    }
    reader = readers.get(Facet(facet))
    return reader() if reader else {}


def level_choices() -> list[tuple[str, str]]:
    """Levels of authority, for forms."""
    return list(LEVELS.items())


def theme_choices() -> list[tuple[str, str]]:
    """Themes, for forms."""
    return list(practices.theme_labels(timezone.localdate()).items())


def lever_choices() -> list[tuple[str, str]]:
    """Levers, for forms."""
    return list(competences.levers(on=timezone.localdate()).items())


def competence_choices() -> list[tuple[str, str]]:
    """Competences with their level, for forms."""
    return list(practices.competence_labels(timezone.localdate()).items())
