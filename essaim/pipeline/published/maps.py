"""Maps of a release: GeoJSON files for the browser, one drawn outline per territory for pages without JavaScript."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from essaim.pipeline.joined.shapes import union
from essaim.pipeline.published.planes import METROPOLE, OVERSEAS, Plane, overseas_plane, plane_of
from essaim.pipeline.published.svg_paths import svg_paths, view_boxes
from essaim.pipeline.sources.outlines.clean import polygons

if TYPE_CHECKING:
    from essaim.pipeline.catalogue import SourceInput
    from essaim.pipeline.joined.territories import Territories

# Tolerances of the simplification, in degrees: the square root of the smallest triangle kept (Visvalingam-Whyatt).
COMMUNES, DETAILED, GENERAL = 0.003, 0.006, 0.018
_GENERAL_LEVELS = {"region", "departement", "departemental"}

OUTLINES = pa.schema(
    [
        ("territory_id", pa.string()),
        ("geojson", pa.string()),  # geometry alone, degrees WGS 84, 4 decimals at most
        ("svg_path", pa.string()),  # in units of the plane, 50 m, y downwards
        ("viewbox", pa.string()),  # "x y width height" of the path in its plane
        ("plane", pa.string()),  # metropole, or the overseas département
        ("inset", pa.string()),  # SVG transform that puts the path in the map of France; empty in the European plane
    ]
)


@dataclass
class MapsReport:
    """What was drawn. `missing`: codes of communes and arrondissements municipaux without outline."""

    missing: list[str]
    outlines: pa.Table
    files: list[Path]


@dataclass
class _Drawing:
    """Geometries in degrees by (level, code), as they will be shown."""

    shapes: dict[tuple[str, str], shapely.Geometry]
    departement_of: dict[tuple[str, str], str]  # any département of the territory: it tells the plane


def write_maps(inputs: Mapping[str, SourceInput], territories: Territories, folder: Path) -> MapsReport:
    """Write france.json, departements/<dep>.geojson and arrondissements-municipaux.geojson under `folder`.

    `inputs` only dates the files. Without outlines nothing is written and every code is missing. Borders between
    neighbours stay shared: each level is simplified as one coverage. Raises OSError (full disk).
    """
    if not territories.shapes.communes:
        return MapsReport(territories.shapes.missing, OUTLINES.empty_table(), [])
    given = inputs.get("outlines")
    credit = "Contours\u00a0: Etalab et IGN (Admin Express), Licence Ouverte 2.0"
    if given is not None and given.data_as_of is not None:
        credit += f", {given.data_as_of.isoformat()}"
    drawing, general = _draw(territories)
    names = _names(territories)
    folder.mkdir(parents=True, exist_ok=True)
    files = [_write(folder / "france.json", _features(general, names), credit)]
    by_departement: dict[str, dict[tuple[str, str], shapely.Geometry]] = defaultdict(dict)
    for key, shape in drawing.shapes.items():
        if key[0] == "commune":
            by_departement[drawing.departement_of[key]][key] = shape
    (folder / "departements").mkdir(exist_ok=True)
    for departement, shapes in sorted(by_departement.items()):
        path = folder / "departements" / f"{departement}.geojson"
        files.append(_write(path, _features(shapes, names), credit))
    districts = {key: shape for key, shape in drawing.shapes.items() if key[0] == "arrondissement_municipal"}
    files.append(_write(folder / "arrondissements-municipaux.geojson", _features(districts, names), credit))
    return MapsReport(territories.shapes.missing, _outlines(drawing), files)


def _draw(territories: Territories) -> tuple[_Drawing, dict[tuple[str, str], shapely.Geometry]]:
    """Simplify communes, dissolve them into the wider levels; also régions, départements and EPCI generalised."""
    around, shapes = territories.perimeters, territories.shapes
    codes = list(shapes.communes)
    communes = np.array(list(shapes.communes.values()), dtype=object)
    drawn: dict[tuple[str, str], shapely.Geometry] = {}
    departement_of: dict[tuple[str, str], str] = {}
    for code, shape in zip(codes, _simplified(communes, COMMUNES), strict=True):
        drawn["commune", code] = shape
        departement_of["commune", code] = around.communes[code].departement
    if shapes.districts:
        districts = np.array(list(shapes.districts.values()), dtype=object)
        for code, shape in zip(shapes.districts, _simplified(districts, COMMUNES / 3), strict=True):
            key = ("arrondissement_municipal", code)
            drawn[key] = shape
            departement_of[key] = around.communes[around.districts[code].commune].departement
    # Communes that share every wider territory become one piece: 35,000 outlines, then 2,000, are merged only once.
    pieces: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for i, code in enumerate(codes):
        c = around.communes[code]
        pieces[c.departement, c.region, c.arrondissement, c.epci, c.ept, c.ctcd].append(i)
    whole = np.array([union(communes[rows]) for rows in pieces.values()], dtype=object)
    detailed, general = _simplified(whole, DETAILED), _simplified(whole, GENERAL)
    groups = _groups(pieces)
    generalised: dict[tuple[str, str], shapely.Geometry] = {}
    known = set(territories.perimeters.groups())
    for (level, code), rows in sorted(groups.items()):
        if level != "france" and (level, code) not in known:
            continue
        coarse = level == "france" or level in _GENERAL_LEVELS
        drawn[level, code] = union((general if coarse else detailed)[rows])
        departement_of[level, code] = str(list(pieces)[rows[0]][0])
        if level in {"region", "departement", "epci"}:
            generalised[level, code] = drawn[level, code] if coarse else union(general[rows])
    return _Drawing(drawn, departement_of), generalised


def _groups(pieces: Iterable[tuple[str | None, ...]]) -> dict[tuple[str, str], list[int]]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    levels = ("departement", "region", "arrondissement", "epci", "ept", "departemental")
    for i, piece in enumerate(pieces):
        groups["france", "FRA"].append(i)
        for level, code in zip(levels, piece, strict=True):
            if code:
                groups[level, code].append(i)
    return groups


def _simplified(shapes: np.ndarray, tolerance: float) -> np.ndarray:
    return polygons(shapely.coverage_simplify(shapes, tolerance))


def _names(territories: Territories) -> dict[tuple[str, str], str]:
    table = territories.tables["territories"]
    keys = zip(table["level"].to_pylist(), table["code"].to_pylist(), strict=True)
    return dict(zip(keys, table["name"].to_pylist(), strict=True))


def _features(
    shapes: Mapping[tuple[str, str], shapely.Geometry], names: Mapping[tuple[str, str], str]
) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    return [
        ({"level": level, "code": code, "name": names[level, code]}, shape) for (level, code), shape in shapes.items()
    ]


def _write(path: Path, features: list[tuple[dict[str, Any], shapely.Geometry]], credit: str) -> Path:
    geometries = geojson(np.array([shape for _, shape in features], dtype=object), 3)
    lines = [
        f'{{"type":"Feature","properties":{json.dumps(properties, ensure_ascii=False, separators=(",", ":"))},'
        f'"geometry":{geometry}}}'
        for (properties, _), geometry in zip(features, geometries, strict=True)
    ]
    head = f'{{"type":"FeatureCollection","attribution":{json.dumps(credit, ensure_ascii=False)},"features":['
    path.write_text(head + ",\n".join(lines) + "]}\n", encoding="utf-8")
    return path


def geojson(shapes: np.ndarray, decimals: int) -> list[str]:
    """GeoJSON geometries with `decimals` decimals (3 = 100 m), valid even where rounding crosses borders."""
    rounded = polygons(shapely.transform(shapes, lambda coordinates: coordinates.round(decimals)))
    # A commune smaller than the rounding keeps its own decimals rather than vanish.
    gone = shapely.is_empty(rounded)
    rounded[gone] = shapes[gone]
    rounded = shapely.transform(rounded, lambda coordinates: coordinates.round(max(decimals, 4)))
    return list(shapely.to_geojson(rounded))


def _outlines(drawing: _Drawing) -> pa.Table:
    keys = [key for key in drawing.shapes if key[0] != "france"]
    shapes = np.array([drawing.shapes[key] for key in keys], dtype=object)
    planes = _planes(drawing)
    plane_ids = np.array([plane_of(drawing.departement_of[key]) for key in keys], dtype=object)
    projected = shapes.copy()
    for name, plane in planes.items():
        mine = plane_ids == name
        projected[mine] = shapely.transform(shapes[mine], lambda c, plane=plane: plane.project(c).round())
    rows = {
        "territory_id": [f"{level}:{code}" for level, code in keys],
        "geojson": geojson(shapes, 4),
        "svg_path": svg_paths(projected),
        "viewbox": view_boxes(shapely.bounds(projected)),
        "plane": list(plane_ids),
        "inset": [planes[name].transform for name in plane_ids],
    }
    france = _france(drawing, planes)
    for name, value in france.items():
        rows[name].append(value)
    order = np.argsort(np.array(rows["territory_id"], dtype=object))
    return pa.table({name: [values[i] for i in order] for name, values in rows.items()}, schema=OUTLINES)


def _planes(drawing: _Drawing) -> dict[str, Plane]:
    planes = {METROPOLE: Plane(METROPOLE)}
    for code in OVERSEAS:
        shape = drawing.shapes.get(("departement", code))
        if shape is not None:
            planes[code] = overseas_plane(code, *shapely.bounds(shape).tolist())
    return planes


def _france(drawing: _Drawing, planes: Mapping[str, Plane]) -> dict[str, str]:
    """France in one drawing: Europe as it is, overseas départements at the place of their insets."""
    europe = [s for (level, code), s in drawing.shapes.items() if level == "region" and not _is_overseas(drawing, code)]
    parts = [shapely.transform(union(europe), lambda c: planes[METROPOLE].project(c).round())] if europe else []
    for code in OVERSEAS:
        if code in planes:
            plane = planes[code]
            shape = drawing.shapes["departement", code]
            parts.append(shapely.transform(shape, lambda c, plane=plane: plane.in_france(plane.project(c)).round()))
    together = shapely.GeometryCollection(parts)
    return {
        "territory_id": "france:FRA",
        "geojson": geojson(np.array([drawing.shapes["france", "FRA"]], dtype=object), 3)[0],
        "svg_path": " ".join(svg_paths(np.array(parts, dtype=object))),
        "viewbox": view_boxes(shapely.bounds(together)[None, :])[0],
        "plane": METROPOLE,
        "inset": "",
    }


def _is_overseas(drawing: _Drawing, region: str) -> bool:
    return drawing.departement_of["region", region] in OVERSEAS
