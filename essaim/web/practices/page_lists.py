"""The latest experiences, for the pages of the editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from essaim.web.practices import list_context, selectors
from essaim.web.practices.enums import Facet
from essaim.web.ui.listing import Asked, PageList


def latest(asked: Asked) -> Mapping[str, Any] | None:
    """The latest public experiences, of a theme or of a region when asked; None when there is none."""
    chosen = {Facet.THEME: asked.theme, Facet.REGION: asked.region_code}
    asked_for = selectors.Asked({facet.value: (value,) for facet, value in chosen.items() if value})
    found = selectors.selected(asked_for)[: asked.limit]
    return {"cards": list_context.cards(found, on=asked.on)} if found else None


LISTS = (
    PageList(
        "experiences",
        "practices/page_list.html",
        latest,
        selectors.last_change,
        "practices:list",
        "Toutes les expériences",
    ),
)
