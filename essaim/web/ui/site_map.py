"""The map of the site: header, menu and footer, made of what each app brings.

An app brings its part in a module `navigation.py` of its own, with `ENTRIES`; nothing else to register. `written()`,
optional, gives entries that people write (pages of the editors). An entry whose address leads nowhere is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.urls import NoReverseMatch, get_script_prefix, reverse

from essaim.web.ui.brought import modules
from essaim.web.ui.components import Link

MODULE = "navigation"
SEARCH = "search:page"


class Group(StrEnum):
    """The columns of the menu and of the footer, in order. SITE stands in the footer only."""

    KNOW = "Connaître"
    ACT = "Agir"
    SHARE = "Partager"
    NETWORK = "Coopérer"
    SITE = "Le site"


@dataclass(frozen=True, slots=True)
class Entry:
    """A page one goes to from anywhere.

    url_name: as given to reverse; href instead, for a page that has no name. note: what one finds there, six words.
    order: inside its group, and in the header's row for the few that stand there (in_header).
    """

    label: str
    group: Group
    url_name: str = ""
    note: str = ""
    order: int = 50
    in_header: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry and its address."""

    entry: Entry
    href: str

    def link(self, current: bool) -> Link:
        """Return it as the components take it."""
        return Link(self.entry.label, self.href, current=current, note=self.entry.note)


@dataclass(frozen=True, slots=True)
class SiteMap:
    """Everything one may go to; hashable, so that what is drawn from it is drawn once."""

    places: tuple[Place, ...]

    def nearest(self, path: str) -> str:
        """Return the address that holds a path most closely; empty when none does."""
        return max((one.href for one in self.places if path.startswith(one.href)), key=len, default="")

    def header(self, here: str) -> list[Link]:
        """The row of the header; the section one is in is current."""
        return [one.link(here.startswith(one.href)) for one in self.places if one.entry.in_header]

    @property
    def search(self) -> str:
        """The address of the search of the site; empty when there is none."""
        return next((one.href for one in self.places if one.entry.url_name == SEARCH), "")

    def group(self, group: Group, here: str) -> list[Link]:
        """The links of a group; the page one is on is current."""
        return [one.link(one.href == here) for one in self.places if one.entry.group == group]


def site_map(urlconf: str | None = None) -> SiteMap:
    """Return the map of the site as it is now."""
    static = _named(urlconf, get_script_prefix())
    written = [Place(entry, entry.href) for entry in _written(urlconf)]
    return SiteMap(_in_order([*static.places, *written])) if written else static


def _written(urlconf: str | None) -> Iterable[Entry]:
    for module in modules(MODULE):
        if (written := getattr(module, "written", None)) is not None:
            yield from written(urlconf)


@lru_cache(maxsize=16)
def _named(urlconf: str | None, _prefix: str) -> SiteMap:
    """Addresses do not change while the site runs: looked up once, not at every page."""
    found = []
    for module in modules(MODULE):
        for entry in getattr(module, "ENTRIES", ()):
            try:
                found.append(Place(entry, entry.href or reverse(entry.url_name, urlconf)))
            except NoReverseMatch:
                continue
    return SiteMap(_in_order(found))


def _in_order(places: Sequence[Place]) -> tuple[Place, ...]:
    ranks = {group: rank for rank, group in enumerate(Group)}
    return tuple(sorted(places, key=lambda one: (ranks[one.entry.group], one.entry.order, one.entry.label)))
