"""What the page of the renewal radar is given: a form, the endings month by month, its feeds and files."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from essaim.web.contracts import asking, buyers, exports, places, selectors, tables, words
from essaim.web.contracts.buyer_page import SECTION
from essaim.web.observatory.exports.table import Table as FileTable
from essaim.web.observatory.release import Release
from essaim.web.procurement import radar, radar_feeds
from essaim.web.procurement.radar import QUICK, Ending
from essaim.web.procurement.radar_question import WINDOWS, Radar
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Download, Filter, FilterBar, Link, Option, Table, Tag, paginate
from essaim.web.ui.links import link

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
# A place and a kind of need, to start from.
EXAMPLES = (
    ("Dans le Nord", "territoire=departement:59"),
    ("Espaces verts en Nouvelle-Aquitaine", "territoire=region:75&division=77"),
    ("Restauration dans le Rhône", "territoire=departement:69&division=55"),
    ("Partout, dans les six mois", "periode=0-6"),
)


def build(release: Release, asked: Radar, *, path: str, today: date) -> dict[str, Any]:
    """Return the context of procurement/radar.html. Raises NotFound without contracts, InvalidRequest past the end."""
    buyers.need_contracts(release)
    found = radar.page(release, asked, today=today)
    first, last = asked.days(today)
    where = f" — {asked.place.name}" if asked.place else ""
    return {
        "asked": asked,
        "title": f"Marchés qui se terminent {asked.when}{where}",
        "first": first,
        "last": last,
        "today": today,
        "page": found,
        "months": [
            {"label": f"{MONTHS[month - 1]} {year}".capitalize(), "id": f"m{year}{month:02d}",
             "table": _table(list(some), f"Marchés qui se terminent, {MONTHS[month - 1]} {year}", asked)}
            for (year, month), some in groupby(found.endings, lambda one: (one.ends_on.year, one.ends_on.month))
        ],
        "bar": _bar(release, asked, path),
        "pagination": paginate(found.number, found.pages, lambda number: asked.address(path, page=number)),
        "caution": radar_feeds.CAUTION,
        "atom_href": asked.address(reverse("procurement:radar_atom"), page=1),
        "watch_href": watch_href(asked),
        "ical_href": asked.address(reverse("procurement:radar_ical"), page=1),
        "downloads": _downloads(asked),
        "examples": [Link(label, f"{path}?{query}") for label, query in EXAMPLES],
        "organization_href": link("observatory:organization", asked.siren) if asked.siren else "",
        "breadcrumb": [SECTION, Link("Ce qui se termine")],
    }  # fmt: skip


def watch_href(asked: Radar) -> str:
    """Where a signed-in person asks to be told of what will end in a territory; "" without territory."""
    if asked.place is None:
        return ""
    query = [("territoire", asked.place.territory_id), *(("division", one) for one in asked.divisions)]
    return f"{reverse('procurement:watch_new')}?{urlencode(query)}"


def _bar(release: Release, asked: Radar, path: str) -> FilterBar:
    place = places.written(release, asked.place)
    hint = "Nom, code postal ou code Insee. Vide\u00a0: toute la France."
    shown = [
        Filter("territoire", "Acheteurs de quel territoire\u00a0?", "search", value=place, hint=hint),
        Filter("organisation", "Pour quelle organisation de l’ESS\u00a0?", "search", value=asked.siren,
               hint="Son SIREN\u00a0: seuls restent les marchés que son activité concerne."),
        Filter("periode", "Fin théorique", "radio",
               [Option(key, said.capitalize(), selected=asked.window == key) for key, (_, _, said) in WINDOWS.items()],
               open=True),
        Filter("q", "Mots de l’objet", "search", value=asked.query),
        Filter("nature", "Nature", "checkbox",
               [Option(key, label, selected=key in asked.natures) for key, label in words.NATURES.items()]),
        Filter("division", "Objet (division CPV)", "checkbox",
               [Option(code, label, selected=code in asked.divisions)
                for code, label in asking.choices("division").items()]),
    ]  # fmt: skip
    return FilterBar(path, shown, (), _active(asked, path), path, submit="Voir ce qui se termine", title="Choisir")


def _active(asked: Radar, path: str) -> list[Link]:
    links = []
    if asked.place:
        links.append(Link(asked.place.name, asked.address(path, place=None, page=1)))
    if asked.siren:
        links.append(Link(asked.organization_name, asked.address(path, siren="", page=1)))
    if asked.query:
        links.append(Link(f"Objet\u00a0: {asked.query}", asked.address(path, query="", page=1)))
    for name, labels in (("natures", words.NATURES), ("divisions", asking.choices("division"))):
        for value in getattr(asked, name):
            kept = tuple(one for one in getattr(asked, name) if one != value)
            links.append(Link(labels[value], asked.address(path, page=1, **{name: kept})))
    return links


def _table(endings: list[Ending], caption: str, asked: Radar) -> Table:
    columns = [
        Column("Marché qui se termine"),
        Column("Fin théorique"),
        Column("Montant HT", numeric=True),
        Column("Titulaire actuel"),
        Column("Offre ESS", numeric=True),
        Column("Et ensuite"),
    ]
    return Table(caption, columns, [_row(one, asked) for one in endings], hide_caption=True)


def _row(one: Ending, asked: Radar) -> list[Cell]:
    row = one.line.row
    buyer = french.typo(one.line.buyer_name or f"{words.WITHOUT_NAME} ({row['buyer_siren']})")
    return [
        Cell(tables.subject(row), href=link("contracts:contract", row["contract_id"]),
             note=f"{buyer} · {tables.kind_note(row)}"),
        Cell(french.date_fr(one.ends_on, short=True)),
        tables.amount(row),
        Cell(tables.holder_names(one.line.holders, row["holders_declared"]), tags=tables.holder_tags(row)),
        _offer(one.offer),
        Cell("Préparer", href=prepare(one), tags=[Tag(QUICK[name], "leaf") for name in one.levers[:2]]),
    ]  # fmt: skip


def _offer(offer: radar.Offer | None) -> Cell:
    """How many could answer; « aucune connue » is said in words: a register never sees everybody."""
    if offer is None:
        return Cell(french.UNKNOWN, numeric=True, unknown=True)
    if not offer.able:
        return Cell("aucune connue", numeric=True)
    note = f"dont {french.number(offer.inclusion)} d’inclusion" if offer.inclusion else ""
    return Cell(french.number(offer.able), numeric=True, note=note)


def prepare(one: Ending) -> str:
    """The assistant on the next contract: same code, same amount, same length, in its buyer's département."""
    row = one.line.row
    asked = {"quoi": tables.subject(row)[:120]}
    if row["cpv_code"]:
        asked["cpv"] = row["cpv_code"]
    if row["amount"] is not None:
        asked["montant"] = f"{row['amount']:.0f}"
    if row["duration_months"]:
        asked["duree"] = str(row["duration_months"])
    if one.departement:
        asked["lieu"] = f"departement:{one.departement}"
    return f"{reverse('procurement:assistant')}?{urlencode(asked)}"


def _downloads(asked: Radar) -> list[Download]:
    path = asked.address(reverse("procurement:radar_file"), page=1)
    mark = "&" if "?" in path else "?"
    kinds = (("csv", "CSV", "pour tableur"), ("xlsx", "XLSX", "classeur"), ("parquet", "Parquet", "pour analyse"))
    return [Download(label, f"{path}{mark}format={key}", note) for key, label, note in kinds]


def table(release: Release, asked: Radar, *, today: date) -> FileTable:
    """The contracts of a question as a file, soonest first."""
    buyers.need_contracts(release)
    where = radar.scope(asked, today)
    return exports.of_rows(
        release,
        lambda: selectors.stream(release, where, "c.ends_on, c.contract_id"),
        file_name=f"essaim-echeances-{release.id}",
        title=f"Marchés qui se terminent {asked.when}",
    )
