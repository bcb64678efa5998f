"""The reader's territory, as an address gives it: an id, a code or a name."""

from __future__ import annotations

from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses, autocomplete, selectors
from essaim.web.territories.selectors import Territory


def place(release: Release, text: str) -> Territory | None:
    """Return the territory meant by « commune:59350 », « 59350-lille » or « Lille »; None when nothing answers."""
    if ":" in text and (exact := selectors.get(release, text)) is not None:
        return exact
    if text[:1].isdigit():
        try:
            found = addresses.find(release, text).territory
        except NotFound:
            found = None
        if found is not None:
            return found
    matches = autocomplete.suggest(release, text, limit=1)
    return matches[0].territory if matches else None
