"""The map of members as files: PDF to print, PNG to paste, SVG to scale, GeoJSON to put elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html

from essaim.web.members import map_png, map_svg, network_page
from essaim.web.members.directory import Entry
from essaim.web.members.enums import CATEGORY_NOUNS, Category
from essaim.web.members.map_layers import MemberMap
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.release import Release
from essaim.web.ui import pdf

STYLES = {"a4": "members/map-a4.css", "a3": "members/map-a3.css"}


def as_pdf(release: Release, members: Sequence[Entry], map_: MemberMap, paper: str) -> bytes:
    """Return the map on a sheet. paper: « a4 » (portrait) or « a3 » (landscape, with the names).

    Raises InvalidRequest on another paper, CannotPrint when the server lacks Pango.
    """
    if paper not in STYLES:
        raise InvalidRequest(f"Le format «\u00a0{paper[:20]}\u00a0» n’existe pas.", "Choix\u00a0: a4, a3.")
    context = {
        "map": map_,
        "title": map_svg.title(map_),
        "drawing": map_svg.drawing(map_, links=False) if map_.drawable else "",
        "legend": network_page.legend(map_, map_.on, map_.on, ""),
        "smalls": paper == "a3" and not map_.region,
        "names": names(members) if paper == "a3" else [],
        "figure": network_page.covered(release, members, map_.region),
        "attribution": network_page.attribution(release),
        "banner": network_page.network_banner(members),
        "release": release,
    }
    return pdf.render(render_to_string("members/map_pdf.html", context), style=STYLES[paper])


def names(members: Sequence[Entry]) -> list[tuple[str, list[str]]]:
    """The names of the members by category, in the brochure's order."""
    found = []
    for category in Category:
        those = [entry.member.name for entry in members if entry.member.category == category]
        if those:
            found.append((f"{len(those)} {CATEGORY_NOUNS[category][len(those) > 1]}", those))
    return found


def as_png(release: Release, members: Sequence[Entry], map_: MemberMap) -> bytes:
    """Return the map as an image. Raises CannotPrint when the typefaces are not built."""
    return map_png.png(map_, banner=network_page.network_banner(members), attribution=network_page.attribution(release))


def as_svg(release: Release, members: Sequence[Entry], map_: MemberMap) -> str:
    """Return the drawing alone, with its banner and sources as text in it. Raises InvalidRequest without outlines."""
    if not map_.drawable:
        raise InvalidRequest("Cette édition n’a pas de contours\u00a0: rien à dessiner.", "La liste existe en CSV.")
    drawing = map_svg.drawing(map_, links=False)
    said = f"{network_page.network_banner(members)} {network_page.attribution(release)}".strip()
    x, y, width, height = map_.view
    foot = format_html(
        '<text x="{}" y="{}" font-size="{}" font-family="sans-serif" fill="#4d5566">{}</text></svg>',
        round(x + width * 0.3), round(y + height - width * 0.004), round(width / 95), said,
    )  # fmt: skip
    return drawing.removesuffix("</svg>") + foot


def as_geojson(release: Release, members: Sequence[Entry], on: date) -> dict[str, Any]:
    """Return the members as points, with what the file says of itself."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "siren": entry.member.siren,
                "name": entry.member.name,
                "category": entry.member.category,
                "territory_id": entry.member.territory_id,
                "joined_on": entry.member.joined_on.isoformat(),
                "fictitious": entry.member.fictitious,
            },
            "geometry": _point(entry),
        }
        for entry in members
    ]
    return {
        "type": "FeatureCollection",
        "on": on.isoformat(),
        "release": release.id,
        "warning": network_page.network_banner(members) or release.banner or "",
        "attribution": network_page.attribution(release),
        "features": features,
    }


def _point(entry: Entry) -> dict[str, Any] | None:
    place = entry.authority
    if place is None or place.longitude is None or place.latitude is None:
        return None
    return {"type": "Point", "coordinates": [place.longitude, place.latitude]}
