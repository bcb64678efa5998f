"""The map of a place: its parts shaded by density, drawn on the server, and the addresses of the interactive one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.http import urlencode

from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import indicators, vocabulary
from essaim.web.observatory.indicators import Indicators, Value
from essaim.web.territories import addresses, selectors
from essaim.web.territories.portrait import Portrait
from essaim.web.territories.selectors import Territory
from essaim.web.ui.links import link
from essaim.web.ui.map_svg import MapFigure, Shape
from essaim.web.ui.territory_names import with_preposition

CHUNK = 900
_TRANSFORM = re.compile(r"translate\(([-\d.e+]+) ([-\d.e+]+)\) scale\(([-\d.e+]+)\)")


def shown(portrait: Portrait) -> list[Territory]:
    """The territories the map shows: the parts of the place, or it among its neighbours, or it alone."""
    return parts(portrait) or neighbours(portrait) or [portrait.place]


def neighbours(portrait: Portrait) -> list[Territory]:
    """The communes of the same intercommunalité, the districts of the same city; none for what stands alone."""
    wider = _around(portrait)
    return selectors.parts_of(portrait.release, wider) if wider is not None else []


def _around(portrait: Portrait) -> Territory | None:
    level = {"commune": "epci", "arrondissement_municipal": "commune"}.get(portrait.place.level)
    return next((n.territory for n in portrait.parents if n.territory.level == level), None)


def parts(portrait: Portrait) -> list[Territory]:
    """The level below, or the communes of a perimeter made by a reader; none for a commune without districts."""
    if portrait.place.level == "custom":
        found: list[Territory] = []
        for start in range(0, len(portrait.communes), CHUNK):
            wanted = [f"commune:{code}" for code in portrait.communes[start : start + CHUNK]]
            found += selectors.get_many(portrait.release, wanted).values()
        return sorted(found, key=lambda place: place.slug)
    return selectors.parts_of(portrait.release, portrait.place)


def figure(portrait: Portrait) -> MapFigure | None:
    """The map of the parts by density, or of the place among its neighbours; None when nothing has an outline."""
    release, here = portrait.release, portrait.place
    drawn = shown(portrait)
    keys = [place.territory_id for place in drawn]
    by_count = release.kind == "excerpt"
    figures: dict[str, Indicators] = {}
    outlines: dict[str, Mapping] = {}
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        figures.update(indicators.totals(release, some, (ids.DENSITY, ids.ESTABLISHMENTS)))
        outlines.update(selectors.drawings(release, some))
    alone = drawn == [here]
    if alone and not outlines:
        return None
    among = not alone and here in drawn
    apart = len({outline["plane"] for outline in outlines.values()}) > 1
    shapes = [
        _shape(
            place,
            figures[place.territory_id].total(ids.ESTABLISHMENTS if by_count else ids.DENSITY),
            figures[place.territory_id].total(ids.ESTABLISHMENTS),
            outlines.get(place.territory_id),
            here=here,
            apart=apart,
        )
        for place in drawn
    ]
    # An excerpt misses most establishments: a density made of it would look like one, and would not be.
    return MapFigure(
        caption=_among(portrait) if among else f"{here.name}\u00a0: où sont les établissements de l’ESS",
        value_label="Établissements de l’ESS recensés"
        if by_count
        else "Établissements de l’ESS pour 1\u202f000 habitants",
        shapes=shapes,
        unit="count" if by_count else "rate",
        decimals=0 if by_count else None,
        shape_header="Territoire" if alone else vocabulary.LEVELS[drawn[0].level],
        count_label="" if by_count else "Établissements",
        note=f"Cerclé d’un trait épais\u00a0: {here.name}." if among and here.territory_id in outlines else "",
        attribution=_attribution(portrait),
        outlines_url=address(portrait, "outlines"),
        points_url=address(portrait, "points"),
        bounds=here.bbox or "",
    )


def _among(portrait: Portrait) -> str:
    """« Lille et les communes de la Métropole Européenne de Lille »."""
    place, wider = portrait.place, _around(portrait)
    if wider is None:
        return place.name
    whose = with_preposition(wider.name, wider.tncc, "de", wider.level)
    kind = "arrondissements" if place.level == "arrondissement_municipal" else "communes"
    return f"{place.name} parmi les {kind} {whose}"


def _shape(
    place: Territory, shade: Value, count: Value, outline: Mapping | None, *, here: Territory, apart: bool
) -> Shape:
    """apart: the map holds several planes, so that those of overseas go to their insets."""
    transform = outline["inset"] if outline and apart else ""
    viewbox = outline["viewbox"] if outline else ""
    return Shape(
        code=place.code,
        name=place.name,
        path=outline["svg_path"] if outline else "",
        viewbox=moved(viewbox, transform) if transform else viewbox,
        value=shade.value,
        flag=shade.flag,
        count=count.value,
        href="" if place == here else addresses.href(place),
        transform=transform,
        here=place == here,
    )


def moved(viewbox: str, transform: str) -> str:
    """Return a box « x y width height » after « translate(x y) scale(s) ». Raises ValueError on another transform."""
    match = _TRANSFORM.fullmatch(transform)
    if match is None:
        raise ValueError(f"not a transform of the release: {transform!r}")
    dx, dy, scale = (float(part) for part in match.groups())
    x, y, width, height = (float(part) for part in viewbox.split())
    return f"{x * scale + dx:g} {y * scale + dy:g} {width * scale:g} {height * scale:g}"


def _attribution(portrait: Portrait) -> str:
    source = portrait.release.manifest.source("outlines")
    return f"Contours\u00a0: {source.title}, {source.producer}." if source and not source.missing else ""


def address(portrait: Portrait, name: str) -> str:
    """The address of another view of the same place, official or made by a reader."""
    if portrait.place.level == "custom":
        app, _, view = name.rpartition(":")
        return f"{reverse(f'{app or "territories"}:custom_{view}')}?{urlencode(portrait.query)}"
    return addresses.href(portrait.place, name)


def outlines_collection(portrait: Portrait) -> dict:
    """GeoJSON of the parts that have an outline."""
    drawn = shown(portrait)
    features = []
    for start in range(0, len(drawn), CHUNK):
        some = drawn[start : start + CHUNK]
        found = selectors.outlines(portrait.release, [place.territory_id for place in some])
        features += [
            {
                "type": "Feature",
                "properties": {"code": place.code, "name": place.name},
                "geometry": json.loads(found[place.territory_id]),
            }
            for place in some
            if place.territory_id in found
        ]
    return {"type": "FeatureCollection", "features": features}


def points_collection(rows: Sequence[Mapping], most: int) -> dict:
    """GeoJSON of located establishments; partial is true when there are more than `most`."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "name": row["name"],
                "family": row["family"],
                "href": link("observatory:organization", row["siren"]),
            },
            "geometry": {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
        }
        for row in rows
    ]
    return {"type": "FeatureCollection", "partial": len(features) >= most, "features": features}
