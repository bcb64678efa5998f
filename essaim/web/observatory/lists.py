"""A list of organisations put into components: filter bar, table, pages, downloads. For a place or the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from essaim.web.observatory import filters as asking
from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import organizations, tables
from essaim.web.observatory.filters import CHOICES, Filters
from essaim.web.observatory.indicators import Indicators
from essaim.web.observatory.release import Release
from essaim.web.observatory.scope import Scope
from essaim.web.ui.components import Download, Filter, FilterBar, Link, Option, paginate

HEADERS = {
    "famille": ("Famille", "family"),
    "secteur": ("Secteur", "sector"),
    "effectif": ("Effectif", "size"),
    "label": ("Label ou agrément", "label"),
    "statut": ("Statut ESS", "status"),
}


def build(
    release: Release,
    scope: Scope,
    asked: Filters,
    *,
    path: str,
    extra: Sequence[tuple[str, str]],
    file_path: str,
    counts: Indicators,
    caption: str,
) -> dict[str, Any]:
    """Return the context of a list. path: its address without query; extra: parameters to keep in every link.

    counts: the place's indicators, for the number beside each choice. Raises InvalidRequest past the last page.
    """
    page = organizations.page(release, scope, asked)
    return {
        "filters": asked,
        "page": page,
        "bar": filter_bar(asked, path, extra, counts),
        "table": tables.organizations(page.lines, caption, asked, path, extra),
        "pagination": paginate(page.number, page.pages, lambda number: asked.address(path, extra, page=number)),
        "downloads": downloads(asked, file_path, extra),
        "sorts": _sorts(asked, path, extra),
    }


def filter_bar(asked: Filters, path: str, extra: Sequence[tuple[str, str]], counts: Indicators) -> FilterBar:
    """The filters of a list, with what is chosen and how many each choice holds in the whole place."""
    shown: list[Filter] = [Filter("q", "Nom", "search", value=asked.query, hint="Accents et fautes de frappe tolérés.")]
    for parameter, name in CHOICES.items():
        label, dimension = HEADERS[parameter]
        chosen = getattr(asked, name)
        known = counts.items(ids.ESTABLISHMENTS, dimension)
        options = []
        for value, words in asking.choices(parameter).items():
            found = known.get(value)
            # What the place has none of is left out, unless it is chosen.
            if known and found is None and value not in chosen:
                continue
            number = int(found.value) if found and found.value is not None and not found.flag else None
            options.append(Option(value, words, number, value in chosen))
        if options:
            shown.append(Filter(parameter, label, "checkbox", options))
    shown.append(
        Filter(
            "employeurs", "Employeurs", "checkbox", [Option("1", "Employeurs seulement", selected=asked.employers_only)]
        )
    )
    perimeter = [
        Option("", "L’ESS seulement", selected=asked.perimeter == "ess"),
        Option("tous", "Aussi les structures écartées ou à arbitrer", selected=asked.perimeter == "tous"),
    ]
    shown.append(Filter("perimetre", "Périmètre", "radio", perimeter))
    radius = "" if asked.radius_km is None else f"{asked.radius_km:g}"
    shown.append(Filter("autour", "Autour de (code Insee d’une commune)", "search", value=asked.around))
    shown.append(Filter("rayon", "Rayon en kilomètres", "number", value=radius))
    hidden = [*extra, *([("tri", asked.sort)] if asked.sort != asking.DEFAULT_SORT else [])]
    return FilterBar(path, shown, hidden, _active(asked, path, extra), asked.__class__().address(path, extra))


def _active(asked: Filters, path: str, extra: Sequence[tuple[str, str]]) -> list[Link]:
    """Links that each take one filter away."""
    links = []
    if asked.query:
        links.append(Link(f"Nom\u00a0: {asked.query}", asked.address(path, extra, query="", page=1)))
    for parameter, name in CHOICES.items():
        words = asking.choices(parameter)
        for value in getattr(asked, name):
            links.append(Link(words[value], asked.without(parameter, value).address(path, extra)))
    if asked.employers_only:
        links.append(Link("Employeurs", asked.address(path, extra, employers_only=False, page=1)))
    if asked.perimeter != "ess":
        links.append(Link("Aussi hors ESS", asked.address(path, extra, perimeter="ess", page=1)))
    if asked.radius_km is not None:
        sort = "nom" if asked.sort == "distance" else asked.sort
        cleared = asked.address(path, extra, around="", radius_km=None, sort=sort, page=1)
        links.append(Link(f"À {asked.radius_km:g} km de {asked.around}", cleared))
    return links


def _sorts(asked: Filters, path: str, extra: Sequence[tuple[str, str]]) -> list[Link]:
    """The orders the list can take; distance only around a point."""
    return [
        Link(words, asked.address(path, extra, sort=sort, page=1), current=asked.sort == sort)
        for sort, words in asking.SORTS.items()
        if sort != "distance" or asked.radius_km is not None
    ]


def downloads(asked: Filters, file_path: str, extra: Sequence[tuple[str, str]]) -> list[Download]:
    """The same list as files, whole, with its filters."""
    whole = replace(asked, page=1)
    kinds = [
        ("csv", "CSV", "pour tableur français"),
        ("csv-plain", "CSV", "virgules"),
        ("xlsx", "XLSX", "classeur"),
        ("geojson", "GeoJSON", "pour carte"),
        ("parquet", "Parquet", "pour analyse"),
    ]
    return [Download(label, whole.address(file_path, [*extra, ("format", key)]), note) for key, label, note in kinds]
