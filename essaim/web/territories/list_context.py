"""What the template of a place's list of organisations is given."""

from __future__ import annotations

from typing import Any

from essaim.web.observatory import lists
from essaim.web.observatory.filters import Filters
from essaim.web.territories import maps, page_context, sentences
from essaim.web.territories.portrait import Portrait
from essaim.web.ui.components import Link


def build(portrait: Portrait, asked: Filters) -> dict[str, Any]:
    """Return the context of territories/organizations.html. Raises InvalidRequest past the last page."""
    extra = portrait.query
    path = maps.address(portrait, "organizations").partition("?")[0]
    home = maps.address(portrait, "page")
    context = lists.build(
        portrait.release, portrait.scope, asked, path=path, extra=extra,
        file_path=maps.address(portrait, "organizations_file").partition("?")[0],
        counts=portrait.figures, caption=f"Organisations {sentences.of(portrait.place)}",
    )  # fmt: skip
    return context | {
        "place": portrait.place,
        "of_place": sentences.of(portrait.place),
        "breadcrumb": [*page_context.breadcrumb(portrait)[:-1], Link(portrait.place.name, home), Link("Organisations")],
        "home": home,
    }
