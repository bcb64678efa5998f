"""A figure an editor puts in a page, read from the release served: never typed, so never out of date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.urls import reverse

from essaim.pipeline.contract import SourceRecord
from essaim.web.observatory import catalogue, indicators
from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory.catalogue import Definition
from essaim.web.observatory.release import NoRelease, Release, current
from essaim.web.territories import portrait, presentation, selectors
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
    """Return an indicator of a territory with its place, source, date and definition; unknown when it is not held.

    A key figure of the portrait is the portrait's own: one figure, one source, one date on the whole site.
    """
    place = selectors.get(release, territory_id)
    if place is not None:
        anchor = f"#{indicator}"
        for known in presentation.key_figures(portrait.of_territory(release, place)):
            if known.definition_href.endswith(anchor):
                return replace(known, comparisons=[place.name, *known.comparisons])
    defined = catalogue.definitions(release).get(indicator)
    total = indicators.read(release, territory_id).total(indicator)
    return Figure(
        label=defined.label if defined else indicator,
        value=total.value,
        unit=UNITS.get(defined.unit, "count") if defined else "count",
        flag=total.flag if total.flag in ("s", "nd") else None,
        comparisons=[place.name if place else f"{territory_id}, absent de cette édition"],
        source=_source(release, defined),
        date=_as_of(release, defined),
        definition=defined.definition if defined else "",
        definition_href=f"{reverse('observatory:method')}#{indicator}",
    )


def _first(release: Release, defined: Definition | None) -> SourceRecord | None:
    """The source a figure mostly comes from: the first of the catalogue that the release holds."""
    found = (release.manifest.source(source) for source in (defined.sources if defined else ()))
    return next((record for record in found if record is not None and not record.missing), None)


def _source(release: Release, defined: Definition | None) -> str:
    record = _first(release, defined)
    return f"{record.producer}, {record.title}" if record else ""


def _as_of(release: Release, defined: Definition | None) -> date:
    record = _first(release, defined)
    return record.data_as_of if record and record.data_as_of else release.reference_date
