"""From ?territoire= to the place it names, and back."""

from __future__ import annotations

import contextlib

from essaim.web.observatory.errors import InvalidRequest, NotFound
from essaim.web.observatory.filters import text
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses, autocomplete
from essaim.web.territories.selectors import Territory


def asked(release: Release, written: str) -> Territory | None:
    """Return the territory of an id, a code, or the best answer to a name; None when nothing is asked.

    Raises InvalidRequest when a code means several places, or a name none.
    """
    ref = text(written, 120)
    if not ref:
        return None
    if ":" in ref:
        return _one(ref, addresses.find(release, ref))
    if any(letter.isdigit() for letter in ref):
        # An official code first: 13001 is Aix-en-Provence before it is a postcode of Marseille.
        with contextlib.suppress(NotFound):
            return _one(ref, addresses.find(release, ref))
    matches = autocomplete.suggest(release, ref, limit=1)
    if not matches:
        raise InvalidRequest(
            f"Aucun territoire ne répond à «\u00a0{ref}\u00a0».", "Donnez un nom, un code postal ou un code Insee."
        )
    return matches[0].territory


def _one(ref: str, found: addresses.Found) -> Territory:
    if found.territory:
        return found.territory
    if found.successions:
        raise InvalidRequest(addresses.former(found.successions[0], "donnez le nom de la commune d’aujourd’hui."))
    choices = ", ".join(f"{one.territory_id} ({one.name})" for one in found.choices)
    raise InvalidRequest(f"Le code {ref} désigne plusieurs territoires.", f"Précisez\u00a0: {choices}.")


def written(release: Release, place: Territory | None) -> str:
    """Return what a form shows of a place: its name when asking that name finds it again, else its id; "" of none."""
    if place is None:
        return ""
    found = autocomplete.suggest(release, place.name, limit=1)
    return place.name if found and found[0].territory.territory_id == place.territory_id else place.territory_id
