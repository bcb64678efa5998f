"""Which buyer a territory suggests: the authority of its level. The reader may say another."""

from __future__ import annotations

import re
from typing import NamedTuple

from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses
from essaim.web.territories.selectors import Territory

BUYERS = {"commune": "commune", "epci": "epci", "ept": "ept", "departement": "departement", "region": "region"}
# Codes of collectivities where the code of public procurement applies with provisions of its own (book VI).
OVERSEAS = re.compile(r"(97|98)")
OVERSEAS_NOTE = (
    "Outre-mer, le livre VI du code ajoute ou écarte des règles, non reprises ici\u00a0: faites valider la réponse."
)
_SHAPES = ((re.compile(r"\d[0-9AB]\d{3}"), "commune"), (re.compile(r"\d{9}"), "epci"))


class Place(NamedTuple):
    """A territory, the kind of buyer it suggests ("" when it suggests none), and what must be said of its law."""

    territory: Territory
    buyer_kind: str
    note: str


def find(release: Release, ref: str) -> Place:
    """Return the territory of an id or code, and the buyer it suggests. Raises NotFound, InvalidRequest."""
    found = addresses.find(release, ref)
    territory = found.territory
    if territory is None:
        choices = ", ".join(f"{place.territory_id} ({place.name})" for place in found.choices)
        today = ", ".join(f"commune:{old.new_code}" for old in found.successions)
        raise InvalidRequest(
            f"Le code {ref} désigne plusieurs territoires." if choices else f"La commune {ref} a été partagée.",
            f"Précisez\u00a0: {choices or today}.",
        )
    note = OVERSEAS_NOTE if OVERSEAS.match(territory.departement_code or territory.code) else ""
    return Place(territory, BUYERS.get(territory.level, ""), note)


def buyer_of_shape(code: str) -> str:
    """Return the buyer that the form of a code suggests when no release is there to ask: commune, epci, or ""."""
    bare = code.rpartition(":")[2].strip().upper()
    level = code.partition(":")[0] if ":" in code else ""
    if level in BUYERS:
        return BUYERS[level]
    return next((kind for shape, kind in _SHAPES if shape.fullmatch(bare)), "")
