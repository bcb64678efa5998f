"""Putting together a perimeter: communes, intercommunalités, arrondissements, départements, by name or by code.

The whole state stands in the address (?parts=&nom=), so nothing is kept, no script is needed, and a half-made perimeter
can be sent to a colleague. What the reader asks for and cannot have is said; the rest is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from essaim.web.observatory.errors import InvalidRequest, ReaderError
from essaim.web.observatory.filters import text
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses, autocomplete, custom, selectors
from essaim.web.territories.selectors import Territory
from essaim.web.ui import french

MOST_PROPOSED = 30
LONGEST_PASTE = 6_000  # about a thousand commune codes
_SEPARATORS = re.compile(r"[\s,;|/]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A part already chosen. detail: its level and département; inside: name of another part that holds it, or ""."""

    territory: Territory
    detail: str
    remove_href: str
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A territory that answers what was typed, and the address of the perimeter with it."""

    match: autocomplete.Match
    add_href: str


@dataclass(frozen=True, slots=True)
class Composition:
    """What the page shows. ids: of the parts, in order; made: the perimeter, None while it is empty or too large.

    moved: the address to go to when what was asked could be added without a choice.
    """

    ids: tuple[str, ...]
    name: str
    parts: tuple[Part, ...] = ()
    made: custom.CustomTerritory | None = None
    typed: str = ""
    proposals: tuple[Proposal, ...] = ()
    refusals: tuple[str, ...] = ()
    moved: str = ""

    @property
    def portrait_href(self) -> str:
        """The address of the portrait, that can be shared; empty while there is none."""
        return custom.address("territories:custom_page", self.ids, self.name) if self.made else ""


@dataclass(slots=True)
class _Asked:
    ids: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def add(self, place: Territory) -> None:
        if place.level not in custom.ACCEPTED:
            words = "trop grand\u00a0: choisissez des départements, ou son propre portrait"
            self.refusals.append(f"{place.name} est {words}.")
        elif place.territory_id in self.ids:
            self.refusals.append(f"{place.name} y est déjà.")
        else:
            self.ids.append(place.territory_id)


def read(release: Release, *, parts: str, name: str, typed: str, pasted: str) -> Composition:
    """Return the perimeter in the making.

    parts: ids separated by commas (`commune:59350`); name: what the reader calls it; typed: a name, code or id to add;
    pasted: official codes to add, separated by anything. Raises InvalidRequest on texts too long or unreadable.
    """
    chosen = text(name, custom.LONGEST_NAME)
    if len(parts) > custom.LONGEST_PARTS or len(pasted) > LONGEST_PASTE:
        raise InvalidRequest(
            "Cette liste est trop longue.", f"Un territoire sur mesure compte {custom.MOST_COMMUNES} communes au plus."
        )
    asked = _Asked()
    for part in dict.fromkeys(part.strip() for part in parts.split(",") if part.strip()):
        _add_code(release, asked, part)
    before = len(asked.ids)
    for code in dict.fromkeys(code for code in _SEPARATORS.split(pasted) if code):
        _add_code(release, asked, code)
    query = text(typed)
    proposals = _add_typed(release, asked, query, chosen) if query else ()
    ids, added = tuple(asked.ids), len(asked.ids) > before
    if added and not asked.refusals and not proposals:
        # One address for one perimeter: reloading must not add again.
        return Composition(ids, chosen, moved=custom.address("territories:composer", ids, chosen))
    made, refusal = _made(release, ids, chosen)
    return Composition(
        ids=ids, name=chosen, parts=_parts(release, ids, chosen), made=made, typed=query if proposals else "",
        proposals=proposals, refusals=tuple(asked.refusals + ([refusal] if refusal else [])),
    )  # fmt: skip


def _add_code(release: Release, asked: _Asked, code: str) -> None:
    """Add what an id or code designates, following former communes; say why when it cannot be."""
    try:
        found = addresses.find(release, code)
    except ReaderError as error:
        asked.refusals.append(error.title)
        return
    # A région cannot be a part: 32, which is also Gers, can only mean Gers here.
    choices = [place for place in found.choices if place.level in custom.ACCEPTED]
    if found.territory is not None:
        asked.add(found.territory)
    elif len(choices) == 1:
        asked.add(choices[0])
    elif found.choices:
        names = ", ".join(f"{place.territory_id} ({place.name})" for place in choices)
        asked.refusals.append(f"Le code {code} désigne plusieurs territoires\u00a0: précisez {names}.")
    else:
        today = selectors.get_many(release, [f"commune:{s.new_code}" for s in found.successions])
        names = " et ".join(place.name for place in today.values())
        said = f"{names} la remplace." if len(today) == 1 else f"elle a été partagée entre {names}, choisissez."
        asked.refusals.append(addresses.former(found.successions[0], said))
        if len(today) == 1:
            asked.add(next(iter(today.values())))


def _add_typed(release: Release, asked: _Asked, query: str, name: str) -> tuple[Proposal, ...]:
    """Add the only territory that bears exactly this name or id, or return those that may be meant."""
    if ":" in query:
        _add_code(release, asked, query)
        return ()
    matches = [
        match
        for match in autocomplete.suggest(release, query, limit=MOST_PROPOSED)
        if match.territory.level in custom.ACCEPTED
    ]
    exact = [match for match in matches if match.is_exact]
    if len(exact) == 1 and len(matches) == 1:
        asked.add(exact[0].territory)
        return ()
    if not matches:
        asked.refusals.append(
            f"Rien ne s’appelle «\u00a0{query}\u00a0» parmi les communes, les intercommunalités, les arrondissements "
            "et les départements."
        )
    ids = tuple(asked.ids)
    return tuple(
        Proposal(match, custom.address("territories:composer", (*ids, match.territory.territory_id), name))
        for match in matches
        if match.territory.territory_id not in ids
    )


def _made(release: Release, ids: tuple[str, ...], name: str) -> tuple[custom.CustomTerritory | None, str]:
    if not ids:
        return None, ""
    try:
        return custom.read(release, ",".join(ids), name), ""
    except InvalidRequest as error:
        return None, f"{error.title} {error.detail}"


def _parts(release: Release, ids: tuple[str, ...], name: str) -> tuple[Part, ...]:
    places = selectors.get_many(release, ids)
    members = {key: _members(release, place) for key, place in places.items()}
    several = [key for key in places if len(members[key]) > 1]
    parts = []
    for key, place in places.items():
        holders = [other for other in several if members[key] < members[other]]
        without = tuple(other for other in ids if other != key)
        parts.append(
            Part(
                place,
                _level(place),
                custom.address("territories:composer", without, name),
                f"{places[holders[0]].name} ({_level(places[holders[0]])})" if holders else "",
            )
        )
    return tuple(parts)


def _level(place: Territory) -> str:
    return autocomplete.Match(place, "", is_exact=True).detail


def _members(release: Release, place: Territory) -> frozenset[str]:
    if place.level == "arrondissement_municipal":
        return frozenset({place.territory_id, place.parent_id or ""})
    return frozenset(f"commune:{code}" for code in selectors.communes_of(release, place))


def summary(composition: Composition) -> str:
    """« 3 communes, 112 000 habitants »; empty while there is no perimeter."""
    made = composition.made
    if made is None:
        return ""
    counted = []
    if made.communes:
        counted.append(f"{french.number(len(made.communes))} {french.plural(len(made.communes), 'commune')}")
    if made.districts:
        words = french.plural(len(made.districts), "arrondissement municipal", "arrondissements municipaux")
        counted.append(f"{french.number(len(made.districts))} {words}")
    population = made.territory.population
    counted.append("population inconnue" if population is None else f"{french.number(population)} habitants")
    return ", ".join(counted)
