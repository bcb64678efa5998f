"""Every figure of every territory, with what is not known beside it. Definitions: indicators_catalogue.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.contract import table_contract
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined.organisations import Register
from essaim.pipeline.published.indicator_counts import KEYS, added_up, employing_units, sites_of, units_by_territory
from essaim.pipeline.published.indicator_places import memberships, rolled_up
from essaim.pipeline.published.indicator_ratios import densities, shares, specificity
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


def build_indicators(
    register: Register, territories: Territories, inputs: dict[str, SourceInput], engine: Engine
) -> ir.Table:
    """Return the table of the contract indicators.yaml, for every territory of every level.

    `nd` marks what a missing source or an excerpt of SIRENE makes unavailable, `s` what statistical secrecy hides.
    """
    tables = territories.tables
    members = engine.from_arrow(
        memberships(tables["territories"], tables["territory_communes"], territories.geography), "members"
    )
    places = engine.from_arrow(tables["territories"].select(["territory_id", "parent_id", "population"]), "territories")
    geography = engine.from_arrow(territories.geography, "geography")
    sites = sites_of(register, engine)
    by_place = engine.cache(added_up(sites, register, geography))
    measures = ["value", "unknown", "cut"]
    counts = ibis.union(
        rolled_up(by_place, members, KEYS, measures).select("territory_id", *KEYS, *measures),
        units_by_territory(sites, register, members, engine).select("territory_id", *KEYS, *measures),
    )
    present = engine.cache(counts)
    counted = engine.cache(ibis.union(present, _zeros(places, present)))
    secret = counted.filter(counted.indicator.isin(list(WORKFORCE)))
    plain = _as_published(counted.filter(~counted.indicator.isin(list(WORKFORCE)) & _available(counted, register)))
    hidden = kept_secret(secret, employing_units(sites, members, engine), engine)
    ratios = [densities(counted, places), specificity(counted, places)]
    if register.whole:
        ratios.append(shares(counted))
    missing = _missing(places, register)
    columns = list(table_contract("indicators").columns)
    everything = [plain, hidden, *ratios] + ([missing] if missing is not None else [])
    return ibis.union(*[table.select(*columns) for table in everything])


def _zeros(places: ir.Table, present: ir.Table) -> ir.Table:
    """Totals of the territories where nothing was counted: zero, for a count whose sources are loaded."""
    grid = ibis.union(
        *[
            places.select("territory_id", indicator=ibis.literal(name), dimension=ibis.literal("total"))
            for name in ALWAYS
        ]
    )
    totals = present.filter(present.dimension == "total").select("territory_id", "indicator")
    absent = grid.anti_join(totals, ["territory_id", "indicator"])
    zero = ibis.literal(0, "int64")
    return absent.mutate(item=ibis.literal(""), value=zero, unknown=zero, cut=zero).select(*present.columns)


def _available(counted: ir.Table, register: Register) -> ir.BooleanValue:
    return ~counted.indicator.isin(unavailable(register))


def unavailable(register: Register) -> list[str]:
    """Indicators that the sources of this register cannot give."""
    names = [] if register.whole else list(NEEDS_WHOLE_SIRENE)
    if not register.esus_loaded:
        names.append("esus_nb")
    if not register.siae_loaded:
        names.append("siae_nb")
    return names


def _missing(places: ir.Table, register: Register) -> ir.Table | None:
    names = unavailable(register)
    if not names:
        return None
    return (
        ibis.union(
            *[
                places.select(
                    "territory_id",
                    indicator=ibis.literal(name),
                    dimension=ibis.literal("total"),
                    item=ibis.literal(""),
                    value=ibis.null("float64"),
                    flag=ibis.literal("nd"),
                    unknown=ibis.literal(0, "int64"),
                )
                for name in names
            ]
        )
        if len(names) > 1
        else places.select(
            "territory_id",
            indicator=ibis.literal(names[0]),
            dimension=ibis.literal("total"),
            item=ibis.literal(""),
            value=ibis.null("float64"),
            flag=ibis.literal("nd"),
            unknown=ibis.literal(0, "int64"),
        )
    )


def _as_published(counted: ir.Table) -> ir.Table:
    # Counted over the workforce bands: with none known to employ and some unknown, 0 would say that there is none.
    unheard = (counted.indicator == "ess_employeurs") & (counted.value == 0) & (counted.unknown > 0)
    return counted.mutate(
        value=ibis.ifelse(unheard, ibis.null("float64"), counted.value.cast("float64")),
        flag=ibis.ifelse(unheard, "nd", ibis.null("string")),
    )
