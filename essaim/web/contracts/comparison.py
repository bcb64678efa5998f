"""A buyer beside those like it: counts and shares, never a ranking on amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from essaim.web.contracts import buyers, counts, words
from essaim.web.contracts.buyers import Buyer
from essaim.web.contracts.counts import NONE, Counts, middle
from essaim.web.contracts.figures import said_of_sse, share_cell
from essaim.web.observatory.release import Release
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Table, number_cell


def of_buyer(release: Release, buyer: Buyer, total: Counts) -> dict[str, Any] | None:
    """Return the table of similar buyers, this one first, and how they were chosen; None without any."""
    found, why = buyers.similar(release, buyer)
    if not found:
        return None
    totals = counts.totals(release, [one.scope_id for one in found])
    table = buyers_table(
        [buyer, *found], {**totals, buyer.scope_id: total}, "Cet acheteur et ceux qui lui ressemblent", 0
    )
    return {"table": table, "why": why, "said": _medians(total, list(totals.values()))}


def _medians(total: Counts, others: Sequence[Counts]) -> list[str]:
    """One sentence a measure that both this buyer and three others at least can say."""
    said = []
    for label, own, theirs in (
        ("Part de l’ESS", total.sse_share, [one.sse_share for one in others]),
        ("Part avec considération sociale", total.social_share, [one.social_share for one in others]),
        ("Part réservée", total.reserved_share, [one.reserved_share for one in others]),
    ):
        between = middle(theirs)
        if own is not None and between is not None:
            said.append(f"{label}\u00a0: {french.percent(own)} ici, {french.percent(between)} au milieu des autres.")
    return said


def buyers_table(
    found: Sequence[Buyer], totals: Mapping[str, Counts], caption: str, current: int | None = None
) -> Table:
    """Some buyers: how many contracts, to the ESS, reserved, with a social consideration."""
    rows = []
    for one in found:
        total = totals.get(one.scope_id, NONE)
        rows.append(
            [Cell(french.typo(one.name), href=one.href, note=words.BUYER_KINDS.get(one.kind, one.kind)),
             number_cell(one.contracts), said_of_sse(total),
             Cell("–", numeric=True) if total.nothing_matched else share_cell(total.sse_contracts, total.contracts),
             share_cell(total.social, total.social_filled), share_cell(total.reserved, total.social_filled),
             Cell(french.date_fr(one.last_notified_on, short=True), unknown=one.last_notified_on is None)]
        )  # fmt: skip
    columns = [Column("Acheteur"), Column("Marchés", numeric=True), Column("À l’ESS", numeric=True),
               Column("Part ESS", numeric=True), Column("Part sociale", numeric=True),
               Column("Part réservée", numeric=True), Column("Dernier marché")]  # fmt: skip
    return Table(
        caption, columns, rows, hide_caption=True, current=current, id="acheteurs",
        empty="Aucun acheteur de cette édition ne répond.",
    )  # fmt: skip
