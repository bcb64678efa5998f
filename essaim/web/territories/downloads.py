"""The files one can take away from a portrait."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from essaim.web.territories import maps
from essaim.web.territories.portrait import Portrait
from essaim.web.ui.components import Download


def links(portrait: Portrait) -> list[Download]:
    """Return the downloads of a portrait, portrait first."""
    organizations, figures = maps.address(portrait, "organizations_file"), maps.address(portrait, "indicators_file")

    def as_format(address: str, name: str) -> str:
        return f"{address}{'&' if '?' in address else '?'}format={name}"

    return [
        Download("Portrait en PDF", maps.address(portrait, "portrait_pdf"), "4 pages"),
        Download("Carte de chiffres, SVG", maps.address(portrait, "card_svg"), "à insérer"),
        Download("Carte de chiffres, PNG", maps.address(portrait, "card_png"), "à coller"),
        Download("Indicateurs, CSV", as_format(figures, "csv"), "pour tableur"),
        Download("Indicateurs, XLSX", as_format(figures, "xlsx"), "classeur"),
        Download("Organisations, CSV", as_format(organizations, "csv"), "pour tableur"),
        Download("Organisations, XLSX", as_format(organizations, "xlsx"), "classeur"),
        Download("Organisations, GeoJSON", as_format(organizations, "geojson"), "pour carte"),
        Download("Organisations, Parquet", as_format(organizations, "parquet"), "pour analyse"),
    ]


def compare_href(portrait: Portrait) -> str:
    """The comparison of this place with its nearest wider place; empty for a perimeter made by a reader."""
    if portrait.place.level == "custom":
        return ""
    ids = [portrait.place.territory_id, *[n.territory.territory_id for n in portrait.parents[:1]]]
    return f"{reverse('territories:compare')}?{urlencode({'t': ','.join(ids)})}"
