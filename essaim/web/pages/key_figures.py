"""A figure an editor puts in a page, read from the release served: never typed, so never out of date."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from essaim.web.observatory import catalogue, indicators
from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory.catalogue import Definition
from essaim.web.observatory.indicators import Value
from essaim.web.observatory.release import NoRelease, Release, current
from essaim.web.territories import presentation, selectors
from essaim.web.ui import french
from essaim.web.ui.components import Figure, Unit

# They have no total: by year, or by sector.
WITHOUT_TOTAL = (ids.CREATIONS, ids.CLOSURES, ids.SPECIFICITY)
UNITS: dict[str, Unit] = {"pour 1 000 habitants": "rate", "%": "percent"}


def choices() -> list[tuple[str, str]]:
    """Return the indicators an editor may choose, with their labels; none when no release is served."""
    try:
        release = current()
    except NoRelease:
        return []
    return [(key, one.label) for key, one in catalogue.definitions(release).items() if key not in WITHOUT_TOTAL]


def figure(release: Release, territory_id: str, indicator: str) -> Figure:
    """Return an indicator of a territory with its place, source, date and definition; unknown when it is not held."""
    place = selectors.get(release, territory_id)
    defined = catalogue.definitions(release).get(indicator)
    known = indicators.read(release, territory_id)
    total = known.total(indicator)
    if indicator == ids.EMPLOYERS:
        total = total._replace(value=presentation.employers(known))
    return Figure(
        label=defined.label if defined else indicator,
        value=total.value,
        unit=UNITS.get(defined.unit, "count") if defined else "count",
        flag=total.flag if total.flag in ("s", "nd") else None,
        comparisons=[place.name if place else f"{territory_id}, absent de cette édition"],
        source=_sources(release, defined),
        date=_as_of(release, defined),
        note=_missing(total),
        definition=defined.definition if defined else "",
        definition_href=f"{reverse('observatory:method')}#{indicator}",
    )


def _missing(total: Value) -> str:
    if not total.unknown or total.value is None:
        return ""
    return f"non renseigné pour {french.number(total.unknown)} {french.plural(total.unknown, 'établissement')}"


def _records(release: Release, defined: Definition | None):
    found = (release.manifest.source(source) for source in (defined.sources if defined else ()))
    return [record for record in found if record is not None and not record.missing]


def _sources(release: Release, defined: Definition | None) -> str:
    return ", ".join(dict.fromkeys(record.producer for record in _records(release, defined)))


def _as_of(release: Release, defined: Definition | None) -> date:
    """The oldest of its sources: nothing is fresher than the stalest part of it."""
    dates = [record.data_as_of for record in _records(release, defined) if record.data_as_of]
    return min(dates, default=release.reference_date)
