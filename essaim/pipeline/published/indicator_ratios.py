"""Figures made of other figures: densities, shares, specificity. Unknown stays unknown; small bases give no ratio.

Arrays have one row a territory; NaN stands for a figure that is not available.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from essaim.pipeline.published.indicator_places import Ints
from essaim.rules import lookup

Numbers = npt.NDArray[np.float64]

# The law of small numbers has no date of its own; any day since the perimeter law reads the same values.
_THRESHOLDS_ON = date(2026, 1, 1)
_DECIMALS = 4
PARENT_MINIMUM = 3  # below, the parent's share rests on too few establishments


def rounded(value: Numbers) -> Numbers:
    """Round to the decimals published, halves away from zero as everybody expects (NumPy rounds them to even)."""
    scaled = value * 10.0**_DECIMALS
    whole = np.trunc(scaled)
    return np.asarray((whole + np.where(np.abs(scaled - whole) >= 0.5, np.sign(scaled), 0.0)) / 10.0**_DECIMALS)


def divided(number: Numbers, base: Numbers) -> Numbers:
    """number / base, NaN where the base is zero or unknown."""
    return np.divide(number, base, out=np.full(number.shape, np.nan), where=base > 0)


def density(number: Ints, population: Numbers) -> Numbers:
    """Per 1,000 inhabitants; NaN without a population."""
    return rounded(divided(number.astype(np.float64) * 1000, population))


def share(number: Ints, whole: Ints) -> Numbers:
    """In percent of `whole`; NaN where `whole` is below the smallest denominator that gives a ratio."""
    minimum = int(lookup.value("publication.small_numbers.min_denominator", on=_THRESHOLDS_ON))
    value = divided(number.astype(np.float64) * 100, whole.astype(np.float64))
    return rounded(np.where(whole >= minimum, value, np.nan))


def specificity(cells: Ints, totals: Ints, parent: Ints) -> Numbers:
    """A sector's share in the ESS here over its share in the parent's; NaN where there is nothing to compare.

    `cells`: establishments by territory and sector; `totals`: by territory; `parent`: row of the parent, -1 for none.
    """
    shares = divided(cells.astype(np.float64), np.broadcast_to(totals[:, None], cells.shape).astype(np.float64))
    enough = (cells[parent] >= PARENT_MINIMUM) & (parent >= 0)[:, None]
    theirs = np.where(enough, shares[parent], np.nan)
    return rounded(np.where(cells > 0, divided(shares, np.nan_to_num(theirs)), np.nan))
