"""From the official French projections to longitude and latitude, as expressions any engine evaluates.

Formulas: Lambert conformal conic and transverse Mercator on the GRS 80 ellipsoid, with Krüger's series for the inverse
conformal latitude (EPSG guidance note 7-2). RGF93, RGAF09, RGFG95, RGR92, RGM04 and WGS 84 differ by less than a metre.
"""

from __future__ import annotations

import math
from typing import Any

import ibis
import ibis.expr.types as ir

_A = 6_378_137.0
_F = 1 / 298.257222101
_E2 = _F * (2 - _F)
_E = math.sqrt(_E2)
_N3 = _F / (2 - _F)
# Six decimals of a degree = 11 cm: below what the sources hold, above what engines' trigonometry may differ by.
_DECIMALS = 6

# Central meridian of the UTM zone of each overseas code; 2154 is Lambert 93.
LAMBERT_93 = 2154
UTM = {5490: -63.0, 2972: -51.0, 2975: 57.0, 4471: 45.0, 4467: -57.0}
SOUTH = {2975, 4471}
EPSG_BY_TERRITORY = {
    "971": 5490,
    "972": 5490,
    "977": 5490,
    "978": 5490,
    "973": 2972,
    "974": 2975,
    "976": 4471,
    "975": 4467,
}
# Box of each projection, degrees (west, south, east, north): a point outside is a typing error.
BOXES = {
    2154: (-5.5, 41.2, 9.8, 51.3),
    5490: (-63.3, 14.2, -60.7, 18.3),
    2972: (-54.8, 2.0, -51.4, 6.0),
    2975: (55.1, -21.5, 55.95, -20.8),
    4471: (44.9, -13.1, 45.4, -12.5),
    4467: (-56.6, 46.6, -56.0, 47.3),
}


def epsg_of(departement_code: ir.StringValue) -> ir.IntegerValue:
    """The projection INSEE uses in a département or overseas territory."""
    return ibis.cases(*[(departement_code == code, epsg) for code, epsg in EPSG_BY_TERRITORY.items()], else_=LAMBERT_93)


def to_wgs84(x: ir.FloatingValue, y: ir.FloatingValue, code: int) -> tuple[ir.FloatingValue, ir.FloatingValue]:
    """Return (longitude, latitude) in degrees from the projection of EPSG `code`, null outside its box.

    Raises KeyError for a projection that is not in BOXES.
    """
    west, south, east, north = BOXES[code]
    lon, lat = _lambert_93(x, y) if code == LAMBERT_93 else _utm(x, y, UTM[code], south=code in SOUTH)
    inside = lon.between(west, east) & lat.between(south, north)
    unknown = ibis.null("float64")
    return ibis.ifelse(inside, lon.round(_DECIMALS), unknown), ibis.ifelse(inside, lat.round(_DECIMALS), unknown)


def _from_conformal(chi: Any) -> Any:
    """Geodetic latitude from the conformal one (radians)."""
    n = _N3
    terms = (
        2 * n - 2 / 3 * n**2 - 2 * n**3,
        7 / 3 * n**2 - 8 / 5 * n**3,
        56 / 15 * n**3,
    )
    found = chi
    for order, coefficient in enumerate(terms, start=1):
        found = found + (chi * (2 * order)).sin() * coefficient
    return found


def _lambert_93(x: Any, y: Any) -> tuple[Any, Any]:
    def isometric(latitude: float) -> float:
        s = math.sin(latitude)
        return math.atanh(s) - _E * math.atanh(_E * s)

    def m(latitude: float) -> float:
        return math.cos(latitude) / math.sqrt(1 - _E2 * math.sin(latitude) ** 2)

    first, second, origin = (math.radians(value) for value in (44.0, 49.0, 46.5))
    n = math.log(m(first) / m(second)) / (isometric(second) - isometric(first))
    c = m(first) / n * math.exp(n * isometric(first))
    rho0 = _A * c * math.exp(-n * isometric(origin))
    dx = x - 700_000.0
    dy = (y - 6_600_000.0) * -1.0 + rho0
    rho = (dx * dx + dy * dy).sqrt()
    theta = dx.atan2(dy)
    # nullif: a point at the pole of the cone has no logarithm.
    isometric_latitude = (rho.nullif(0.0) / (_A * c)).ln() * (-1 / n)
    chi = (isometric_latitude.exp()).atan() * 2 - math.pi / 2
    longitude = (theta / n).degrees() + 3.0
    return longitude, _from_conformal(chi).degrees()


def _utm(x: Any, y: Any, meridian: float, *, south: bool) -> tuple[Any, Any]:
    n = _N3
    radius = _A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    beta = (
        n / 2 - 2 / 3 * n**2 + 37 / 96 * n**3,
        n**2 / 48 + n**3 / 15,
        17 / 480 * n**3,
    )
    xi = (y - (10_000_000.0 if south else 0.0)) / (0.9996 * radius)
    eta = (x - 500_000.0) / (0.9996 * radius)
    xi0, eta0 = xi, eta
    for order, coefficient in enumerate(beta, start=1):
        angle, stretch = xi * (2 * order), eta * (2 * order)
        xi0 = xi0 - angle.sin() * _cosh(stretch) * coefficient
        eta0 = eta0 - angle.cos() * _sinh(stretch) * coefficient
    chi = (xi0.sin() / _cosh(eta0)).asin()
    longitude = (_sinh(eta0).atan2(xi0.cos())).degrees() + meridian
    return longitude, _from_conformal(chi).degrees()


def _cosh(value: Any) -> Any:
    return (value.exp() + (value * -1).exp()) / 2


def _sinh(value: Any) -> Any:
    return (value.exp() - (value * -1).exp()) / 2
