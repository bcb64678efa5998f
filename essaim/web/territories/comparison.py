"""Up to five territories side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import indicators, vocabulary
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.filters import text
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses, autocomplete
from essaim.web.territories.portrait import shares_of
from essaim.web.territories.selectors import Territory
from essaim.web.ui.components import Cell, Column, Link, Table, number_cell

MOST = 5
EXAMPLE = "Exemple\u00a0: /comparer/?t=commune:59350,epci:200093201,departement:59."
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


def read(release: Release, asked: Sequence[str], added: str) -> list[Territory]:
    """Return the territories to compare: ids « commune:59350 », bare unambiguous codes, and a name to add.

    Raises InvalidRequest, in French, on an unknown or ambiguous code, or more than five.
    """
    wanted = list(dict.fromkeys(part.strip() for value in asked for part in value.split(",") if part.strip()))
    if added.strip():
        matches = autocomplete.suggest(release, text(added), limit=1)
        if not matches:
            raise InvalidRequest(f"Aucun territoire ne s’appelle «\u00a0{text(added)}\u00a0».", EXAMPLE)
        wanted.append(matches[0].territory.territory_id)
    if len(wanted) > MOST:
        raise InvalidRequest(f"On compare {MOST} territoires au plus\u00a0; vous en demandez {len(wanted)}.", EXAMPLE)
    found: dict[str, Territory] = {}
    for ref in wanted:
        place = _one(release, ref)
        found[place.territory_id] = place
    return list(found.values())


def _one(release: Release, ref: str) -> Territory:
    match = addresses.find(release, ref)
    if match.territory is not None:
        return match.territory
    if match.choices:
        names = ", ".join(f"{place.territory_id} ({place.name})" for place in match.choices)
        raise InvalidRequest(f"Le code {ref} désigne plusieurs territoires.", f"Précisez\u00a0: {names}.")
    today = ", ".join(f"commune:{old.new_code}" for old in match.successions)
    raise InvalidRequest(f"Le code {ref} n’existe plus.", f"Aujourd’hui\u00a0: {today}.")


def context(release: Release, places: list[Territory]) -> dict[str, Any]:
    """Return the context of territories/compare.html."""
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
    kept = ",".join(key for key in keys if key != removed)
    address = reverse("territories:compare")
    return Link("Retirer", f"{address}?{urlencode({'t': kept})}" if kept else address)
