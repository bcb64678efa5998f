"""Counts by territory: what is added up as it is (establishments, workforce, events), and units, once a territory.

The engine reduces millions of rows to counts by place and profile; these small tables then add up as arrays, the same
whatever the engine, in a time that depends on the number of territories only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from essaim.pipeline.engine import Engine
from essaim.pipeline.joined.organisations import Register
from essaim.pipeline.published.indicator_places import NOWHERE, Ints, Places, encoded, numbered, place_of
from essaim.pipeline.published.indicator_secrecy import most_of_one_unit
from essaim.rules import ess
from essaim.rules.indicators import dominance
from essaim.rules.nomenclatures import inclusion_kinds

LABELS = ("aci", "ai", "ea", "eatt", "ei", "eiti", "esat", "esus", "etti", "geiq", "tiers_lieu")
UNKNOWN = "inconnu"
WORKFORCE_DIMENSIONS = ("total", "family", "sector")

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass
class Block:
    """One indicator broken down in one way; every array has one row a territory and one column an item.

    `unknown`: rows whose figure is not known; `cut`: employers whose maximum is not bounded; `present`: something was
    counted there.
    """

    indicator: str
    dimension: str
    items: list[str]
    value: Ints
    unknown: Ints
    present: Flags
    cut: Ints | None = None


def added_up(register: Register, geography: pa.Table, places: Places, engine: Engine) -> list[Block]:
    """Return the counts that simply add up."""
    profiles = engine.to_arrow(_profiles(register.establishments))
    sites = _Sites(profiles, places)
    blocks: list[Block] = []
    for name in ("total", "family", "sector"):
        blocks += sites.workforce(name)
    blocks += [sites.block("ess_etab", name, sites.ess) for name in ("size", "status", "location")]
    blocks += _labelled(sites)
    events = register.events.mutate(place=place_of(register.events), year=register.events.year.cast("string"))
    by_place = events.group_by("place", "kind", "year").aggregate(events=events.count().cast("int64"))
    blocks += _events(engine.to_arrow(by_place), places)
    if register.economy is not None:
        blocks += _economy(engine.to_arrow(register.economy), geography, places)
    return blocks


def _profiles(sites: ir.Table) -> ir.Table:
    """Establishments counted by place and by everything that a figure is broken down by."""
    return sites.group_by(
        place=place_of(sites),
        family=sites.family,
        sector=sites.sector,
        size=sites.workforce_band.fill_null(UNKNOWN),
        status=sites.status,
        location=sites.location,
        labels=sites.labels,
        sse=sites.is_sse.fill_null(False),
        stateless=sites.is_active.isnull(),
    ).aggregate(sites=sites.count().cast("int64"))


class _Sites:
    """The profiles as arrays: one entry a profile."""

    def __init__(self, profiles: pa.Table, places: Places) -> None:
        self.places = places
        self.place = places.numbers(profiles["place"])
        self.ess = profiles["sse"].to_numpy()
        self.one = profiles["sites"].to_numpy().astype(np.float64)
        self.stateless = self.one * profiles["stateless"].to_numpy()
        self.items = {name: encoded(profiles[name]) for name in ("family", "sector", "size", "status", "location")}
        self.items["total"] = ([""], np.zeros(len(self.place), np.int64))
        self.labels = encoded(profiles["labels"])
        sizes, size = self.items["size"]
        known = ess.workforce_bands()
        bands = [known.get(code) for code in sizes]
        employers = [band.is_employer if band else None for band in bands]
        employer = np.array([bool(one) for one in employers], bool)
        unbounded = np.array([bool(band and band.is_employer and band.maximum is None) for band in bands], bool)
        self.employer = self.one * employer[size]
        self.silent = self.one * np.array([one is None for one in employers], bool)[size]
        self.minimum = self.one * np.array([(band.minimum or 0) if band else 0 for band in bands])[size]
        self.maximum = self.one * np.array([(band.maximum or 0) if band else 0 for band in bands])[size]
        self.unbounded = self.one * unbounded[size]

    def workforce(self, dimension: str) -> list[Block]:
        """ess_etab, ess_employeurs and both bounds of the workforce, by one dimension."""
        items, position = self.items[dimension]
        weights = (
            self.one,
            self.stateless,
            self.employer,
            self.silent,
            self.minimum,
            self.maximum,
            self.silent + self.unbounded,
            self.unbounded,
        )
        rows, one, stateless, employer, silent, minimum, maximum, unsure, unbounded = self.places.counted(
            self.place[self.ess], position[self.ess], len(items), *(weight[self.ess] for weight in weights)
        )
        there = rows > 0
        return [
            Block("ess_etab", dimension, items, one, stateless, there),
            Block("ess_employeurs", dimension, items, employer, silent, there),
            Block("ess_effectif_min", dimension, items, minimum, silent, there),
            Block("ess_effectif_max", dimension, items, maximum, unsure, there, cut=unbounded),
        ]

    def block(self, indicator: str, dimension: str, where: Flags, *, item: str | None = None) -> Block:
        """Count the establishments of the profiles chosen by `where`; `item`: they all are of this one."""
        items, position = self.items[dimension] if item is None else ([item], np.zeros(len(self.place), np.int64))
        rows, value, unknown = self.places.counted(
            self.place[where], position[where], len(items), self.one[where], self.stateless[where]
        )
        return Block(indicator, dimension, items, value, unknown, rows > 0)


def _labelled(sites: _Sites) -> list[Block]:
    """ess_etab by label, and inclusion structures by kind: an establishment of two kinds counts in both, once in
    total."""
    texts, position = sites.labels
    borne = [set(text.split("|")) for text in texts]
    siae = {kind.lower() for kind, known in inclusion_kinds().items() if known.is_siae}

    def bearing(labels: set[str]) -> Flags:
        return np.array([bool(found & labels) for found in borne], bool)[position]

    blocks: list[Block] = []
    for label in LABELS:
        marked = bearing({label})
        blocks.append(sites.block("ess_etab", "label", marked & sites.ess, item=label))
        if label.upper() in inclusion_kinds():
            blocks.append(sites.block("siae_nb", "label", marked, item=label))
    blocks.append(sites.block("siae_nb", "total", bearing(siae)))
    return side_by_side(blocks)


def side_by_side(blocks: Iterable[Block]) -> list[Block]:
    """Put together the blocks of one indicator and dimension, whose items differ."""
    gathered: dict[tuple[str, str], list[Block]] = {}
    for block in blocks:
        gathered.setdefault((block.indicator, block.dimension), []).append(block)
    return [
        Block(
            indicator,
            dimension,
            [item for block in parts for item in block.items],
            value=np.hstack([block.value for block in parts]),
            unknown=np.hstack([block.unknown for block in parts]),
            present=np.hstack([block.present for block in parts]),
        )
        for (indicator, dimension), parts in gathered.items()
    ]


def _events(events: pa.Table, places: Places) -> list[Block]:
    kinds, kind = encoded(events["kind"])
    years, year = encoded(events["year"])
    place, weight = places.numbers(events["place"]), events["events"].to_numpy().astype(np.float64)
    blocks = []
    for number, name in enumerate(kinds):
        mine = kind == number
        _, value = places.counted(place[mine], year[mine], len(years), weight[mine])
        blocks.append(Block(name, "year", years, value, np.zeros_like(value), value > 0))
    return blocks


def _economy(economy: pa.Table, geography: pa.Table, places: Places) -> list[Block]:
    """Denominators, by today's place. A code that leads nowhere counts for France only."""
    columns = ["declared_code", "municipal_district_code", "commune_code", "departement_code"]
    place_by_code = {
        code: district or commune or (f"D{departement}" if departement else NOWHERE)
        for code, district, commune, departement in zip(*(geography[name].to_pylist() for name in columns), strict=True)
    }
    codes = economy["declared_commune_code"].to_pylist()
    place = places.numbers(pa.chunked_array([[place_by_code.get(code, NOWHERE) for code in codes]], pa.string()))
    nothing = np.zeros(len(place), np.int64)
    blocks = []
    for indicator, column in (("etab_actifs", "active"), ("employeurs_actifs", "employers")):
        rows, value = places.counted(place, nothing, 1, economy[column].to_numpy().astype(np.float64))
        blocks.append(Block(indicator, "total", [""], value, np.zeros_like(value), rows > 0))
    return blocks


def units_by_territory(register: Register, places: Places, engine: Engine) -> list[Block]:
    """Return distinct units by territory: ess_units, ess_arbitrage, esus_nb.

    A unit counts once in each territory where it has an establishment, once in France; ceased units are left out.
    Nine units in ten have one place: those are counted by the engine; the others come one by one.
    """
    units, sites = register.organizations, register.establishments
    alive = units.filter(units.is_active.fill_null(True)).select(
        "siren",
        "family",
        sse=units.is_sse.fill_null(False),
        to_settle=units.status.isin(["a_arbitrer", "conteste"]),
        esus=(ibis.literal("|") + units.labels + ibis.literal("|")).contains("|esus|"),
        stateless=units.is_active.isnull(),
    )
    alive = alive.filter(alive.sse | alive.to_settle | alive.esus)
    there = sites.select("siren", place=place_of(sites))
    spread = there.group_by("siren").aggregate(first=there.place.min(), last=there.place.max())
    known = engine.cache(alive.left_join(spread, "siren").drop("siren_right"))
    facts = ["family", "sse", "to_settle", "esus", "stateless"]
    alone = known.filter((known["first"] == known["last"]) | known["first"].isnull())
    alone = alone.group_by(*facts, place=alone["first"].fill_null(NOWHERE)).aggregate(units=alone.count().cast("int64"))
    several = known.filter(known["first"] != known["last"])
    here = engine.to_arrow(alone)
    spread_out = engine.to_arrow(
        several.select("siren", *facts).inner_join(there, "siren").select("siren", "place", *facts)
    )
    blocks = []
    for indicator, dimension, fact in (
        ("ess_units", "total", "sse"),
        ("ess_units", "family", "sse"),
        ("ess_arbitrage", "total", "to_settle"),
        ("esus_nb", "total", "esus"),
    ):
        blocks.append(_units_block(indicator, dimension, fact, here, spread_out, places))
    return blocks


def _units_block(
    indicator: str, dimension: str, fact: str, here: pa.Table, spread_out: pa.Table, places: Places
) -> Block:
    here, spread_out = here.filter(here[fact]), spread_out.filter(spread_out[fact])
    items = [""]
    if dimension != "total":
        items = sorted(set(here[dimension].to_pylist()) | set(spread_out[dimension].to_pylist()))

    def position(rows: pa.Table) -> Ints:
        if dimension == "total":
            return np.zeros(rows.num_rows, np.int64)
        texts, found = encoded(rows[dimension])
        return np.array([items.index(text) for text in texts], np.int64)[found]

    place, item = places.numbers(here["place"]), position(here)
    number = here["units"].to_numpy().astype(np.float64)
    _, value, unknown = places.counted(place, item, len(items), number, number * here["stateless"].to_numpy())
    if spread_out.num_rows:
        unit, place, item = numbered(spread_out["siren"]), places.numbers(spread_out["place"]), position(spread_out)
        value = value + places.once(unit, place, item, len(items))
        silent = spread_out["stateless"].to_numpy()
        unknown = unknown + places.once(unit[silent], place[silent], item[silent], len(items))
    return Block(indicator, dimension, items, value, unknown, value > 0)


@dataclass
class Employing:
    """What secrecy asks of the workforce broken down in one way; arrays as in Block.

    units: distinct employing units; leader: the greatest weight of one of them (essaim.rules.indicators.dominance).
    """

    items: list[str]
    units: Ints
    leader: Ints


def employing_units(register: Register, places: Places, engine: Engine) -> dict[str, Employing]:
    """Return what secrecy asks of each dimension of the workforce.

    Weights add up over the establishments of a unit, since its bounds do; an establishment without upper bound counts
    by its minimum (see `may_dominate`).
    """
    sites = register.establishments
    employers = sites.filter(sites.is_sse.fill_null(False) & sites.is_employer.fill_null(False))
    bounds = employers.select(
        "siren",
        "family",
        "sector",
        place=place_of(employers),
        low=employers.workforce_min.fill_null(0),
        high=ibis.coalesce(employers.workforce_max, employers.workforce_min, 0),
    )
    rows = engine.to_arrow(bounds)
    unit, place = numbered(rows["siren"]), places.numbers(rows["place"])
    shared = np.bincount(unit)[unit] > 1 if len(unit) else np.zeros(0, bool)
    weight = dominance(rows["low"].to_numpy(), rows["high"].to_numpy(), most_of_one_unit())
    found = {}
    for dimension in WORKFORCE_DIMENSIONS:
        items, item = ([""], np.zeros(len(unit), np.int64)) if dimension == "total" else encoded(rows[dimension])
        # A unit that employs in one establishment only needs no comparison with itself.
        (alone,) = places.counted(place[~shared], item[~shared], len(items))
        several = unit[shared], place[shared], item[shared], len(items)
        found[dimension] = Employing(
            items,
            units=alone + places.once(*several),
            leader=np.maximum(
                places.greatest(place[~shared], item[~shared], len(items), weight[~shared]),
                places.greatest_sum(*several, weight[shared]),
            ),
        )
    return found
