"""Outlines of today's communes, from outlines of whatever vintage, and what is measured on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import shapely

from essaim.pipeline.sources.outlines.clean import polygons

# WGS 84 ellipsoid.
_A = 6378137.0
_E2 = 0.00669437999014
_E = _E2**0.5


@dataclass
class Shapes:
    """Outlines by code (communes and arrondissements municipaux), in degrees WGS 84."""

    communes: dict[str, shapely.Geometry]
    districts: dict[str, shapely.Geometry]
    missing: list[str] = field(default_factory=list)  # current communes and districts without outline, sorted
    outdated: dict[str, list[str]] = field(default_factory=dict)  # commune drawn too large → re-created communes inside
    area: dict[str, float] = field(default_factory=dict)  # km², communes and districts
    point: dict[str, tuple[float, float]] = field(default_factory=dict)  # a point inside, degrees
    centroid: dict[str, tuple[float, float]] = field(default_factory=dict)  # degrees, may lie outside
    bounds: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)  # west, south, east, north


def union(shapes: Sequence[shapely.Geometry] | np.ndarray) -> shapely.Geometry:
    """Union of outlines that share their borders: the fast coverage algorithm, the sure one where borders cross."""
    if len(shapes) == 1:
        return shapes[0]
    try:
        merged = shapely.coverage_union_all(shapes)
    except shapely.errors.GEOSException:
        merged = shapely.union_all(shapes)
    return polygons(np.array([merged], dtype=object))[0]


def current_shapes(
    outlines: pa.Table | None,
    communes: set[str],
    districts: set[str],
    successor: Mapping[str, str],
    recreated_from: Mapping[str, set[str]],
) -> Shapes:
    """Bring outlines to today's communes.

    A merged commune's outline joins that of the commune it leads to (`successor`). A commune re-created since has its
    outline only if the file draws it as a déléguée or associée; it is then cut out of the commune that held it.
    Otherwise it is `missing`, and the commune that held it (`recreated_from`: code → codes it came out of) `outdated`.
    """
    if outlines is None or outlines.num_rows == 0:
        return Shapes({}, {}, missing=sorted(communes | districts))
    geometries = shapely.from_wkb(outlines["wkb"].to_numpy(zero_copy_only=False))
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    inner: dict[str, shapely.Geometry] = {}
    district_shapes: dict[str, shapely.Geometry] = {}
    for kind, code, shape in zip(outlines["kind"].to_pylist(), outlines["code"].to_pylist(), geometries, strict=True):
        if kind == "ARM":
            if code in districts:
                district_shapes[code] = shape
        elif kind == "COM":
            target = code if code in communes else successor.get(code)
            if target is not None:
                parts[target].append(shape)
        else:
            inner[code] = shape
    found = {code: union(shapes) for code, shapes in parts.items()}
    for code in sorted(communes - set(found)):
        if code in inner:
            for holder in recreated_from.get(code, set()) & set(found):
                found[holder] = polygons(np.array([found[holder].difference(inner[code])], dtype=object))[0]
            found[code] = inner[code]
    missing = sorted((communes - set(found)) | (districts - set(district_shapes)))
    outdated: dict[str, list[str]] = defaultdict(list)
    for code in missing:
        for holder in sorted(recreated_from.get(code, set()) & set(found)):
            outdated[holder].append(code)
    shapes = Shapes(dict(sorted(found.items())), dict(sorted(district_shapes.items())), missing, dict(outdated))
    _measure(shapes)
    return shapes


def equal_area(coordinates: np.ndarray) -> np.ndarray:
    """Project degrees WGS 84 to the cylindrical equal-area plane of the ellipsoid, in metres: areas are exact there."""
    longitude, latitude = np.radians(coordinates[:, 0]), np.radians(coordinates[:, 1])
    sine = np.sin(latitude)
    q = (1 - _E2) * (sine / (1 - _E2 * sine**2) - np.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E))
    return np.column_stack((_A * longitude, _A * q / 2))


def _measure(shapes: Shapes) -> None:
    everything = shapes.communes | shapes.districts
    codes = list(everything)
    geometries = np.array(list(everything.values()), dtype=object)
    areas = shapely.area(shapely.transform(geometries, equal_area)) / 1e6
    centroids = shapely.centroid(geometries)
    outside = ~shapely.contains_properly(geometries, centroids)
    points = centroids.copy()
    points[outside] = shapely.point_on_surface(geometries[outside])
    shapes.area = dict(zip(codes, areas.tolist(), strict=True))
    shapes.centroid = dict(zip(codes, map(tuple, shapely.get_coordinates(centroids).tolist()), strict=True))
    shapes.point = dict(zip(codes, map(tuple, shapely.get_coordinates(points).round(5).tolist()), strict=True))
    shapes.bounds = dict(zip(codes, map(tuple, shapely.bounds(geometries).tolist()), strict=True))
