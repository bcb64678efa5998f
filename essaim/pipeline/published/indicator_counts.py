"""Counts by place: what is added up as it is (establishments, workforce, events), and units, once a territory."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from essaim.pipeline.engine import Engine
from essaim.pipeline.joined.organisations import Register
from essaim.pipeline.published.indicator_places import FRANCE, NOWHERE, place_of, rolled_up
from essaim.rules.nomenclatures import inclusion_kinds

KEYS = ["indicator", "dimension", "item"]
LABELS = ("aci", "ai", "ea", "eatt", "ei", "eiti", "esat", "esus", "etti", "geiq", "tiers_lieu")
UNKNOWN = "inconnu"


def sites_of(register: Register, engine: Engine) -> ir.Table:
    """The columns of the establishments that are counted, with their place; one table for all the counts."""
    rows = register.establishments
    return engine.cache(
        rows.select(
            "siren",
            "family",
            "sector",
            "status",
            "location",
            "labels",
            "is_employer",
            "workforce_min",
            "workforce_max",
            sse=rows.is_sse.fill_null(False),
            to_settle=rows.status.isin(["a_arbitrer", "conteste"]),
            place=place_of(rows),
            size=rows.workforce_band.fill_null(UNKNOWN),
            stateless=rows.is_active.isnull().cast("int64"),
        )
    )


def added_up(sites: ir.Table, register: Register, geography: ir.Table) -> ir.Table:
    """Counts that simply add up: place, indicator, dimension, item, value, unknown, cut.

    `unknown` = establishments of the cell whose figure is not known; `cut` = employers of 10,000 or more, whose
    maximum is not bounded.
    """
    ess = sites.filter(sites.sse)
    employer = ess.is_employer.fill_null(False).cast("int64")
    tables = []
    for dimension, item in (
        ("total", None),
        ("family", "family"),
        ("sector", "sector"),
        ("size", "size"),
        ("status", "status"),
        ("location", "location"),
    ):
        tables.append(_grouped(ess, "ess_etab", dimension, item, ibis.literal(1, "int64"), ess.stateless))
    for dimension, item in (("total", None), ("family", "family"), ("sector", "sector")):
        silent = ess.is_employer.isnull().cast("int64")
        unbounded = (ess.is_employer.fill_null(False) & ess.workforce_max.isnull()).cast("int64")
        tables += [
            _grouped(ess, "ess_employeurs", dimension, item, employer, silent),
            _grouped(ess, "ess_effectif_min", dimension, item, ess.workforce_min.fill_null(0), silent),
            _grouped(
                ess, "ess_effectif_max", dimension, item, ess.workforce_max.fill_null(0), silent + unbounded, unbounded
            ),
        ]
    tables += _labelled(sites)
    events = register.events
    tables.append(
        events.mutate(place=place_of(events))
        .group_by("place", indicator="kind", item=events.year.cast("string"))
        .aggregate(value=lambda t: t.count().cast("int64"))
        .mutate(dimension=ibis.literal("year"), unknown=ibis.literal(0, "int64"), cut=ibis.literal(0, "int64"))
    )
    if register.economy is not None:
        tables += _economy(register.economy, geography)
    return ibis.union(*[table.select("place", *KEYS, "value", "unknown", "cut") for table in tables])


def _grouped(
    rows: ir.Table,
    indicator: str,
    dimension: str,
    item: str | None,
    value: ir.Value,
    unknown: ir.Value,
    cut: ir.Value | None = None,
) -> ir.Table:
    zero = ibis.literal(0, "int64")
    ready = rows.select(
        "place",
        item=rows[item] if item else ibis.literal(""),
        value=value,
        unknown=unknown,
        cut=zero if cut is None else cut,
    )
    counted = ready.group_by("place", "item").aggregate(
        value=ready.value.sum().cast("int64"),
        unknown=ready.unknown.sum().cast("int64"),
        cut=ready.cut.sum().cast("int64"),
    )
    return counted.mutate(indicator=ibis.literal(indicator), dimension=ibis.literal(dimension))


def _labelled(sites: ir.Table) -> list[ir.Table]:
    """ess_etab by label, and inclusion structures by kind: an establishment of two kinds counts in both, once in
    total."""
    marked = sites.filter(sites.labels != "")
    bars = ibis.literal("|") + marked.labels + ibis.literal("|")
    siae = [kind.lower() for kind, known in inclusion_kinds().items() if known.is_siae]
    tables = []
    for label in LABELS:
        bearing = marked.filter(bars.contains(f"|{label}|"))
        one = ibis.literal(1, "int64")
        of_ess = bearing.filter(bearing.sse).mutate(label=ibis.literal(label))
        tables.append(_grouped(of_ess, "ess_etab", "label", "label", one, of_ess.stateless))
        if label.upper() in inclusion_kinds():
            every = bearing.mutate(label=ibis.literal(label))
            tables.append(_grouped(every, "siae_nb", "label", "label", one, every.stateless))
    any_siae = marked.filter(ibis.or_(*[bars.contains(f"|{label}|") for label in siae]))
    tables.append(_grouped(any_siae, "siae_nb", "total", None, ibis.literal(1, "int64"), any_siae.stateless))
    return tables


def _economy(economy: ir.Table, geography: ir.Table) -> list[ir.Table]:
    """Denominators, by today's place. A code that leads nowhere counts for France only."""
    codes = geography.select("declared_code", "municipal_district_code", "commune_code", "departement_code")
    joined = economy.left_join(codes, economy.declared_commune_code == codes.declared_code)
    placed = joined.mutate(place=place_of(joined))
    zero = ibis.literal(0, "int64")
    return [
        _grouped(placed, indicator, "total", None, placed[column], zero)
        for indicator, column in (("etab_actifs", "active"), ("employeurs_actifs", "employers"))
    ]


def units_by_territory(sites: ir.Table, register: Register, members: ir.Table, engine: Engine) -> ir.Table:
    """Distinct units by territory: territory_id, indicator, dimension, item, value, unknown, cut.

    A unit counts once in each territory where it has an establishment, once in France; ceased units are left out.
    Nine units in ten have one place: those add up; only the others are deduplicated territory by territory.
    """
    organizations = register.organizations
    alive = organizations.filter(organizations.is_active.fill_null(True)).select(
        "siren",
        "family",
        sse=organizations.is_sse.fill_null(False),
        to_settle=organizations.status.isin(["a_arbitrer", "conteste"]),
        esus=(ibis.literal("|") + organizations.labels + ibis.literal("|")).contains("|esus|"),
        stateless=organizations.is_active.isnull().cast("int64"),
    )
    alive = engine.cache(alive.filter(alive.sse | alive.to_settle | alive.esus))
    pairs = sites.select("siren", "place").distinct()
    spread = pairs.group_by("siren").aggregate(places=pairs.count(), place=pairs.place.min())
    single = alive.left_join(spread, "siren").drop("siren_right")
    single = engine.cache(single.mutate(places=single.places.fill_null(0), place=single.place.fill_null(NOWHERE)))
    alone = _unit_counts(single.filter(single.places <= 1), "place")
    several = single.filter(single.places > 1).drop("place", "places")
    there = several.inner_join(pairs, "siren").inner_join(members, [("place", "member")])
    there = there.select(*several.columns, "territory_id").distinct()
    national = several.mutate(territory_id=ibis.literal(FRANCE)).select(*there.columns)
    shared = _unit_counts(ibis.union(there, national), "territory_id")
    measures = ["value", "unknown"]
    local = rolled_up(alone, members, KEYS, measures)
    both = ibis.union(local, shared.select(*local.columns))
    total = both.group_by(["territory_id", *KEYS]).aggregate(
        value=both.value.sum().cast("int64"), unknown=both.unknown.sum().cast("int64")
    )
    return total.mutate(cut=ibis.literal(0, "int64"))


def _unit_counts(units: ir.Table, by: str) -> ir.Table:
    one = ibis.literal(1, "int64")
    tables = []
    for indicator, dimension, item, rows in (
        ("ess_units", "total", None, units.filter(units.sse)),
        ("ess_units", "family", "family", units.filter(units.sse)),
        ("ess_arbitrage", "total", None, units.filter(units.to_settle)),
        ("esus_nb", "total", None, units.filter(units.esus)),
    ):
        renamed = rows.rename(place=by) if by != "place" else rows
        counted = _grouped(renamed, indicator, dimension, item, one, renamed.stateless).drop("cut")
        tables.append(counted if by == "place" else counted.rename({by: "place"}))
    return ibis.union(*[table.select(by, *KEYS, "value", "unknown") for table in tables])


def employing_units(sites: ir.Table, members: ir.Table, engine: Engine) -> ir.Table:
    """Distinct employing units of each cell of the workforce: territory_id, dimension, item, employing."""
    rows = sites.filter(sites.sse & sites.is_employer.fill_null(False))
    cells = ibis.union(
        rows.select("siren", "place", dimension=ibis.literal("total"), item=ibis.literal("")),
        rows.select("siren", "place", dimension=ibis.literal("family"), item=rows.family),
        rows.select("siren", "place", dimension=ibis.literal("sector"), item=rows.sector),
    )
    local = cells.inner_join(members, [("place", "member")]).select("territory_id", "dimension", "item", "siren")
    national = cells.select(territory_id=ibis.literal(FRANCE), dimension="dimension", item="item", siren="siren")
    everywhere = ibis.union(local, national)
    return everywhere.group_by("territory_id", "dimension", "item").aggregate(
        employing=everywhere.siren.nunique().cast("int64")
    )
