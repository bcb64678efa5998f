"""The portrait of a place: its figures beside those of its parents, of France and of the places that look like it.

One object feeds the page, the PDF, the card, the files, the API and the shell: the same figures everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median

from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import indicators
from essaim.web.observatory.indicators import Indicators, share
from essaim.web.observatory.release import Release
from essaim.web.observatory.scope import Scope, of_level
from essaim.web.territories import custom, selectors
from essaim.web.territories.selectors import Similar, Territory

FRANCE = "france:FRA"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another place and its figures."""

    territory: Territory
    figures: Indicators


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything a portrait says, before any word or drawing.

    parents: nearest first, France last, never the place itself. similar: nearest first, each with the totals of
    `indicator_ids.COMPARED`. communes: codes of a place
    that readers made themselves, empty otherwise.
    """

    release: Release
    place: Territory
    scope: Scope
    figures: Indicators
    parents: list[Neighbour]
    similar: list[tuple[Similar, Indicators]]
    communes: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = field(default=())

    @property
    def france(self) -> Indicators | None:
        """France's figures; the place's own when it is France, None when the release has none."""
        if self.place.level == "france":
            return self.figures
        return next((n.figures for n in self.parents if n.territory.territory_id == FRANCE), None)

    @property
    def parent(self) -> Neighbour | None:
        """The nearest wider place."""
        return self.parents[0] if self.parents else None

    @property
    def is_empty(self) -> bool:
        """True when the release knows no ESS establishment here."""
        return not self.figures.number(ids.ESTABLISHMENTS)

    def similar_median(self, indicator: str) -> float | None:
        """The median of an indicator over the similar places that know it; None under three of them."""
        known = [value for _, figures in self.similar if (value := figures.number(indicator)) is not None]
        return median(known) if len(known) >= 3 else None

    def shares(self, indicator: str, dimension: str) -> dict[str, float | None]:
        """Shares (percent) of an indicator by item; all None when the whole is under 30."""
        return shares_of(self.figures, indicator, dimension)


def shares_of(figures: Indicators, indicator: str, dimension: str) -> dict[str, float | None]:
    """Shares (percent) of an indicator by item of a dimension, of the sum of its items.

    None for every item when the sum is under 30, or unknown because an item is secret.
    """
    items = figures.items(indicator, dimension)
    if any(value.flag or value.value is None for value in items.values()):
        return dict.fromkeys(items)
    whole = sum(value.value or 0 for value in items.values())
    return {item: share(value.value, whole) for item, value in items.items()}


def of_territory(release: Release, place: Territory) -> Portrait:
    """Return the portrait of an official territory."""
    ancestors = selectors.ancestors(release, place)
    similar = selectors.similar(release, place)
    light = indicators.totals(release, [s.territory.territory_id for s in similar], ids.COMPARED)
    return Portrait(
        release=release,
        place=place,
        scope=of_level(place.level, place.code),
        figures=indicators.read(release, place.territory_id),
        parents=[Neighbour(a, indicators.read(release, a.territory_id)) for a in ancestors],
        similar=[(s, light[s.territory.territory_id]) for s in similar],
    )


def of_parts(release: Release, parts: str, name: str) -> Portrait:
    """Return the portrait of a perimeter that a reader made: parts « commune:59350,arrondissement:591 ».

    Raises InvalidRequest, in French, on an unknown part, none at all, or more than 1 000 communes.
    """
    made = custom.read(release, parts, name)
    ancestors = selectors.ancestors(release, made.territory)
    return Portrait(
        release=release,
        place=made.territory,
        scope=made.scope,
        figures=custom.figures(release, made),
        parents=[Neighbour(a, indicators.read(release, a.territory_id)) for a in ancestors],
        similar=[],
        communes=made.communes,
        query=(("parts", made.parts), *((("nom", made.territory.name),) if made.named else ())),
    )
