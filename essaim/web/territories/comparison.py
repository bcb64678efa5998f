"""Up to five territories side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import indicators, vocabulary
from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.filters import text
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses, autocomplete, selectors
from essaim.web.territories.portrait import shares_of
from essaim.web.territories.selectors import Territory
from essaim.web.ui.components import Cell, Column, Link, Table, number_cell

MOST = 5
MOST_PROPOSED = 12
ROWS = (
    ("Établissements de l’ESS", ids.ESTABLISHMENTS, "count", None),
    ("Pour 1\u202f000 habitants", ids.DENSITY, "rate", None),
    ("Employeurs", ids.EMPLOYERS, "count", None),
    ("Employeurs pour 1\u202f000 habitants", ids.EMPLOYER_DENSITY, "rate", None),
    ("Part des établissements actifs", ids.SHARE, "percent", 1),
    ("Effectif, au moins", ids.WORKFORCE_MIN, "count", None),
    ("Effectif, au plus", ids.WORKFORCE_MAX, "count", None),
    ("Structures d’insertion", ids.INCLUSION, "count", None),
    ("Agréées ESUS", ids.ESUS, "count", None),
    ("Unités à arbitrer", ids.TO_SETTLE, "count", None),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """places: those compared, five at most; refusals: what was asked and could not be had, one sentence each.

    proposals: what a name may mean, each with the address of the comparison that has it too.
    """

    places: list[Territory]
    refusals: list[str]
    typed: str = ""
    proposals: Sequence[tuple[autocomplete.Match, str]] = ()


def read(release: Release, asked: Sequence[str], typed: str) -> Comparison:
    """Return the territories to compare, keeping what can be had of a request.

    asked: ids « commune:59350 » or bare codes, separated by commas; typed: a name, code or id to add. Raises
    InvalidRequest on a text too long or unreadable.
    """
    found: dict[str, Territory] = {}
    refusals: list[str] = []
    query = text(typed)
    wanted = [part.strip() for value in asked for part in value.split(",") if part.strip()]
    for ref in dict.fromkeys([*wanted, query] if ":" in query else wanted):
        _add(release, ref, found, refusals)
    proposals: list[autocomplete.Match] = []
    if query and ":" not in query:
        matches = autocomplete.suggest(release, query, limit=MOST_PROPOSED)
        if len(matches) == 1 or (matches and matches[0].is_exact and not any(m.is_exact for m in matches[1:])):
            found[matches[0].territory.territory_id] = matches[0].territory
        elif matches:
            proposals = [match for match in matches if match.territory.territory_id not in found]
        else:
            refusals.append(f"Aucun territoire ne s’appelle «\u00a0{query}\u00a0».")
    places = list(found.values())
    if len(places) > MOST:
        left = ", ".join(place.name for place in places[MOST:])
        refusals.append(f"On compare {MOST} territoires au plus\u00a0; laissés de côté\u00a0: {left}.")
        places = places[:MOST]
    keys = [place.territory_id for place in places]
    added = [(match, _address([*keys, match.territory.territory_id])) for match in proposals]
    return Comparison(places, refusals, query if proposals else "", added)


def _add(release: Release, ref: str, found: dict[str, Territory], refusals: list[str]) -> None:
    try:
        match = addresses.find(release, ref)
    except NotFound as error:
        refusals.append(error.title)
        return
    if match.territory is not None:
        found[match.territory.territory_id] = match.territory
    elif match.choices:
        names = ", ".join(f"{place.territory_id} ({place.name})" for place in match.choices)
        refusals.append(f"Le code {ref} désigne plusieurs territoires\u00a0: précisez {names}.")
    else:
        today = selectors.get_many(release, [f"commune:{old.new_code}" for old in match.successions])
        names = " et ".join(place.name for place in today.values())
        refusals.append(addresses.former(match.successions[0], f"voyez {names}."))
        if len(today) == 1:
            found.update(today)


def context(release: Release, asked: Comparison) -> dict[str, Any]:
    """Return the context of territories/compare.html."""
    places = asked.places
    keys = [place.territory_id for place in places]
    figures = indicators.read_many(release, keys) if keys else {}
    head = [Column("Mesure"), *[Column(place.name, numeric=True) for place in places]]
    rows = [[Cell("Population"), *[number_cell(place.population) for place in places]]]
    for label, indicator, unit, decimals in ROWS:
        totals = [figures[key].total(indicator) for key in keys]
        if any(total.value is not None or total.flag == "s" for total in totals):
            rows.append([Cell(label), *[number_cell(t.value, unit, decimals, t.flag) for t in totals]])  # type: ignore[arg-type]
    return {
        "places": [(place, addresses.href(place), _without(keys, place.territory_id)) for place in places],
        "table": Table("Chiffres clés", head, rows),
        "families": _shares(places, figures, "family", "Familles (part des établissements)"),
        "sectors": _shares(places, figures, "sector", "Secteurs (part des établissements)"),
        "asked": ",".join(keys),
        "refusals": asked.refusals,
        "typed": asked.typed,
        "proposals": asked.proposals,
        "can_add": len(keys) < MOST,
        "most": MOST,
    }


def _shares(places: list[Territory], figures: dict, dimension: str, caption: str) -> Table:
    parts = [shares_of(figures[p.territory_id], ids.ESTABLISHMENTS, dimension) for p in places]
    counts = [figures[p.territory_id].items(ids.ESTABLISHMENTS, dimension) for p in places]
    rows = []
    for item, words in vocabulary.dimensions()[dimension].items():
        if not any(item in known for known in counts):
            continue
        cells = [Cell(words)]
        for part, count in zip(parts, counts, strict=True):
            # Under 30 establishments: the number itself, marked as such.
            share = part.get(item)
            found = count.get(item)
            if share is not None:
                cells.append(number_cell(share, "percent"))
            elif found is None:
                cells.append(number_cell(0))
            else:
                cells.append(Cell(number_cell(found.value, flag=found.flag).text, numeric=True, note="étab."))
        rows.append(cells)
    head = [Column("Part"), *[Column(place.name, numeric=True) for place in places]]
    note = "Moins de 30 établissements\u00a0: le nombre (étab.), pas la part."
    return Table(caption, head, rows, note=note, compact=True)


def _without(keys: list[str], removed: str) -> Link:
    return Link("Retirer", _address([key for key in keys if key != removed]))


def _address(keys: Sequence[str]) -> str:
    address = reverse("territories:compare")
    return f"{address}?{urlencode({'t': ','.join(keys)}, safe=':,')}" if keys else address
