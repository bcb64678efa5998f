"""Projected outlines to SVG path data: whole units, relative moves, no point twice."""

from __future__ import annotations

import numpy as np
import shapely


def svg_path(shape: shapely.Geometry) -> str:
    """Path data of polygons whose coordinates are whole numbers; holes are subpaths (fill-rule evenodd)."""
    pieces: list[str] = []
    for polygon in shapely.get_parts(shape):
        for ring in shapely.get_rings(polygon):
            points = shapely.get_coordinates(ring).astype(np.int64)[:-1]
            moves = np.diff(points, axis=0)
            moves = moves[np.any(moves != 0, axis=1)]
            if len(moves) < 2:
                continue
            pieces.append(f"M{points[0, 0]} {points[0, 1]}l" + _joined(moves.ravel().tolist()) + "z")
    if not pieces:
        # Smaller than the unit: a dot is still something to see and to click.
        x, y = shapely.get_coordinates(shape)[0].astype(np.int64)
        return f"M{x - 1} {y - 1}l2 0 0 2 -2 0z".replace(" -", "-")
    return "".join(pieces)


def view_box(bounds: np.ndarray) -> str:
    """SVG viewBox ("x y width height") of bounds (left, top, right, bottom), whole units, never flat."""
    left, top = np.floor(bounds[:2]).astype(int)
    right, bottom = np.ceil(bounds[2:]).astype(int)
    return f"{left} {top} {max(right - left, 1)} {max(bottom - top, 1)}"


def _joined(numbers: list[int]) -> str:
    # A minus sign separates as well as a space does.
    return " ".join(map(str, numbers)).replace(" -", "-")
