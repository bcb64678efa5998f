"""Perimeters that readers make: a PETR, a bassin de vie, two arrondissements. Their address says all, nothing is kept.

Counts are made on the fly from the establishments; what needs the whole economy or the population is the sum of what
the release says of each commune, unknown as soon as one is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from essaim.web.observatory import indicators
from essaim.web.observatory.custom_indicators import of_scope
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.filters import text
from essaim.web.observatory.indicators import Indicators
from essaim.web.observatory.release import Release
from essaim.web.observatory.scope import Scope, of_communes
from essaim.web.territories import selectors
from essaim.web.territories.selectors import LEVEL_ORDER, Territory
from essaim.web.ui.components import Link

MOST_COMMUNES = 1000
MOST_PARTS = 1000
LONGEST_PARTS = 20_000
LONGEST_NAME = 120
ACCEPTED = tuple(level for level in LEVEL_ORDER if level not in ("france", "region"))
EXAMPLE = "Exemple\u00a0: parts=commune:59350,arrondissement:591&nom=Mon territoire."


@dataclass(frozen=True, slots=True)
class CustomTerritory:
    """territory: level « custom »; communes and districts: official codes in it; parts: the address, put in order."""

    territory: Territory
    communes: tuple[str, ...]
    districts: tuple[str, ...]
    scope: Scope
    parts: str
    named: bool


def read(release: Release, parts: str, name: str) -> CustomTerritory:
    """Read and check the address of a perimeter. Raises InvalidRequest, in French."""
    if len(parts) > LONGEST_PARTS:
        raise InvalidRequest("La liste des parties est trop longue.", f"Limite\u00a0: {MOST_PARTS} parties.")
    wanted = list(dict.fromkeys(part.strip() for part in parts.split(",") if part.strip()))
    if not wanted:
        raise InvalidRequest("Ce territoire sur mesure ne contient rien.", EXAMPLE)
    if len(wanted) > MOST_PARTS:
        raise InvalidRequest(f"Un territoire sur mesure compte {MOST_PARTS} parties au plus.", EXAMPLE)
    for part in wanted:
        if part.partition(":")[0] not in ACCEPTED:
            raise InvalidRequest(
                f"La partie «\u00a0{part[:40]}\u00a0» n’est pas reconnue.", EXAMPLE, _mend(wanted, name)
            )
    found = selectors.get_many(release, wanted)
    if missing := [part for part in wanted if part not in found]:
        raise InvalidRequest(
            f"Le territoire «\u00a0{missing[0][:40]}\u00a0» est inconnu.", EXAMPLE, _mend(wanted, name)
        )
    communes, districts = _expand(release, list(found.values()))
    members = selectors.get_many(
        release, [*(f"commune:{c}" for c in communes), *(f"arrondissement_municipal:{d}" for d in districts)]
    )
    chosen = text(name, LONGEST_NAME)
    made = _territory(list(members.values()), chosen or _default_name(list(found.values())), len(communes))
    return CustomTerritory(
        made, communes, districts, of_communes(communes, districts), ",".join(found), named=bool(chosen)
    )


def _mend(parts: list[str], name: str) -> list[Link]:
    """Where the reader puts it right: what is known of the parts is kept there, what is not is said."""
    return [Link("Composer ce territoire", address("territories:composer", parts, name))]


def address(view: str, parts: Sequence[str], name: str) -> str:
    """The address of a view of a perimeter. Colons and commas stay readable, and short, as a query allows."""
    pairs = [("parts", ",".join(parts))] if parts else []
    pairs += [("nom", name)] if name else []
    return f"{reverse(view)}?{urlencode(pairs, safe=':,')}" if pairs else reverse(view)


def _expand(release: Release, parts: list[Territory]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    communes: set[str] = set()
    for part in parts:
        if part.level != "arrondissement_municipal":
            communes.update(selectors.communes_of(release, part))
        if len(communes) > MOST_COMMUNES:
            raise InvalidRequest(
                f"Ce territoire sur mesure dépasse {MOST_COMMUNES} communes.",
                "Retirez des parties, ou choisissez une région.",
            )
    # A district inside a commune that is already whole would be counted twice.
    districts = {
        part.code
        for part in parts
        if part.level == "arrondissement_municipal" and (part.parent_id or "").removeprefix("commune:") not in communes
    }
    return tuple(sorted(communes)), tuple(sorted(districts))


def _default_name(parts: list[Territory]) -> str:
    names = [part.name for part in parts]
    return " + ".join(names) if len(names) <= 3 else f"{names[0]}, {names[1]} et {len(names) - 2} autres"


def _territory(members: list[Territory], name: str, communes_count: int) -> Territory:
    """The perimeter as a Territory: sums, and the parents that all its members share."""

    def summed(values: list[float | None]) -> float | None:
        return None if any(value is None for value in values) else sum(value for value in values if value is not None)

    def shared(values: list[str | None]) -> str | None:
        return values[0] if len(set(values)) == 1 else None

    departements = shared([m.departement_code for m in members])
    regions = shared([m.region_code for m in members])
    population = summed([m.population for m in members])
    area = summed([m.area_km2 for m in members])
    located = [m for m in members if m.longitude is not None and m.latitude is not None]
    parent = f"departement:{departements}" if departements else f"region:{regions}" if regions else "france:FRA"
    return Territory(
        territory_id="custom", level="custom", code="sur-mesure", name=name, slug="sur-mesure", tncc=None, kind=None,
        population=None if population is None else int(population), communes_count=communes_count, area_km2=area,
        density=population / area if population is not None and area else None, parent_id=parent,
        departement_code=departements, departements=None, region_code=regions, epci_code=None, ept_code=None,
        postcodes=None, longitude=sum(m.longitude for m in located) / len(located) if located else None,
        latitude=sum(m.latitude for m in located) / len(located) if located else None, bbox=None,
        has_outline=any(m.has_outline for m in members), note=None,
    )  # fmt: skip


def figures(release: Release, made: CustomTerritory) -> Indicators:
    """Return the indicators of the perimeter."""
    members = [*(f"commune:{c}" for c in made.communes), *(f"arrondissement_municipal:{d}" for d in made.districts)]
    by_member: dict[str, Indicators] = defaultdict(Indicators)
    for start in range(0, len(members), 500):
        by_member.update(indicators.totals_and_years(release, members[start : start + 500]))
    return of_scope(release, made.scope, list(by_member.values()), made.territory.population)
