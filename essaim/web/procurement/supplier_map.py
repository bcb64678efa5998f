"""Where the candidates are: communes shaded by how many each holds, and the same as points for the interactive map."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from essaim.web.observatory.release import Release
from essaim.web.procurement.need import Asked, Need
from essaim.web.procurement.sourcing import Sourcing
from essaim.web.territories import addresses, selectors
from essaim.web.ui.map_svg import MapFigure, Shape

MOST_COMMUNES = 60


def figure(release: Release, asked: Asked, need: Need, found: Sourcing) -> MapFigure | None:
    """Return the map of the communes that hold most candidates, None when nobody has a place."""
    counted = found.by_commune()
    if not counted:
        return None
    codes = [f"commune:{code}" for code, _ in counted.most_common(MOST_COMMUNES)]
    places = selectors.get_many(release, codes)
    outlines = selectors.drawings(release, codes)
    shapes = []
    for identifier in codes:
        place, outline = places.get(identifier), outlines.get(identifier)
        if place is None:
            continue
        far = bool(outline and outline["inset"])
        shapes.append(
            Shape(
                code=place.code,
                name=place.name,
                path=outline["svg_path"] if outline and not far else "",
                viewbox=outline["viewbox"] if outline and not far else "",
                value=float(counted[place.code]),
                href=addresses.href(place),
            )
        )
    source = release.manifest.source("outlines")
    note = "" if len(counted) <= MOST_COMMUNES else f"Les {MOST_COMMUNES} communes qui en comptent le plus."
    return MapFigure(
        caption=f"Où sont les candidats autour de {need.place.name}",
        value_label="Candidats, structures à interroger comprises",
        shapes=shapes,
        decimals=0,
        note=note,
        attribution=f"Contours\u00a0: {source.title}, {source.producer}." if source and not source.missing else "",
        points_url=asked.address(reverse("procurement:assistant_points")),
        bounds=need.place.bbox or "",
    )


def points(found: Sourcing) -> dict[str, Any]:
    """GeoJSON of the located candidates."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "name": each.supplier.name,
                "family": each.supplier.family,
                "href": reverse("observatory:organization", args=[each.supplier.siren]),
            },
            "geometry": {"type": "Point", "coordinates": [each.supplier.longitude, each.supplier.latitude]},
        }
        for each in found.candidates
        if each.supplier.longitude is not None
    ]
    return {"type": "FeatureCollection", "features": features}
