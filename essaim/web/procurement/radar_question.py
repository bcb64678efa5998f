"""What a reader asks of the renewal radar: where, when, what, or for which organisation. Read strictly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from essaim.rules import cpv_naf
from essaim.web.contracts import asking, places, words
from essaim.web.observatory import organization
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.filters import page_number, single, text
from essaim.web.observatory.release import Release
from essaim.web.territories import selectors as territories
from essaim.web.territories.selectors import Territory

# Months from today to the theoretical end: key → (first, last, French).
WINDOWS = {
    "6-24": (6, 24, "dans 6 à 24 mois"),
    "0-6": (0, 6, "dans les 6 mois"),
    "6-12": (6, 12, "dans 6 à 12 mois"),
    "12-24": (12, 24, "dans 12 à 24 mois"),
}
# Those of the letters: from today on.
LETTERS = {f"0-{months}": (0, months, f"dans les {months} mois") for months in (6, 12, 18, 24)}
KNOWN = {**LETTERS, **WINDOWS}
DEFAULT_WINDOW = "6-24"
SINGLE = ("territoire", "organisation", "periode", "q", "page")
TRUSTED = ("high", "medium")


@dataclass(frozen=True, slots=True)
class Radar:
    """A question. place: None until one is chosen. siren, starts: an organisation and the CPV beginnings it answers."""

    place: Territory | None = None
    siren: str = ""
    organization_name: str = ""
    starts: tuple[str, ...] = ()
    window: str = DEFAULT_WINDOW
    query: str = ""
    divisions: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    page: int = 1

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of the address, in one fixed order."""
        pairs = []
        if self.siren:
            pairs.append(("organisation", self.siren))
        if self.place is not None:
            pairs.append(("territoire", self.place.territory_id))
        if self.window != DEFAULT_WINDOW:
            pairs.append(("periode", self.window))
        if self.query:
            pairs.append(("q", self.query))
        pairs += [("nature", one) for one in self.natures] + [("division", one) for one in self.divisions]
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return pairs

    def address(self, path: str, **changes: object) -> str:
        """The address of this question with some fields changed."""
        changed = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        pairs = changed.pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day of the window."""
        first, last, _ = KNOWN[self.window]
        return months_after(today, first), months_after(today, last)

    @property
    def when(self) -> str:
        return KNOWN[self.window][2]


def months_after(day: date, months: int) -> date:
    """The same day some months later, the last of the month when there is none such: 31 August + 6 = 28 February."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - date(year, month, 1)).days))


def read(release: Release, query: QueryDict) -> Radar:
    """Read an address. Raises InvalidRequest or NotFound, in French, on what means nothing."""
    lists = dict(query.lists())
    one = {key: single(key, lists.get(key, [])) for key in SINGLE}
    window = one["periode"] or DEFAULT_WINDOW
    if window not in KNOWN:
        raise InvalidRequest("Cette période n’existe pas.", f"Choix\u00a0: {', '.join(WINDOWS)}.")
    found = Radar(
        place=places.asked(release, one["territoire"]),
        window=window,
        query=text(one["q"]),
        divisions=asking.several("division", lists.get("division", [])),
        natures=asking.several("nature", lists.get("nature", [])),
        page=page_number(one["page"]),
    )
    return _of_organization(release, found, "".join(one["organisation"].split())) if one["organisation"] else found


def _of_organization(release: Release, asked: Radar, siren: str) -> Radar:
    """The question of an organisation: its département unless a place is chosen, and what its activity answers."""
    unit = organization.get(release, organization.siren_of(siren) or siren).unit
    place = asked.place
    if place is None and unit["commune_code"]:
        commune = territories.get(release, f"commune:{unit['commune_code']}")
        if commune and commune.departement_code:
            place = territories.get(release, f"departement:{commune.departement_code}")
    starts = answered(unit["naf_code"]) if unit["naf_nomenclature"] == "NAFRev2" else ()
    return replace(asked, place=place, siren=unit["siren"], organization_name=unit["name"], starts=starts)


def answered(naf: str | None) -> tuple[str, ...]:
    """Return the beginnings of CPV codes that an activity answers with a high or a medium confidence."""
    if naf is None:
        return ()
    return tuple(
        start for start, levels in cpv_naf.entries().items() if any(naf in levels.get(one, ()) for one in TRUSTED)
    )


def titles(asked: Radar) -> Sequence[str]:
    """What narrows the question, in French, for titles of feeds."""
    said = [asked.when]
    if asked.place:
        said.append(asked.place.name)
    said += [words.NATURES[one] for one in asked.natures] + [words.division(one) for one in asked.divisions]
    return said + ([f"«\u00a0{asked.query}\u00a0»"] if asked.query else [])
