"""Figures made of other figures: densities, shares, specificity. Unknown stays unknown; small bases give no ratio."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from essaim.rules import lookup

# The law of small numbers has no date of its own; any day since the perimeter law reads the same values.
_THRESHOLDS_ON = date(2026, 1, 1)
_DECIMALS = 4
PARENT_MINIMUM = 3  # below, the parent's share rests on too few establishments


def _minimum_denominator() -> int:
    return int(lookup.value("publication.small_numbers.min_denominator", on=_THRESHOLDS_ON))


def _total(counted: ir.Table, indicator: str) -> ir.Table:
    rows = counted.filter((counted.indicator == indicator) & (counted.dimension == "total"))
    return rows.select("territory_id", number=rows.value, silent=rows.unknown)


def _published(rows: ir.Table, indicator: str, value: ir.Value) -> ir.Table:
    return rows.select(
        "territory_id",
        indicator=ibis.literal(indicator),
        dimension=ibis.literal("total"),
        item=ibis.literal(""),
        value=value.round(_DECIMALS).cast("float64"),
        flag=ibis.ifelse(value.isnull(), "nd", ibis.null("string")),
        unknown=rows.silent,
    )


def densities(counted: ir.Table, places: ir.Table) -> ir.Table:
    """ess_densite and ess_densite_employeurs, per 1,000 inhabitants; null and nd without a population."""
    tables = []
    for indicator, base in (("ess_densite", "ess_etab"), ("ess_densite_employeurs", "ess_employeurs")):
        rows = _total(counted, base).inner_join(places.select("territory_id", "population"), "territory_id")
        people = rows.population.nullif(0).cast("float64")
        value = rows.number.cast("float64") * 1000 / people
        if base == "ess_employeurs":
            value = ibis.ifelse((rows.number == 0) & (rows.silent > 0), ibis.null("float64"), value)
        table = _published(rows, indicator, value)
        tables.append(table)
    return ibis.union(*tables)


def shares(counted: ir.Table) -> ir.Table:
    """ess_part_etab and ess_part_employeurs, in percent of all active establishments, or employers.

    The numerator leaves out establishments whose state nobody knows: the denominator could not hold them.
    """
    tables = []
    for indicator, base, whole in (
        ("ess_part_etab", "ess_etab", "etab_actifs"),
        ("ess_part_employeurs", "ess_employeurs", "employeurs_actifs"),
    ):
        denominator = _total(counted, whole).select("territory_id", denominator="number")
        rows = _total(counted, base).inner_join(denominator, "territory_id")
        sure = rows.number - rows.silent if base == "ess_etab" else rows.number
        enough = rows.denominator >= _minimum_denominator()
        value = ibis.ifelse(
            enough, sure.cast("float64") * 100 / rows.denominator.nullif(0).cast("float64"), ibis.null("float64")
        )
        tables.append(_published(rows, indicator, value))
    return ibis.union(*tables)


def specificity(counted: ir.Table, places: ir.Table) -> ir.Table:
    """ess_indice_specificite by sector: its share in the ESS here over the same share in the parent."""
    sectors = counted.filter((counted.indicator == "ess_etab") & (counted.dimension == "sector"))
    cells = sectors.select("territory_id", "item", number=sectors.value)
    totals = _total(counted, "ess_etab").select("territory_id", total="number")
    here = cells.inner_join(totals, "territory_id").inner_join(
        places.select("territory_id", "parent_id"), "territory_id"
    )
    parent = cells.inner_join(totals, "territory_id").select(
        up="territory_id", up_item="item", up_number="number", up_total="total"
    )
    joined = here.inner_join(parent, [here.parent_id == parent.up, here.item == parent.up_item])
    rows = joined.filter((joined.up_number >= PARENT_MINIMUM) & (joined.total > 0))
    own = rows.number.cast("float64") / rows.total.cast("float64")
    theirs = rows.up_number.cast("float64") / rows.up_total.cast("float64")
    return rows.select(
        "territory_id",
        indicator=ibis.literal("ess_indice_specificite"),
        dimension=ibis.literal("sector"),
        item=rows.item,
        value=(own / theirs).round(_DECIMALS),
        flag=ibis.null("string"),
        unknown=ibis.literal(0, "int64"),
    )
