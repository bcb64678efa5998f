"""Made-up answers of the services the interface's scripts call."""

import math
from dataclasses import replace

from essaim.web.ui import samples
from essaim.web.ui.map_svg import MapFigure

PLACES = [
    {"label": "Lille", "detail": "commune, Nord", "url": "/territoires/?choix=lille"},
    {"label": "Lillers", "detail": "commune, Pas-de-Calais", "url": "/territoires/?choix=lillers"},
    {"label": "Lillebonne", "detail": "commune, Seine-Maritime", "url": "/territoires/?choix=lillebonne"},
]


def live_map() -> MapFigure:
    return replace(samples.MAP, outlines_url="/contours.geojson", points_url="/points.geojson")


def outlines() -> dict:
    """Hexagons with the codes of the sample map."""
    features = []
    for n in range(24):
        x, y = 2.5 + (n % 6) * 0.07 + (0.035 if n // 6 % 2 else 0), 50.8 - n // 6 * 0.04
        ring = [[x + 0.036 * math.sin(math.pi * k / 3), y + 0.024 * math.cos(math.pi * k / 3)] for k in range(7)]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"code": f"{n:05d}"}, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


def points() -> dict:
    """Forty organisations on a grid and twelve at one place."""
    spots = [(2.5 + (n % 8) * 0.05, 50.68 + n // 8 * 0.025) for n in range(40)] + [(2.68, 50.74)] * 12
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "name": f"Organisation {n}",
                    "href": "#",
                    "family": "association" if n % 3 else "mutual",
                },
                "geometry": {"type": "Point", "coordinates": spot},
            }
            for n, spot in enumerate(spots)
        ],
    }
