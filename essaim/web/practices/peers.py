"""What authorities like one's own did lately."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import Roles, bodies_of
from essaim.web.observatory.release import NoRelease, current
from essaim.web.practices import list_context, selectors
from essaim.web.practices.likeness import likenesses
from essaim.web.territories import selectors as territories

SHOWN = 3
# The latest ones: further back, « lately » means nothing.
LOOKED_AT = 100


def lately(user: User, roles: Roles, on: date) -> Mapping[str, Any] | None:
    """Return the latest experiences of other bodies that are like one's first body, with the reasons; None without."""
    body = next((one for one in bodies_of(user, on) if one.territory_id), None)
    if body is None:
        return None
    try:
        release = current()
    except NoRelease:
        return None
    place = territories.get(release, body.territory_id)
    if place is None:
        return None
    others = list(selectors.public().exclude(sheet__body_id__in=roles.contributes)[:LOOKED_AT])
    why = {key: likeness for key, likeness in likenesses(release, place, others).items() if likeness.score}
    # A stable sort: among equals, the latest stay first.
    nearest = sorted((one for one in others if one.pk in why), key=lambda one: -why[one.pk].score)[:SHOWN]
    if not nearest:
        return None
    return {"cards": list_context.cards(nearest, on=on, why=why), "body": body, "place": place}
