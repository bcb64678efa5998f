"""Statistical secrecy on the workforce: fewer than three units, or one that may make more than 85 %, hide a cell.

Rule of INSEE (law 51-711) applied to aggregates of SIRENE's bands: docs/reference/indicateurs.md.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from essaim.pipeline.published.indicator_places import Ints
from essaim.rules import lookup

WORKFORCE = ("ess_effectif_min", "ess_effectif_max")
_THRESHOLDS_ON = date(2026, 1, 1)


def most_of_one_unit() -> int:
    """The part of a sum that one unit may make, in percent."""
    return int(lookup.value("publication.small_numbers.max_share", on=_THRESHOLDS_ON))


def kept_secret(employing: Ints, leader: Ints, floor: Ints, dimension: str) -> npt.NDArray[np.bool_]:
    """Return which cells are hidden. Every array has one row a territory, one column an item of `dimension`, sorted.

    `employing`: distinct employing units; `leader`: the greatest weight of one of them
    (essaim.rules.indicators.dominance); `floor`: the sum of the minimums. Primary: 1 or 2 units, or one that may make
    more than its part. Secondary: when exactly one cell of a breakdown is hidden, the smallest of the others is hidden
    too (by units, then by name). The two bounds of the workforce are hidden together.
    """
    minimum = int(lookup.value("publication.small_numbers.min_units", on=_THRESHOLDS_ON))
    primary = (employing > 0) & ((employing < minimum) | (leader > most_of_one_unit() * floor))
    if dimension == "total":
        return primary
    open_cells = (employing > 0) & ~primary
    smallest = np.where(open_cells, employing, np.iinfo(np.int64).max).argmin(axis=1)
    lonely = (primary.sum(axis=1) == 1) & open_cells.any(axis=1)
    hidden = primary.copy()
    hidden[np.flatnonzero(lonely), smallest[lonely]] = True
    return hidden
