"""Projected outlines to SVG path data: whole units, relative moves, no point twice."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import shapely


def svg_paths(shapes: np.ndarray) -> list[str]:
    """Path data of each of `shapes`, polygons whose coordinates are whole numbers.

    Holes are subpaths (fill-rule evenodd). A ring smaller than the unit is left out; a shape that has no other is a
    dot: still something to see and to click. All shapes at once, since a call per ring costs ten times the drawing.
    """
    parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    points = points.astype(np.int64)
    moves = np.diff(points, axis=0)
    # The closing point repeats the first one, "z" draws it: the move to it goes, and the one to the next ring.
    ring_of_move = ring_of_point[1:]
    last = np.append(ring_of_point[1:] != ring_of_point[:-1], True)
    drawn = np.any(moves != 0, axis=1) & ~last[1:] & ~last[:-1]
    texts = _numbers(moves[drawn])
    first = np.flatnonzero(np.append(True, ring_of_point[1:] != ring_of_point[:-1]))
    lengths = np.bincount(ring_of_move[drawn], minlength=len(rings)).tolist()
    pieces: list[list[str]] = [[] for _ in shapes]
    starts = points[first].tolist()
    owners = shape_of_part[part_of_ring].tolist()
    for (x, y), owner, length, end in zip(starts, owners, lengths, accumulate(lengths), strict=True):
        if length >= 2:
            # A minus sign separates as well as a space does.
            pieces[owner].append(f"M{x} {y}l{' '.join(texts[end - length : end]).replace(' -', '-')}z")
    return ["".join(found) or _dot(shape) for found, shape in zip(pieces, shapes, strict=True)]


def _numbers(moves: np.ndarray) -> list[str]:
    return [f"{x} {y}" for x, y in moves.tolist()]


def _dot(shape: shapely.Geometry) -> str:
    x, y = shapely.get_coordinates(shape)[0].astype(np.int64)
    return f"M{x - 1} {y - 1}l2 0 0 2 -2 0z".replace(" -", "-")


def view_boxes(bounds: np.ndarray) -> list[str]:
    """SVG viewBox ("x y width height") of each row of bounds (left, top, right, bottom), whole units, never flat."""
    low = np.floor(bounds[:, :2]).astype(int)
    size = np.maximum(np.ceil(bounds[:, 2:]).astype(int) - low, 1)
    return [
        f"{left} {top} {width} {height}"
        for (left, top), (width, height) in zip(low.tolist(), size.tolist(), strict=True)
    ]
