"""What the site brings to the member space: one's territory in figures, and what is new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import Roles, bodies_of
from essaim.web.accounts.space import Panel
from essaim.web.observatory.release import NoRelease, current
from essaim.web.pages.blocks import listed
from essaim.web.territories import addresses, portrait, presentation
from essaim.web.territories import selectors as territories
from essaim.web.ui.listing import Asked

MOST_BODIES = 3
NEW = (("events", "Prochains rendez-vous", 3), ("resources", "Dernières ressources", 3))


def figures(user: User, roles: Roles, on: date) -> Mapping[str, Any] | None:
    """The key figures of the territories of one's bodies; None without a body, or without a release."""
    ids = [body.territory_id for body in bodies_of(user, on) if body.territory_id][:MOST_BODIES]
    try:
        release = current()
    except NoRelease:
        return None
    places = territories.get_many(release, ids).values() if ids else ()
    shown = [
        {
            "place": place,
            "href": addresses.href(place),
            "figures": presentation.key_figures(portrait.of_territory(release, place)),
        }
        for place in places
    ]
    return {"places": shown} if shown else None


def news(user: User, roles: Roles, on: date) -> Mapping[str, Any] | None:
    """What is coming and what was just published, from every app that brings it."""
    lists = [{"title": title, **listed(name, Asked(on, limit))} for name, title, limit in NEW]
    shown = [one for one in lists if one["brought"]]
    return {"lists": shown} if shown else None


PANELS = (
    Panel("pages/panel_figures.html", figures, order=25),
    Panel("pages/panel_news.html", news, order=60),
)
