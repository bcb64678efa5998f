"""Authorities that joined lately."""

from __future__ import annotations

from datetime import date

from essaim.web.members import addresses, selectors
from essaim.web.observatory.release import NoRelease, current
from essaim.web.territories import selectors as territories
from essaim.web.ui import french
from essaim.web.ui import news as ui_news
from essaim.web.ui.news import News


def news(since: date, until: date) -> list[News]:
    """Return the authorities whose membership began from a day (included) to another (excluded).

    Those whose day of joining is not known are not news. Regions come from the release served; none without it.
    """
    found = selectors.joined(since, until)
    try:
        places = territories.get_many(current(), [one.territory_id for one in found])
    except NoRelease:
        places = {}
    themes = selectors.themes_of(found)
    return [
        News(
            "adherent",
            one.name,
            f"Adhère au réseau depuis le {french.date_fr(one.joined_on)}.",
            addresses.member(one.siren, one.name),
            one.joined_on,
            regions=_region(places.get(one.territory_id)),
            levels=ui_news.levels([one.kind]),
            themes=tuple(themes.get(one.member_id, ())),
            fictitious=one.fictitious,
        )
        for one in found
    ]


def _region(place: territories.Territory | None) -> tuple[str, ...]:
    if place is None:
        return ()
    code = place.code if place.level == "region" else place.region_code
    return (code,) if code else ()
