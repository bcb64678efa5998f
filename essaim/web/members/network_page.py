"""The page of the network: its map on a day, its counts, the people it reaches, its growth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from essaim.web.members import contributions, coverage, demonstration, directory, map_layers, map_svg, selectors
from essaim.web.members.directory import Entry
from essaim.web.members.enums import CATEGORY_NOUNS, Category
from essaim.web.members.map_layers import MemberMap
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.release import Release
from essaim.web.ui import french
from essaim.web.ui.charts import ColumnChart, Series
from essaim.web.ui.components import Cell, Column, Download, Figure, Link, Table, number_cell

YEARS_SHOWN = 20


def asked_day_and_region(query: Any, release: Release, today: date) -> tuple[date, str]:
    """Read « au » and « region » of an address. Raises InvalidRequest, in French."""
    on = directory.day(query.get("au", "").strip(), today)
    region = query.get("region", "").strip()
    if region and region not in directory.region_names(release):
        raise InvalidRequest(f"La région «\u00a0{region[:20]}\u00a0» n’existe pas.", "Choisissez-la dans la liste.")
    return on, region


def members_and_map(release: Release, on: date, region: str) -> tuple[list[Entry], MemberMap]:
    """Return the members of a day, of one region if any, and their map."""
    members = [one for one in directory.entries(release, on) if region in ("", one.region_code)]
    name = directory.region_names(release).get(region, "")
    return members, map_layers.build(release, members, on, region_code=region, region=name)


def build(release: Release, *, on: date, today: date, region: str) -> dict[str, Any]:
    """Return the context of members/network.html."""
    members, map_ = members_and_map(release, on, region)
    names = directory.region_names(release)
    query = address_query(on, today, region)
    return {
        "map": map_,
        "title": map_svg.title(map_),
        "on": on,
        "today": today,
        "region": region,
        "region_name": names.get(region, ""),
        "region_options": names.items(),
        "drawing": map_svg.drawing(map_) if map_.drawable else "",
        "legend": legend(map_, on, today, region),
        "coverage": covered(release, members, region),
        "coverage_table": coverage_table(release, members),
        "growth": growth(release, today, region),
        "contributions": contributions.of_region(region, today),
        "unknown_since": sum(1 for one in members if not one.member.joined_on_known),
        "undrawn": [name for layer in map_.layers for name in layer.undrawn],
        "directory_href": directory_href(on, today, region),
        "downloads": downloads(query),
        "embed_href": f"{reverse('members:embed')}{query}",
        "days": notable_days(today),
        "attribution": attribution(release),
        "network_banner": network_banner(members),
    }


def network_banner(members: Sequence[Entry]) -> str:
    """The sentence that every page, export and print carries when some of the memberships it shows are fictitious."""
    return demonstration.BANNER if any(one.member.fictitious for one in members) else ""


def legend(map_: MemberMap, on: date, today: date, region: str) -> list[dict[str, Any]]:
    """One line a category, in the brochure's order: sign, count, words, and the list it stands for."""
    layers = {layer.category: layer for layer in map_.layers}
    found = []
    for category in Category:
        if (layer := layers.get(category)) is None:
            continue
        found.append(
            {
                "category": category,
                "swatch": map_svg.swatch(category),
                "count": layer.count,
                "noun": CATEGORY_NOUNS[category][layer.count > 1],
                "note": NOTES.get(category, "") if not region and not map_.region else "",
                "href": directory_href(on, today, region, category),
                "small": map_svg.small(map_, category) if map_.drawable and not region else "",
            }
        )
    return found


NOTES = {
    Category.DEPARTEMENT: "Paris compris",
    Category.METROPOLE: "Lyon comprise",
    Category.INTERMUNICIPAL: "établissements publics territoriaux compris",
}


def covered(release: Release, members: Sequence[Entry], region: str) -> Figure:
    """The population of the perimeter of at least one member, each inhabitant counted once."""
    found = coverage.of(release, members)
    source = release.manifest.source("populations")
    share = []
    if not region and found.everyone:
        share = [f"{french.percent(100 * found.once.population / found.everyone, 0)} des habitants de la France"]
    if found.unplaced:
        noun = french.plural(found.unplaced, "adhérent")
        share.append(f"{french.number(found.unplaced)} {noun} sans périmètre connu dans cette édition")
    return Figure(
        french.plural(found.once.population, "habitant") + " dans le périmètre d’au moins un adhérent",
        found.once.population,
        comparisons=share,
        source="Populations municipales, Insee",
        date=source.data_as_of if source else None,
        note="population d’aujourd’hui, quelle que soit la date de la carte",
        definition="Chaque commune compte une seule fois, même si sa région, son département, son intercommunalité et "
        "elle-même adhèrent.",
    )


def coverage_table(release: Release, members: Sequence[Entry]) -> Table:
    """The population of each level alone; its lines overlap, and the last is not their sum."""
    found = coverage.of(release, members)
    rows = [
        [
            Cell(Category(category).label),
            number_cell(reach.population),
            number_cell(100 * reach.population / found.everyone if found.everyone else None, "percent", 1),
            number_cell(reach.communes),
        ]
        for category, reach in found.by_category.items()
    ]
    once = [
        Cell("Ensemble, chaque habitant compté une fois"),
        number_cell(found.once.population),
        number_cell(100 * found.once.population / found.everyone if found.everyone else None, "percent", 1),
        number_cell(found.once.communes),
    ]
    columns = [
        Column("Échelon"),
        Column("Habitants", True),
        Column("Part de la France", True),
        Column("Communes", True),
    ]
    return Table(
        "Population couverte, échelon par échelon", columns, [*rows, once] if rows else [], current=len(rows),
        note="Les échelons se recouvrent\u00a0: leur somme ne veut rien dire.", empty="Aucun adhérent à cette date.",
    )  # fmt: skip


def growth(release: Release, today: date, region: str) -> ColumnChart | None:
    """Members at the end of each year, and today; None when there never was any."""
    stays = [
        stay for stay in selectors.stays()
        if not region or directory.region_of(release, stay.siren, stay.territory_id, stay.heir_territory_id) == region
    ]  # fmt: skip
    if not stays:
        return None
    first = max(min(stay.joined_on for stay in stays).year, today.year - YEARS_SHOWN + 1)
    days = [date(year, 12, 31) for year in range(first, today.year)] + [today]
    values = [sum(1 for s in stays if s.joined_on <= day and (s.left_on is None or day < s.left_on)) for day in days]
    return ColumnChart(
        caption="Adhérents au 31 décembre de chaque année",
        categories=[str(day.year) for day in days],
        series=[Series("Adhérents", values, "honey")],
        note=f"{today.year}\u00a0: au {french.date_fr(today)}.",
        id="croissance",
    )


def address_query(on: date, today: date, region: str) -> str:
    """« ?au=2025-08-26&region=32 », or nothing for today and the whole of France."""
    pairs = [("au", on.isoformat())] if on != today else []
    pairs += [("region", region)] if region else []
    return f"?{urlencode(pairs)}" if pairs else ""


def directory_href(on: date, today: date, region: str, category: str = "") -> str:
    """The list of the members that the map shows."""
    asked = directory.Filters(
        on, today, regions=(region,) if region else (), categories=(category,) if category else ()
    )
    return asked.address(reverse("members:directory"))


def downloads(query: str) -> list[Download]:
    """The map to print and to paste, and its data."""
    joint = "&" if query else "?"
    pdf, png = reverse("members:map_pdf"), reverse("members:map_png")
    return [
        Download("PDF, A4", f"{pdf}{query}", "à imprimer, portrait"),
        Download("PDF, A3", f"{pdf}{query}{joint}format=a3", "avec la liste des noms, paysage"),
        Download("PNG", f"{png}{query}", "image de 2\u202f480 × 3\u202f508 points"),
        Download("SVG", f"{reverse('members:map_svg')}{query}", "image à redimensionner"),
        Download("GeoJSON", f"{reverse('members:map_geojson')}{query}", "pour carte"),
    ]


def notable_days(today: date) -> list[Link]:
    """The day of the brochure's map, and today: two links to begin with."""
    base = reverse("members:network")
    return [
        Link(french.date_fr(demonstration.MAP_DAY), f"{base}?au={demonstration.MAP_DAY.isoformat()}"),
        Link("aujourd’hui", base),
    ]


def attribution(release: Release) -> str:
    """Where outlines and populations come from."""
    said = []
    for identifier in ("outlines", "populations"):
        source = release.manifest.source(identifier)
        if source and not source.missing:
            said.append(f"{source.title}, {source.producer}")
    return " · ".join(said)
