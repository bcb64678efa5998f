"""The next events, for the pages of the editors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from essaim.web.events import list_context, selectors
from essaim.web.events.enums import Facet
from essaim.web.ui.listing import Asked, PageList


def coming(asked: Asked) -> Mapping[str, Any] | None:
    """The next public events, of a theme or of a region when asked; None when there is none."""
    chosen = {Facet.THEME: asked.theme, Facet.REGION: asked.region_code}
    since = timezone.make_aware(datetime.combine(asked.on, time.min))
    found = selectors.selected(
        selectors.Asked({facet.value: (value,) for facet, value in chosen.items() if value}, from_=since)
    )[: asked.limit]
    return {"cards": list_context.cards(found)} if found else None


LISTS = (
    PageList("events", "events/page_list.html", coming, selectors.last_change, "events:agenda", "Tout l’agenda"),
)  # fmt: skip
