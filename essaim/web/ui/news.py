"""What is new on the platform: each app brings its own in a module `news.py`, under the name `news`.

`news(since, until) -> list[News]`: what became public, took force or began from `since` (included) to `until`
(excluded), both dates; an app may add what is announced for the weeks after `until` (a meeting, a threshold).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from essaim.web.ui.brought import modules

# Kind → heading under which its news stand, in the order of a letter.
KINDS: Mapping[str, str] = {
    "experience": "Ils l’ont fait",
    "fiche": "Nouvelles fiches",
    "edition": "Nouvelles publications",
    "evenement": "À l’agenda",
    "appel": "Appels à projets",
    "droit": "Le droit change",
    "adherent": "Ils rejoignent le réseau",
}
# What is told before it happens: the next one comes first.
AHEAD = ("evenement", "appel")
# Levels of authority a piece of news may speak to; « epci » stands for every intermunicipal body.
LEVELS: Mapping[str, str] = {
    "region": "Régions",
    "departement": "Départements",
    "epci": "Intercommunalités et métropoles",
    "commune": "Communes",
}
AUTHORITY_LEVELS: Mapping[str, str] = {
    "region": "region",
    "ctu": "region",
    "departement": "departement",
    "departemental": "departement",
    "metropole": "epci",
    "intercommunalite": "epci",
    "epci": "epci",
    "ept": "epci",
    "commune": "commune",
    "arrondissement_municipal": "commune",
}


@dataclass(frozen=True, slots=True)
class News:
    """One thing that is new, as a reader would be told of it.

    kind: a key of KINDS. title: a line; summary: one or two sentences of plain text, may be empty.
    url: the address of its page on the site, without the host (« /experiences/… »).
    on: the day it was published, takes force or takes place.
    regions: INSEE codes of the regions it is about; levels: keys of LEVELS; themes: ids of essaim.rules.themes.
    Empty means that it is about all of them. fictitious: demonstration data, and to be told as such.
    """

    kind: str
    title: str
    summary: str
    url: str
    on: date
    regions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    fictitious: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind} is not a kind of news: {', '.join(KINDS)}")
        if unknown := set(self.levels) - set(LEVELS):
            raise ValueError(f"{sorted(unknown)} are not levels: {', '.join(LEVELS)}")


def levels(of: tuple[str, ...] | list[str] | set[str]) -> tuple[str, ...]:
    """Return the keys of LEVELS for kinds of bodies or levels of territories; those that stand for none are left out.

    >>> levels(["metropole", "ept", "commune", "france"])
    ('epci', 'commune')
    """
    found = {AUTHORITY_LEVELS[one] for one in of if one in AUTHORITY_LEVELS}
    return tuple(level for level in LEVELS if level in found)


def gather(since: date, until: date) -> list[News]:
    """Return what every installed app has to tell, in the order of KINDS; the latest first, meetings the next first."""
    order = list(KINDS)
    found = [one for module in modules("news") if module.__name__ != __name__ for one in module.news(since, until)]
    return sorted(found, key=lambda one: (order.index(one.kind), _rank(one), one.title))


def _rank(one: News) -> int:
    return one.on.toordinal() if one.kind in AHEAD else -one.on.toordinal()
