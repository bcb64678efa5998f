"""Territories that look alike: the ten nearest of the same level on population, density and number of communes.

The ESS profile is not a criterion: comparing what looks alike on it would be circular.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

NEAREST = 10
CRITERIA = ("population", "density", "communes_count")
_LEAF = 128
_TIES = 6
SCHEMA = pa.schema(
    [
        ("territory_id", pa.string()),
        ("rank", pa.int64()),
        ("similar_id", pa.string()),
        ("distance", pa.float64()),
        ("criteria", pa.string()),
    ]
)


def similar_territories(territories: pa.Table) -> pa.Table:
    """Return up to ten similar territories for each, level by level (table similar_territories).

    Criteria are the logarithms of population (at least 1), density and number of communes, each standardised over its
    level; one that is the same for all is dropped. A territory that lacks a criterion is compared on the others, with
    all; it is proposed to the others only where the level has no criterion it lacks. Ties: the lower identifier first.
    """
    levels = np.array(territories["level"].to_pylist(), dtype=object)
    ids = np.array(territories["territory_id"].to_pylist(), dtype=object)
    values = np.column_stack([_logarithms(territories[name]) for name in CRITERIA])
    parts = []
    for level in sorted(set(levels) - {"france"}):
        rows = np.flatnonzero(levels == level)
        rows = rows[np.argsort(ids[rows])]
        parts.append(_one_level(ids[rows], values[rows]))
    return pa.concat_tables(parts).sort_by([("territory_id", "ascending"), ("rank", "ascending")])


def _logarithms(column: pa.ChunkedArray) -> np.ndarray:
    values = np.array([np.nan if value is None else float(value) for value in column.to_pylist()])
    # Six communes have had no inhabitant since 1916: one is the smallest population that has a logarithm.
    return np.log(np.where(values <= 0, np.where(np.isnan(values), np.nan, _floor(values)), values))


def _floor(values: np.ndarray) -> float:
    positive = values[values > 0]
    return float(min(1.0, positive.min())) if len(positive) else 1.0


def _one_level(ids: np.ndarray, values: np.ndarray) -> pa.Table:
    known = [i for i in range(len(CRITERIA)) if _varies(values[:, i])]
    values = values[:, known]
    if known:
        values = (values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0)
    complete = ~np.isnan(values).any(axis=1)
    near = np.full((len(ids), NEAREST), -1, dtype=np.int64)
    distance = np.full((len(ids), NEAREST), np.nan)
    used = np.zeros((len(ids), len(known)), dtype=bool)
    if known:
        whole = np.flatnonzero(complete)
        found, lengths = nearest(values[whole], NEAREST)
        width = found.shape[1]
        near[whole, :width] = np.where(found >= 0, whole[found], -1) if len(whole) else found
        distance[whole, :width] = lengths
        used[whole] = True
        for i in np.flatnonzero(~complete):
            mine = ~np.isnan(values[i])
            if not mine.any():
                continue
            others = np.flatnonzero(~np.isnan(values[:, mine]).any(axis=1) & (np.arange(len(ids)) != i))
            lengths_i = np.sqrt(((values[others][:, mine] - values[i, mine]) ** 2).sum(axis=1))
            order = np.lexsort((others, lengths_i))[:NEAREST]
            near[i, : len(order)] = others[order]
            distance[i, : len(order)] = lengths_i[order]
            used[i] = mine
    names = [CRITERIA[i] for i in known]
    labels = np.array(
        ["|".join(name for name, kept in zip(names, row, strict=True) if kept) for row in used], dtype=object
    )
    row, rank = np.nonzero(near >= 0)
    return pa.table(
        {
            "territory_id": ids[row],
            "rank": rank + 1,
            "similar_id": ids[near[row, rank]],
            "distance": distance[row, rank].round(6),
            "criteria": labels[row],
        },
        schema=SCHEMA,
    )


def _varies(values: np.ndarray) -> bool:
    known = values[~np.isnan(values)]
    return len(known) > 1 and float(known.std()) > 1e-9


def nearest(points: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of the `count` nearest others of each point and their distances; -1 and NaN if fewer.

    Exact. Points are cut into leaves (k-d tree); a leaf only looks at the leaves whose box is nearer than its worst
    current neighbour: 35,000 communes take a second where all pairs would take minutes. Ties: the lower row first.
    """
    number = len(points)
    rows = np.full((number, min(count, max(number - 1, 0))), -1, dtype=np.int64)
    lengths = np.full(rows.shape, np.nan)
    if rows.shape[1] == 0:
        return rows, lengths
    leaves = _leaves(points, np.arange(number))
    low = np.array([points[leaf].min(axis=0) for leaf in leaves])
    high = np.array([points[leaf].max(axis=0) for leaf in leaves])
    for i, leaf in enumerate(leaves):
        gap = np.maximum(0, np.maximum(low - high[i], low[i] - high))
        away = np.sqrt((gap**2).sum(axis=1))
        near_leaves = np.argsort(away, kind="stable")
        enough = int(np.searchsorted(np.cumsum([len(leaves[j]) for j in near_leaves]), count + 1)) + 1
        _, first = _search(
            points, leaf, np.sort(np.concatenate([leaves[j] for j in near_leaves[:enough]])), rows.shape[1]
        )
        within = np.flatnonzero(away <= np.nanmax(first[:, -1]) + 1e-12)
        candidates = np.sort(np.concatenate([leaves[j] for j in within]))
        rows[leaf], lengths[leaf] = _search(points, leaf, candidates, rows.shape[1])
    return rows, lengths


def _leaves(points: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    if len(rows) <= _LEAF:
        return [rows]
    spread = np.ptp(points[rows], axis=0)
    ordered = rows[np.argsort(points[rows, int(np.argmax(spread))], kind="stable")]
    middle = len(ordered) // 2
    return _leaves(points, ordered[:middle]) + _leaves(points, ordered[middle:])


def _search(points: np.ndarray, leaf: np.ndarray, candidates: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Nearest `count` of `candidates` (sorted by row) for each point of a leaf, all points at once."""
    squares = np.zeros((len(leaf), len(candidates)))
    for axis in range(points.shape[1]):
        squares += (points[leaf, axis][:, None] - points[candidates, axis][None, :]) ** 2
    squares[leaf[:, None] == candidates[None, :]] = np.inf
    # A few more than asked, so that those at the same distance as the last are there; in the order of their rows, so
    # that a stable sort settles ties on the lower one.
    width = min(count + _TIES, len(candidates))
    chosen = np.sort(np.argpartition(squares, width - 1, axis=1)[:, :width], axis=1)
    values = np.take_along_axis(squares, chosen, axis=1)
    order = np.argsort(values, axis=1, kind="stable")[:, :count]
    found = candidates[np.take_along_axis(chosen, order, axis=1)]
    lengths = np.take_along_axis(values, order, axis=1)
    # Where even the spare ones are at that distance, others may be left out that have a lower row.
    for k in np.flatnonzero((values <= lengths[:, -1:]).all(axis=1)) if width < len(candidates) else ():
        best = np.flatnonzero(squares[k] <= lengths[k, -1])
        best = best[np.argsort(squares[k, best], kind="stable")][:count]
        found[k], lengths[k] = candidates[best], squares[k, best]
    return found, np.sqrt(lengths)
