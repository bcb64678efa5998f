"""Declared contracts of a territory: what its portrait says of them, and the page about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from essaim.web.contracts import buyers, comparison, counts, figures, list_page, selectors, tables
from essaim.web.contracts.asking import Asked
from essaim.web.contracts.buyer_page import SECTION, sources
from essaim.web.contracts.counts import Counted
from essaim.web.territories import maps, page_context, sentences
from essaim.web.territories.portrait import Portrait
from essaim.web.ui import french
from essaim.web.ui.components import Download, Link
from essaim.web.ui.links import link

BUYERS_SHOWN = 15
BUYERS_BESIDE = 5
LINES_SHOWN = 8
WIDER = ("departement", "region", "france")


def address(portrait: Portrait, name: str) -> str:
    """The address of a view of a territory; a perimeter made by a reader keeps its parts."""
    return maps.address(portrait, f"contracts:{name}")


def read(portrait: Portrait) -> Counted:
    """Everything counted of the buyers seated in a place."""
    if portrait.place.level == "custom":
        return counts.of_communes(portrait.release, portrait.communes)
    return counts.read(portrait.release, portrait.place.territory_id)


def beside(portrait: Portrait) -> Mapping[str, Any] | None:
    """What the portrait shows: its own authority, the figures, the main buyers; None without declared contracts."""
    release = portrait.release
    if not counts.are_published(release):
        return None
    if portrait.place.level == "custom":
        total = read(portrait).total
    else:
        total = counts.totals(release, [portrait.place.territory_id]).get(portrait.place.territory_id, counts.NONE)
    seat = buyers.seated(portrait)
    found = buyers.largest(release, seat, BUYERS_BESIDE) if total.contracts and seat.where else []
    return {
        "place": portrait.place,
        "of_place": sentences.of(portrait.place),
        "total": total,
        "figures": figures.key_figures(total, figures.as_of(release), of_buyer=False) if total.contracts else [],
        "buyers": [Link(french.typo(one.name), one.href, note=f"{french.number(one.contracts)}") for one in found],
        "href": address(portrait, "territory"),
    }


def build(portrait: Portrait) -> dict[str, Any]:
    """Return the context of contracts/territory.html. Raises NotFound when the release has no contract."""
    release, place = portrait.release, portrait.place
    buyers.need_contracts(release)
    counted = read(portrait)
    seat = buyers.seated(portrait)
    scope = selectors.of_seat(seat)
    list_href = address(portrait, "territory_contracts")
    path, extra = list_href.partition("?")[0], portrait.query
    wider = [one.territory for one in portrait.parents if one.territory.level in WIDER]
    beside_it = counts.totals(release, [one.territory_id for one in wider])
    others = [(one.name, beside_it[one.territory_id]) for one in wider if one.territory_id in beside_it]
    largest = buyers.largest(release, seat, BUYERS_SHOWN)
    is_country = place.level == "france"

    def in_division(code: str) -> str:
        return Asked(divisions=(code,)).address(path, extra)

    return {
        "place": place,
        "of_place": sentences.of(place),
        "where": sentences.where(place),
        "total": counted.total,
        "lead": lead(counted),
        "figures": figures.key_figures(counted.total, figures.as_of(release), of_buyer=False),
        "holders": figures.by_holder(counted.total, others, "ici"),
        "divisions": figures.divisions(counted, in_division),
        "by_division": figures.by_division(counted, in_division),
        "procedures": figures.by_procedure(counted),
        "years": figures.years(counted),
        "by_year": figures.by_year(counted),
        "near": figures.near(counted.total, None if is_country else selectors.distances(release, scope)),
        "amounts": figures.amounts(counted.total, selectors.set_aside(release, scope)),
        "buyers": comparison.buyers_table(
            largest, counts.totals(release, [one.scope_id for one in largest]), f"Acheteurs {sentences.of(place)}"
        ),
        "buyers_count": counted.total.buyers,
        "table": tables.contracts(
            selectors.lines(release, scope, selectors.order_of(Asked()), LINES_SHOWN),
            "Derniers marchés",
            with_buyer=True,
        ),
        "limits": figures.LIMITS,
        "list_href": list_href,
        "downloads": files(portrait),
        "sources": sources(release),
        "breadcrumb": crumbs(portrait, Link("Marchés déclarés")),
    }


def lead(counted: Counted) -> str:
    """The sentence under the title."""
    total = counted.total
    if not total.contracts:
        return (
            "Aucun acheteur de ce territoire n’a déclaré de marché dans cette édition\u00a0: cela ne "
            "prouve pas qu’il n’y en a pas."
        )
    said = (
        f"{french.number(total.buyers)} {french.plural(total.buyers, 'acheteur')} du territoire "
        f"{'ont' if total.buyers > 1 else 'a'} déclaré {french.number(total.contracts)} "
        f"{french.plural(total.contracts, 'marché')}"
    )
    if total.nothing_matched:
        return f"{said}. Aucun titulaire n’a pu être rapproché\u00a0: la part de l’ESS est inconnue, et non nulle."
    least = "au moins " if total.doubtful else ""
    return f"{said}, dont {least}{french.number(total.sse_contracts)} à l’économie sociale et solidaire."


def crumbs(portrait: Portrait, *last: Link) -> list[Link]:
    """France › … › the place › what the page is about."""
    place = portrait.place
    home = link("territories:page", place.ref) if place.level != "custom" else None
    return [*page_context.breadcrumb(portrait)[:-1], Link(place.name, home), *last]


def files(portrait: Portrait) -> list[Download]:
    """The files one can take away."""
    file_path = address(portrait, "territory_file").partition("?")[0]
    counts_href = address(portrait, "territory_counts_file")
    mark = "&" if "?" in counts_href else "?"
    return [
        Download("Indicateurs, CSV", f"{counts_href}{mark}format=csv", "pour tableur"),
        Download("Indicateurs, XLSX", f"{counts_href}{mark}format=xlsx", "classeur"),
        *[
            Download(f"Marchés, {one.label}", one.href, one.note)
            for one in list_page.downloads(Asked(), file_path, portrait.query)
        ],
    ]


def contracts(portrait: Portrait, asked: Asked) -> dict[str, Any]:
    """Return the context of the whole list of a territory."""
    buyers.need_contracts(portrait.release)
    of_place = sentences.of(portrait.place)
    home = address(portrait, "territory")
    built = list_page.build(
        portrait.release, selectors.of_seat(buyers.seated(portrait)), asked,
        path=address(portrait, "territory_contracts").partition("?")[0],
        file_path=address(portrait, "territory_file").partition("?")[0], counted=read(portrait),
        caption=f"Marchés déclarés par les acheteurs {of_place}", with_buyer=True, extra=portrait.query,
    )  # fmt: skip
    last = (Link(SECTION.label, home), Link("Liste"))
    return built | {"title": f"Marchés des acheteurs {of_place}", "home": home, "home_label": f"Marchés {of_place}",
                    "breadcrumb": crumbs(portrait, *last)}  # fmt: skip
