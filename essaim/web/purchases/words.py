"""Shares and amounts in words."""

from __future__ import annotations

from essaim.web.purchases.results import LEAST_DENOMINATOR, Bounds
from essaim.web.ui import french


def euros(cents: int) -> str:
    """« 12 345 € »."""
    return french.euros(round(cents / 100))


def share(found: Bounds | None) -> str:
    """« 12,3 % », « de 12,3 à 31,0 % », « inconnu » (nothing known at all, or nothing to divide)."""
    if found is None or (found.low <= 0 and found.high >= 100):
        return french.UNKNOWN
    low, high = french.number(found.low, 1), french.percent(found.high)
    return high if low == french.number(found.high, 1) else f"de\u00a0{low} à\u00a0{high}"


def counted(part: int, unknown: int, total: int, found: Bounds | None) -> str:
    """The share of a number of suppliers; the numbers themselves when they are too few for a percentage."""
    if total >= LEAST_DENOMINATOR:
        return share(found)
    if not total or unknown == total:
        return french.UNKNOWN
    if unknown:
        return f"de\u00a0{part} à\u00a0{part + unknown} sur\u00a0{total}"
    return f"{part} sur\u00a0{total}"
