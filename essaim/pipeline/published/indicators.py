"""Every figure of every territory, with what is not known beside it. Definitions: indicators_catalogue.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from essaim.pipeline.contract import table_contract
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined.organisations import Register
from essaim.pipeline.published.indicator_counts import (
    Block,
    Employing,
    added_up,
    employing_units,
    units_by_territory,
)
from essaim.pipeline.published.indicator_places import Ints, Places, memberships
from essaim.pipeline.published.indicator_ratios import Numbers, density, share, specificity
from essaim.pipeline.published.indicator_secrecy import WORKFORCE, kept_secret

if TYPE_CHECKING:
    from essaim.pipeline.joined.territories import Territories

# Totals that every territory has, zero included; a breakdown only holds the items that exist there.
ALWAYS = (
    "ess_etab",
    "ess_units",
    "ess_employeurs",
    "ess_effectif_min",
    "ess_effectif_max",
    "ess_arbitrage",
    "siae_nb",
    "esus_nb",
    "etab_actifs",
    "employeurs_actifs",
)
NEEDS_WHOLE_SIRENE = ("etab_actifs", "employeurs_actifs", "ess_part_etab", "ess_part_employeurs")
# Why a figure is absent: its number in `Figures.flag`.
_FLAGS = (None, "s", "nd")
SECRET, UNAVAILABLE = 1, 2


@dataclass
class Figures:
    """What is published of one indicator broken down in one way; arrays as in Block. NaN: no value, `flag` says why."""

    indicator: str
    dimension: str
    items: list[str]
    value: Numbers
    flag: npt.NDArray[np.int8]
    unknown: Ints
    present: npt.NDArray[np.bool_]


def build_indicators(register: Register, territories: Territories, engine: Engine) -> pa.Table:
    """Return the table of the contract indicators.yaml, sorted, for every territory of every level.

    `nd` marks what a missing source or an excerpt of SIRENE makes unavailable, `s` what statistical secrecy hides.
    """
    tables = territories.tables
    members = memberships(tables["territories"], tables["territory_communes"], territories.geography)
    places = Places(tables["territories"]["territory_id"].to_pylist(), members)
    blocks = added_up(register, territories.geography, places, engine) + units_by_territory(register, places, engine)
    totals = {block.indicator: block for block in blocks if block.dimension == "total"}
    number = len(places.territories)
    for name in ALWAYS:
        if name not in totals:
            zeros = np.zeros((number, 1), np.int64)
            totals[name] = Block(name, "total", [""], zeros, zeros, zeros > 0, cut=zeros)
            blocks.append(totals[name])
        totals[name].present = np.ones((number, 1), bool)
    employing = employing_units(register, places, engine)
    floors = {block.dimension: block for block in blocks if block.indicator == "ess_effectif_min"}
    secret = {name: _secret(employing[name], floor) for name, floor in floors.items()}
    absent = unavailable(register)
    figures = [
        _workforce(block, secret[block.dimension]) if block.indicator in WORKFORCE else _plain(block)
        for block in blocks
        if block.indicator not in absent
    ]
    sectors = next(block for block in blocks if (block.indicator, block.dimension) == ("ess_etab", "sector"))
    figures += _ratios(register, totals, sectors, tables["territories"], places)
    figures += [_never(name, number) for name in absent]
    return _table(figures, places.territories)


def unavailable(register: Register) -> list[str]:
    """Indicators that the sources of this register cannot give."""
    names = [] if register.whole else list(NEEDS_WHOLE_SIRENE)
    if not register.esus_loaded:
        names.append("esus_nb")
    if not register.siae_loaded:
        names.append("siae_nb")
    return names


def _plain(block: Block) -> Figures:
    value = block.value.astype(np.float64)
    # Counted over the workforce bands: with none known to employ and some unknown, 0 would say that there is none.
    unheard = (block.value == 0) & (block.unknown > 0) & (block.indicator == "ess_employeurs")
    value[unheard] = np.nan
    return _figures(block.indicator, block.dimension, block.items, value, block.unknown, block.present)


def _secret(employing: Employing, floor: Block) -> npt.NDArray[np.bool_]:
    """Which cells of the workforce are hidden, in the columns of its minimum."""
    secret = np.zeros(floor.value.shape, bool)
    columns = [floor.items.index(item) for item in employing.items]
    if columns:
        secret[:, columns] = kept_secret(employing.units, employing.leader, floor.value[:, columns], floor.dimension)
    return secret


def _workforce(block: Block, secret: npt.NDArray[np.bool_]) -> Figures:
    """Hide what secrecy hides; a maximum that holds an employer of band 53 (no upper bound) is unknown."""
    unheard = (block.value == 0) & (block.unknown > 0)  # nobody known to work there, nor known not to
    unbounded = block.cut > 0 if block.cut is not None else np.zeros_like(secret)
    value = np.where(secret | unbounded | unheard, np.nan, block.value.astype(np.float64))
    found = _figures(block.indicator, block.dimension, block.items, value, block.unknown, block.present)
    # The widest band has no upper bound, and a sum of nothing but unknowns is not zero: neither is available.
    found.flag[secret] = SECRET
    return found


def _ratios(
    register: Register, totals: dict[str, Block], sectors: Block, territories: pa.Table, places: Places
) -> list[Figures]:
    rows = {
        row["territory_id"]: row for row in territories.select(["territory_id", "parent_id", "population"]).to_pylist()
    }
    number = {name: position for position, name in enumerate(places.territories)}
    people = np.array([rows[name]["population"] or 0 for name in places.territories], np.float64)[:, None]
    parent = np.array([number.get(rows[name]["parent_id"], -1) for name in places.territories], np.int64)
    sites, employers = totals["ess_etab"], totals["ess_employeurs"]
    everywhere = np.ones(sites.value.shape, bool)
    unheard = (employers.value == 0) & (employers.unknown > 0)
    by_employer = np.where(unheard, np.nan, density(employers.value, people))
    found = [
        _figures("ess_densite", "total", [""], density(sites.value, people), sites.unknown, everywhere),
        _figures("ess_densite_employeurs", "total", [""], by_employer, employers.unknown, everywhere),
    ]
    if register.whole:
        # The denominator cannot hold establishments whose state nobody knows: the numerator leaves them out.
        part = share(sites.value - sites.unknown, totals["etab_actifs"].value)
        employing = share(employers.value, totals["employeurs_actifs"].value)
        found += [
            _figures("ess_part_etab", "total", [""], part, sites.unknown, everywhere),
            _figures("ess_part_employeurs", "total", [""], employing, employers.unknown, everywhere),
        ]
    index = specificity(sectors.value, sites.value[:, 0], parent)
    nothing = np.zeros(index.shape, np.int64)
    found.append(_figures("ess_indice_specificite", "sector", sectors.items, index, nothing, ~np.isnan(index)))
    return found


def _never(indicator: str, territories: int) -> Figures:
    nothing = np.zeros((territories, 1), np.int64)
    return _figures(indicator, "total", [""], np.full(nothing.shape, np.nan), nothing, nothing == 0)


def _figures(
    indicator: str, dimension: str, items: list[str], value: Numbers, unknown: Ints, present: npt.NDArray[np.bool_]
) -> Figures:
    return Figures(
        indicator, dimension, items, value, np.where(np.isnan(value), UNAVAILABLE, 0).astype(np.int8), unknown, present
    )


def _table(figures: Iterable[Figures], territories: list[str]) -> pa.Table:
    """Write the cells that exist as rows, by territory, indicator, dimension and item."""
    columns = [
        ((one.indicator, one.dimension, item), one, position)
        for one in figures
        for position, item in enumerate(one.items)
    ]
    columns.sort(key=lambda column: column[0])
    territory, cell = np.nonzero(np.column_stack([one.present[:, position] for _, one, position in columns]))
    size = len(columns)
    flat = territory * size + cell

    def gathered(name: str) -> np.ndarray:
        stacked = np.column_stack([getattr(one, name)[:, position] for _, one, position in columns])
        return stacked.ravel()[flat]

    value = gathered("value")
    flag = gathered("flag").astype(np.int32)
    keys = [pa.array([key[part] for key, _, _ in columns], pa.string()) for part in range(3)]
    numbers = cell.astype(np.int32)
    arrays = [
        pa.DictionaryArray.from_arrays(territory.astype(np.int32), pa.array(territories, pa.string())),
        *(pa.DictionaryArray.from_arrays(pa.array(numbers), key) for key in keys),
        pa.array(value, mask=np.isnan(value)),
        pa.DictionaryArray.from_arrays(pa.array(flag, mask=flag == 0), pa.array(["", *_FLAGS[1:]], pa.string())),
        pa.array(gathered("unknown")),
    ]
    return pa.table(dict(zip(table_contract("indicators").columns, arrays, strict=True)))
