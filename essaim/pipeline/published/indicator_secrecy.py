"""Statistical secrecy on the workforce: a cell made of fewer than three units is hidden, and cannot be deduced.

Rule of INSEE (law 51-711) applied to aggregates of SIRENE's bands: docs/reference/indicateurs.md.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from essaim.pipeline.engine import Engine
from essaim.rules import lookup

WORKFORCE = ("ess_effectif_min", "ess_effectif_max")
_THRESHOLDS_ON = date(2026, 1, 1)


def kept_secret(counted: ir.Table, employing: ir.Table, engine: Engine) -> ir.Table:
    """Return the workforce rows ready to publish: territory_id, indicator, dimension, item, value, flag, unknown.

    `employing`: distinct employing units of each cell. Primary: 1 or 2 units → s. Secondary: when exactly one cell of a
    breakdown is hidden, the smallest of the others is hidden too (by units, then by name). The two bounds are hidden
    together. A maximum that holds an employer of band 53 (no upper bound) is unknown.
    """
    minimum = int(lookup.value("publication.small_numbers.min_units", on=_THRESHOLDS_ON))
    few = employing.mutate(primary=employing.employing < minimum)
    window = {"group_by": ["territory_id", "dimension"]}
    ranked = few.mutate(
        hidden_cells=few.primary.cast("int64").sum().over(**window),
        place=ibis.row_number().over(
            group_by=["territory_id", "dimension"], order_by=[ibis.asc("primary"), "employing", "item"]
        ),
    )
    masked = ranked.mutate(
        masked=ranked.primary | ((ranked.hidden_cells == 1) & (ranked.place == 0) & (ranked.dimension != "total"))
    )
    hidden = engine.cache(
        masked.filter(masked.masked).select(
            hidden_territory="territory_id", hidden_dimension="dimension", hidden_item="item"
        )
    )
    joined = counted.left_join(
        hidden,
        [
            counted.territory_id == hidden.hidden_territory,
            counted.dimension == hidden.hidden_dimension,
            counted.item == hidden.hidden_item,
        ],
    )
    secret = joined.hidden_territory.notnull()
    unbounded = (joined.indicator == "ess_effectif_max") & (joined.cut > 0)
    unheard = (joined.value == 0) & (joined.unknown > 0)  # nobody known to work there, nor known not to
    return joined.select(
        "territory_id",
        "indicator",
        "dimension",
        "item",
        value=ibis.ifelse(secret | unbounded | unheard, ibis.null("float64"), joined.value.cast("float64")),
        # The widest band has no upper bound, and a sum of nothing but unknowns is not zero: neither is available.
        flag=ibis.cases((secret, "s"), (unbounded | unheard, "nd"), else_=ibis.null("string")),
        unknown=joined.unknown,
    )
