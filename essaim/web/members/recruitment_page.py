"""Whom to invite next, put in a page and in a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from essaim.web.members import directory, recruitment
from essaim.web.members.enums import CATEGORY_NOUNS, Category
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses, selectors

SHOWN = 100
COLUMNS = ("points", "siren", "collectivite", "categorie", "region", "departements", "population", "raisons")


@dataclass(frozen=True, slots=True)
class Asked:
    """category: a value of Category or ""; region: a code or ""."""

    category: str = ""
    region: str = ""

    @property
    def query(self) -> str:
        pairs = [("categorie", self.category)] if self.category else []
        pairs += [("region", self.region)] if self.region else []
        return f"?{urlencode(pairs)}" if pairs else ""


def read(query: Mapping[str, str], regions: Mapping[str, str]) -> Asked:
    """Read what is asked; what means nothing is left out: this is a page of the team, with its own form."""
    category, region = query.get("categorie", ""), query.get("region", "")
    return Asked(category if category in Category.values else "", region if region in regions else "")


def build(release: Release, asked: Asked, on: date) -> dict[str, Any]:
    """Return the context of the page."""
    found = recruitment.prospects(release, on, category=asked.category, region=asked.region)
    members = directory.entries(release, on)
    empty = recruitment.without_member(release, members)
    places = selectors.get_many(release, [one.authority.territory_id for one in found[:SHOWN]])
    return {
        "asked": asked,
        "categories": Category.choices,
        "regions": directory.region_names(release).items(),
        "count": len(found),
        "shown": [
            {
                "prospect": one,
                "noun": CATEGORY_NOUNS[Category(one.category)][0],
                "href": addresses.href(places[one.authority.territory_id]),
            }
            for one in found[:SHOWN]
        ],
        "empty": [(place, addresses.href(place)) for place in empty if asked.region in ("", place.region_code)],
    }


def lines(release: Release, asked: Asked, on: date) -> Iterator[tuple[Any, ...]]:
    """Give the whole list, in the order of COLUMNS."""
    names = directory.region_names(release)
    for one in recruitment.prospects(release, on, category=asked.category, region=asked.region):
        place = one.authority
        yield (
            one.points, place.siren, place.name, Category(one.category).label, names.get(place.region_code, ""),
            ", ".join(place.departements), place.population, "\u00a0; ".join(one.reasons),
        )  # fmt: skip
