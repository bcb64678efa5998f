"""From ?territoire= to the place it names."""

from __future__ import annotations

from essaim.web.observatory.errors import InvalidRequest
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
    if ":" in ref or any(letter.isdigit() for letter in ref):
        found = addresses.find(release, ref)
        if found.territory is None:
            choices = ", ".join(f"{one.territory_id} ({one.name})" for one in found.choices)
            raise InvalidRequest(f"Le code {ref} désigne plusieurs territoires.", f"Précisez\u00a0: {choices}.")
        return found.territory
    matches = autocomplete.suggest(release, ref, limit=1)
    if not matches:
        raise InvalidRequest(
            f"Aucun territoire ne répond à «\u00a0{ref}\u00a0».", "Donnez un nom, un code postal ou un code Insee."
        )
    return matches[0].territory
