"""Planes in which outlines are drawn as SVG: one for European France, one for each overseas département.

Units are 50 m, y grows downwards. European France: Lambert-93 (EPSG 2154: conformal conic, parallels 44° and 49°,
origin 46° 30' N 3° E), with the formulas of IGN's NTG 71. An overseas département: equirectangular around its own
centre, true there and within 1 % over the département. `inset` puts such a plane in the Atlantic, for maps of the whole
of France.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, log, pi, radians, sin, sqrt, tan

import numpy as np

METROPOLE = "metropole"
OVERSEAS = ("971", "972", "973", "974", "976")
_UNIT = 50.0
_NORTH = 7_200_000.0  # Lambert-93 northing of y = 0, north of Dunkerque

# GRS 80 ellipsoid and Lambert-93 constants.
_A, _E2 = 6378137.0, 0.0066943800229
_E = sqrt(_E2)
_X0, _Y0, _LON0, _LAT0 = 700_000.0, 6_600_000.0, radians(3.0), radians(46.5)
_LAT1, _LAT2 = radians(44.0), radians(49.0)

# Column of the insets, in units of the European plane: left of the Vendée, under Brittany.
_INSET_LEFT, _INSET_TOP, _INSET_WIDTH, _INSET_HEIGHT, _INSET_STEP = 1900.0, 10_900.0, 3000.0, 2200.0, 2440.0


def _isometric(latitude: float) -> float:
    sine = sin(latitude)
    return log(tan(pi / 4 + latitude / 2) * ((1 - _E * sine) / (1 + _E * sine)) ** (_E / 2))


def _normal(latitude: float) -> float:
    return _A / sqrt(1 - _E2 * sin(latitude) ** 2)


_N = log(_normal(_LAT2) * cos(_LAT2) / (_normal(_LAT1) * cos(_LAT1))) / (_isometric(_LAT1) - _isometric(_LAT2))
_C = _normal(_LAT1) * cos(_LAT1) / _N * np.exp(_N * _isometric(_LAT1))
_YS = _Y0 + _C * np.exp(-_N * _isometric(_LAT0))


def lambert93(coordinates: np.ndarray) -> np.ndarray:
    """Degrees (longitude, latitude) to Lambert-93 metres (E, N)."""
    longitude, latitude = np.radians(coordinates[:, 0]), np.radians(coordinates[:, 1])
    sine = np.sin(latitude)
    isometric = np.log(np.tan(pi / 4 + latitude / 2) * ((1 - _E * sine) / (1 + _E * sine)) ** (_E / 2))
    radius = _C * np.exp(-_N * isometric)
    angle = _N * (longitude - _LON0)
    return np.column_stack((_X0 + radius * np.sin(angle), _YS - radius * np.cos(angle)))


@dataclass(frozen=True)
class Plane:
    """A drawing plane. `scale`, `x`, `y`: what puts it in the map of France (1, 0, 0 for the European one)."""

    id: str
    longitude: float = 0.0
    latitude: float = 0.0
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def project(self, coordinates: np.ndarray) -> np.ndarray:
        """Degrees (longitude, latitude) to units of 50 m, y downwards."""
        if self.id == METROPOLE:
            metres = lambert93(coordinates)
            return np.column_stack((metres[:, 0] / _UNIT, (_NORTH - metres[:, 1]) / _UNIT))
        x = (coordinates[:, 0] - self.longitude) * cos(radians(self.latitude)) * 111_320.0 / _UNIT
        return np.column_stack((x, (self.latitude - coordinates[:, 1]) * 110_574.0 / _UNIT))

    def in_france(self, projected: np.ndarray) -> np.ndarray:
        """Units of this plane to units of the European one, at the place of the inset."""
        return projected * self.scale + np.array([self.x, self.y])

    @property
    def transform(self) -> str:
        """The same as an SVG transform; empty for the European plane."""
        return "" if self.id == METROPOLE else f"translate({self.x:g} {self.y:g}) scale({self.scale:.4g})"


def plane_of(departement: str) -> str:
    """Identifier of the plane a département is drawn in."""
    return departement if departement in OVERSEAS else METROPOLE


def overseas_plane(departement: str, west: float, south: float, east: float, north: float) -> Plane:
    """Plane of an overseas département from its bounds in degrees, with its place among the insets."""
    local = Plane(departement, (west + east) / 2, (south + north) / 2)
    (left, top), (right, bottom) = local.project(np.array([[west, north], [east, south]]))
    scale = min(_INSET_WIDTH / (right - left), _INSET_HEIGHT / (bottom - top))
    rank = OVERSEAS.index(departement)
    return Plane(
        departement,
        local.longitude,
        local.latitude,
        scale,
        _INSET_LEFT + _INSET_WIDTH / 2,
        _INSET_TOP + _INSET_HEIGHT / 2 + rank * _INSET_STEP,
    )
