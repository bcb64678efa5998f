"""From lines to contracts: which version of each counts, its first amount and date, its holders.

Cardinality: many lines a contract → one row a contract, one row a contract and holder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from essaim.pipeline.engine import Engine
from essaim.pipeline.joined import contract_values as values
from essaim.pipeline.joined.contract_lines import CONTRACT, PUBLICATION, other_publications

# Equal in all lines of a version, save what producers mistype: the greatest wins, on any engine.
_SAME_FOR_ALL = (
    "source", "platform", "internal_id", "object", "cpv_code", "kind", "procedure", "social", "environmental",
    "offers", "duration", "first_duration", "first_amount", "holders_declared", "modifications", "modified_on",
)  # fmt: skip
# What is kept of every line, as narrow as it can be: three million of them are in memory at once.
_KEPT = {
    "holder": "int32", "version_order": "int64", "current": "int8", "filled": "int8",
    "amount": "float64", "first_amount": "float64",
    "duration": "int16", "first_duration": "int16", "offers": "int16", "holders_declared": "int16",
    "modifications": "int16", "kind": "int8", "procedure": "int8", "social": "int8", "environmental": "int8",
    "distance": "float32", "notified_on": "date", "modified_on": "date", "published_on": "date", "object": "string",
    "internal_id": "string", "cpv_code": "string", "number_key": "string", "source": "string", "platform": "string",
}  # fmt: skip
_OF_THE_PAST = (
    "version_order", "notified_on", "published_on", "amount", "first_amount", "duration", "first_duration",
)  # fmt: skip
ON = list(CONTRACT)
_WRITTEN = ["holder_id", "holder_id_type"]


@dataclass(frozen=True)
class Versions:
    """Tables of the engine. `contracts`: one row a contract, as its last version says. `held`: one row a contract and
    holder of that version. `firsts`: first state of the contracts that have earlier versions. `sums`: amount of the
    contracts whose version declares several. `losers`: publications left out, None when there are none."""

    contracts: ir.Table
    held: ir.Table
    firsts: ir.Table
    sums: ir.Table
    losers: ir.Table | None


def versions(lines: Mapping[str, ir.Table], holders: ir.Table, engine: Engine) -> Versions:
    """Return the versions of every contract.

    `lines`: contract_lines.keyed, by source. `holders`: holder (a number of ours) by holder_id and holder_id_type.
    """
    parts = []
    for table in lines.values():
        named = table.left_join(holders, _WRITTEN)
        parts.append(named.select(*CONTRACT, **{name: named[name].cast(kind) for name, kind in _KEPT.items()}))
    everything = engine.cache(parts[0] if len(parts) == 1 else ibis.union(*parts))
    losers = other_publications(everything, engine)
    kept = everything if losers is None else everything.anti_join(losers, list(PUBLICATION))
    now, past = _now_and_past(kept, engine)
    contracts = engine.cache(
        now.group_by(*CONTRACT).aggregate(
            **{name: now[name].max() for name in _SAME_FOR_ALL},
            notified_on=now.notified_on.min(),
            last_notified_on=now.notified_on.max(),
            published_on=now.published_on.min(),
            last_published_on=now.published_on.max(),
            least_amount=now.amount.min(),
            most_amount=now.amount.max(),
        )
    )
    held = engine.cache(
        now.filter(now.holder.notnull())
        .group_by(*CONTRACT, "holder")
        .aggregate(distance=now.distance.min(), least_amount=now.amount.min(), most_amount=now.amount.max())
    )
    firsts, sums = _first_states(past, engine), _several_amounts(contracts, now, engine)
    engine.drop(everything)
    return Versions(contracts, held, firsts, sums, losers)


def _now_and_past(kept: ir.Table, engine: Engine) -> tuple[ir.Table, ir.Table]:
    """Split the lines into those of the version that counts (not computed here) and those of earlier versions.

    A source may flag its current lines; a contract without flagged line (no flag in its source, or a number shared by
    lots of which the producer flags one) is settled by the order of its versions. Nine contracts in ten have one state
    only: the few others are looked for first, and the lines are held against those alone.
    """
    states = kept.group_by(*CONTRACT).aggregate(
        first_order=kept.version_order.min(),
        last_order=kept.version_order.max(),
        least_current=kept.current.min(),
        most_current=kept.current.max(),
    )
    mixed = (states.most_current == 1) & (states.least_current != 1)
    several = states.filter(mixed | ((states.most_current != 1) & (states.first_order != states.last_order)))
    several = engine.cache(several.select(*CONTRACT, "last_order", is_flagged=several.most_current == 1))
    rows = kept.left_join(several, ON).drop("buyer_siren_right", "lot_right")
    earlier = ibis.ifelse(rows.is_flagged, rows.current != 1, rows.version_order != rows.last_order).fill_null(False)
    past = rows.filter(earlier).select(*CONTRACT, *_OF_THE_PAST)
    return rows.filter(~earlier).drop("last_order", "is_flagged"), engine.cache(past)


def _first_states(past: ir.Table, engine: Engine) -> ir.Table:
    """One row a contract that has earlier versions: what the first of them said."""
    starts = engine.cache(
        past.group_by(*CONTRACT).aggregate(
            first_order=past.version_order.min(),
            past_notified_on=past.notified_on.min(),
            past_published_on=past.published_on.min(),
        )
    )
    joined = past.inner_join(starts, ON)
    then = joined.filter(joined.version_order == joined.first_order)
    return engine.cache(
        then.group_by(*CONTRACT, "past_notified_on", "past_published_on").aggregate(
            then_amount=ibis.coalesce(then.first_amount, then.amount).max(),
            then_duration=ibis.coalesce(then.first_duration, then.duration).max(),
        )
    )


def _several_amounts(contracts: ir.Table, now: ir.Table, engine: Engine) -> ir.Table:
    """One row a contract whose version declares several amounts: their sum, and how many there are.

    A producer repeats an amount for each holder of a group, so equal amounts count once; different ones are lots under
    one number, or what each of several holders was awarded.
    """
    several = engine.cache(contracts.filter(contracts.least_amount != contracts.most_amount).select(*CONTRACT))
    parts = now.filter(now.amount.notnull()).semi_join(several, ON).select(*CONTRACT, "amount").distinct()
    fit = parts.filter(values.amount_status(parts.amount) == "ok")
    # Sums taken in another order differ beyond the cent: rounded.
    return engine.cache(
        fit.group_by(*CONTRACT).aggregate(total=fit.amount.sum().round(2), amounts_count=fit.count().cast("int64"))
    )
