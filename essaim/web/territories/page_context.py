"""What the template of a portrait is given."""

from __future__ import annotations

from typing import Any

from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import organizations, sources, tables, vocabulary
from essaim.web.territories import addresses, beside, custom, downloads, json_ld, maps, presentation, sentences
from essaim.web.territories.portrait import Portrait
from essaim.web.ui.components import Link

LINES_SHOWN = 12


def build(portrait: Portrait) -> dict[str, Any]:
    """Return the context of territories/page.html."""
    place, release = portrait.place, portrait.release
    list_href = maps.address(portrait, "organizations")
    lines = organizations.first(release, portrait.scope, LINES_SHOWN)
    sectors_here = presentation.bars(portrait, "sector", "Établissements par secteur", "Secteur", list_href, "secteur")
    return {
        "place": place,
        "portrait": portrait,
        "breadcrumb": breadcrumb(portrait),
        "of_place": sentences.of(place),
        "headline": sentences.headline(portrait),
        "figures": presentation.key_figures(portrait),
        "comparison": presentation.comparison(portrait),
        "families": presentation.bars(
            portrait, "family", "Établissements par famille", "Famille", list_href, "famille"
        ),
        "sectors": sectors_here,
        "sizes": presentation.bars(portrait, "size", "Établissements par effectif", "Tranche", list_href, "effectif"),
        "labels": presentation.counts_table(portrait, "label", "Labels et agréments", "Label", list_href, "label"),
        "statuses": presentation.counts_table(portrait, "status", "Solidité du statut", "Statut", list_href, "statut"),
        "years": presentation.years(portrait),
        "map": maps.figure(portrait),
        "table": tables.organizations(lines, f"Les premières organisations {sentences.of(place)}"),
        "lines_count": portrait.figures.number(ids.ESTABLISHMENTS),
        "list_href": list_href,
        "similar": presentation.similar_table(portrait) if portrait.similar else None,
        "criteria": presentation.criteria(portrait),
        "sources": sources.summary(release),
        "level_name": vocabulary.LEVELS[place.level],
        "downloads": downloads.links(portrait),
        "pdf_href": maps.address(portrait, "portrait_pdf"),
        "compare_href": downloads.compare_href(portrait),
        "edit_href": _edit_href(portrait),
        "structured_data": json_ld.place(portrait),
        "beside": beside.blocks(portrait),
    }


def _edit_href(portrait: Portrait) -> str:
    """Where a reader changes a perimeter; empty for an official place."""
    asked = dict(portrait.query)
    return custom.address("territories:composer", [asked["parts"]], asked.get("nom", "")) if asked else ""


def breadcrumb(portrait: Portrait) -> list[Link]:
    """France › région › département › intercommunalité › the place."""
    wider = [Link(n.territory.name, addresses.href(n.territory)) for n in reversed(portrait.parents)]
    return [*wider, Link(portrait.place.name)]
