"""What an event is found by, drawn from what was typed and, for its region, from the release served."""

from __future__ import annotations

from essaim.web.events.enums import Facet
from essaim.web.events.models import Event, Tag
from essaim.web.observatory.release import NoRelease, current
from essaim.web.territories import selectors as territories
from essaim.web.territories.selectors import Territory

# What concerns every region (a national week, an online talk) has this value: it can be asked for with a region.
EVERY_REGION = "toutes"


def commune(code: str) -> Territory | None:
    """Return a commune of the release by its code, of today or former; None when unknown or without a release."""
    try:
        release = current()
    except NoRelease:
        return None
    found = territories.get(release, f"commune:{code}")
    if found is None:
        for one in territories.successions(release, code):
            if (found := territories.get(release, f"commune:{one.new_code}")) is not None:
                break
    return found


def write_tags(event: Event) -> None:
    """Replace the tags of an event."""
    wanted = {
        (Facet.KIND.value, event.kind),
        (Facet.MODE.value, event.mode),
        (Facet.AUDIENCE.value, event.audience),
        *((Facet.REGION.value, code) for code in event.regions or [EVERY_REGION]),
        *((Facet.LEVEL.value, level) for level in event.levels),
        *((Facet.THEME.value, theme) for theme in event.themes),
    }
    kept = set(Tag.objects.filter(event=event).values_list("facet", "value"))
    for facet, value in kept - wanted:
        Tag.objects.filter(event=event, facet=facet, value=value).delete()
    Tag.objects.bulk_create([Tag(event=event, facet=facet, value=value) for facet, value in sorted(wanted - kept)])
