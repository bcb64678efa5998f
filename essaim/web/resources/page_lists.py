"""The latest resources, for the pages of the editors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from essaim.web.resources import list_context, selectors
from essaim.web.resources.enums import Facet
from essaim.web.ui.listing import Asked, PageList


def latest(asked: Asked) -> Mapping[str, Any] | None:
    """The latest resources, of a theme when asked; None when there is none. They are of no region."""
    chosen = {Facet.THEME.value: (asked.theme,)} if asked.theme else {}
    found = selectors.selected(selectors.Asked(chosen)).defer("words")[: asked.limit]
    return {"cards": list_context.cards(found, on=asked.on)} if found else None


LISTS = (
    PageList(
        "resources", "resources/page_list.html", latest, selectors.last_change, "resources:library",
        "Toutes les ressources",
    ),
)  # fmt: skip
