"""What the template of the directory is given, and the same list as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from essaim.rules.themes import themes as known_themes
from essaim.web.members import addresses, directory
from essaim.web.members.directory import PER_PAGE, SORTS, Entry, Filters
from essaim.web.members.enums import CATEGORY_NOUNS, Category
from essaim.web.members.network_page import address_query, network_banner
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.exports.table import Cell as FileCell
from essaim.web.observatory.exports.table import Field
from essaim.web.observatory.exports.table import Table as FileTable
from essaim.web.observatory.release import Release
from essaim.web.ui import french
from essaim.web.ui.components import (
    Cell,
    Column,
    Download,
    Filter,
    FilterBar,
    Link,
    Option,
    Table,
    Tag,
    number_cell,
    paginate,
)

TONES = {
    Category.REGION: "honey", Category.OVERSEAS: "honey", Category.DEPARTEMENT: "leaf", Category.METROPOLE: "slate",
    Category.INTERMUNICIPAL: "slate", Category.COMMUNE: "brick", Category.OTHER: "",
}  # fmt: skip
FIELDS = (
    Field("siren", "SIREN"),
    Field("name", "Collectivité"),
    Field("category", "Catégorie"),
    Field("region_code", "Code de la région"),
    Field("region", "Région"),
    Field("territory_id", "Territoire"),
    Field("population", "Population", "int"),
    Field("joined_on", "Adhère depuis", "date"),
    Field("joined_on_known", "Date d’entrée connue", "bool"),
    Field("themes", "Thèmes"),
    Field("longitude", "Longitude", "float"),
    Field("latitude", "Latitude", "float"),
    Field("fictitious", "Adhésion fictive", "bool"),
)


def build(release: Release, asked: Filters, path: str) -> dict[str, Any]:
    """Return the context of members/directory.html. Raises InvalidRequest past the last page."""
    everyone = directory.entries(release, asked.on)
    found = directory.select(everyone, asked)
    pages = max(1, -(-len(found) // PER_PAGE))
    if asked.page > pages:
        raise InvalidRequest(f"Cette liste n’a que {pages} {french.plural(pages, 'page')}.", "Revenez à la première.")
    shown = found[(asked.page - 1) * PER_PAGE : asked.page * PER_PAGE]
    names = directory.region_names(release)
    return {
        "asked": asked,
        "count": len(found),
        "pages": pages,
        "bar": _bar(asked, path, directory.facets(everyone, asked), names),
        "table": table(shown, names, asked),
        "pagination": paginate(asked.page, pages, lambda number: asked.address(path, page=number)),
        "sorts": [
            Link(words, asked.address(path, sort=key, page=1), current=asked.sort == key)
            for key, words in SORTS.items()
        ],
        "downloads": _downloads(asked),
        "map_href": reverse("members:network")
        + address_query(asked.on, asked.today, asked.regions[0] if len(asked.regions) == 1 else ""),
        "region_name": names.get(asked.regions[0], "") if len(asked.regions) == 1 else "",
        "network_banner": network_banner(everyone),
    }  # fmt: skip


def table(shown: Sequence[Entry], region_names: Mapping[str, str], asked: Filters) -> Table:
    """The table of a page of the directory."""
    labels = known_themes(on=asked.today)
    columns = [Column("Collectivité"), Column("Catégorie"), Column("Région"), Column("Habitants", numeric=True),
               Column("Adhère depuis"), Column("Thèmes")]  # fmt: skip
    rows = []
    for entry in shown:
        member = entry.member
        category = Category(member.category)
        since = str(member.joined_on.year) if member.joined_on_known else f"au plus tard {member.joined_on.year}"
        rows.append(
            [
                Cell(member.name, href=addresses.member(member.siren, member.name)),
                Cell(tags=[Tag(CATEGORY_NOUNS[category][0].capitalize(), TONES[category])]),
                Cell(region_names.get(entry.region_code, french.UNKNOWN), unknown=not entry.region_code),
                number_cell(entry.population),
                Cell(since),
                Cell(_first_themes([labels[t] for t in entry.themes if t in labels])),
            ]
        )
    return Table("Adhérents", columns, rows, hide_caption=True, id="liste", empty="Aucun adhérent.")


def _first_themes(labels: Sequence[str]) -> str:
    """The first two themes, and how many others: the member's page has them all."""
    more = f", et {len(labels) - 2} {french.plural(len(labels) - 2, 'autre')}" if len(labels) > 2 else ""
    return ", ".join(labels[:2]) + more or "–"


def _bar(asked: Filters, path: str, found: Mapping[str, Mapping[str, int]], names: Mapping[str, str]) -> FilterBar:
    known: dict[str, tuple[str, Mapping[str, str]]] = {
        "categorie": ("Catégorie", dict(Category.choices)),
        "region": ("Région", names),
        "taille": ("Population", directory.size_labels()),
        "theme": ("Thème", known_themes(on=asked.today)),
    }
    shown = [
        Filter("q", "Nom", "search", value=asked.query, hint="Sans accents si vous voulez."),
        Filter("au", "Adhérents au", "date", value=asked.on.isoformat()),
    ]
    for parameter, (label, words) in known.items():
        name = directory.CHOICES[parameter]
        chosen = getattr(asked, name)
        options = [
            Option(value, text, found[name].get(value, 0), value in chosen)
            for value, text in words.items()
            if found[name].get(value) or value in chosen
        ]
        if options:
            shown.append(Filter(parameter, label, "checkbox", options, open=parameter == "categorie"))
    hidden = [("tri", asked.sort)] if asked.sort != "nom" else []
    reset = Filters(asked.today, asked.today).address(path)
    return FilterBar(path, shown, hidden, directory.active(asked, path, names), reset)


def _downloads(asked: Filters) -> list[Download]:
    path = reverse("members:directory_file")
    base = asked.address(path, page=1)
    joint = "&" if "?" in base else "?"
    kinds = [
        ("csv", "CSV", "pour tableur français"), ("csv-plain", "CSV", "virgules"), ("xlsx", "XLSX", "classeur"),
        ("geojson", "GeoJSON", "points, pour carte"), ("parquet", "Parquet", "pour analyse"),
    ]  # fmt: skip
    return [Download(label, f"{base}{joint}format={key}", note) for key, label, note in kinds]


def file_table(release: Release, asked: Filters) -> FileTable:
    """The whole list, with its filters, as a file."""
    everyone = directory.entries(release, asked.on)
    names, labels = directory.region_names(release), known_themes(on=asked.today)
    found = directory.select(everyone, asked)

    def rows() -> Iterator[tuple[FileCell, ...]]:
        for entry in found:
            member, place = entry.member, entry.authority
            yield (
                member.siren, member.name, Category(member.category).label, entry.region_code,
                names.get(entry.region_code), member.territory_id, entry.population, member.joined_on.isoformat(),
                member.joined_on_known, ", ".join(labels[t] for t in entry.themes if t in labels),
                place.longitude if place else None, place.latitude if place else None, member.fictitious,
            )  # fmt: skip

    title = f"Adhérents du réseau au {french.date_fr(asked.on)}"
    note = network_banner(everyone)
    return FileTable(
        f"essaim-adherents-{asked.on.isoformat()}", title, release, FIELDS, rows, "longitude", "latitude", note
    )
