"""The territory an editor means, in a block of a page."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.release import NoRelease, Release, current
from essaim.web.territories import addresses, autocomplete, selectors
from essaim.web.territories.selectors import Territory

SHOWN = 5


def meant(text: str) -> Territory:
    """Return the territory of a name, a code or an id (« commune:59350 ») in the release served.

    Raises ValidationError, in French, when none or several bear it, or when no release is served.
    """
    try:
        release = current()
    except NoRelease as error:
        raise ValidationError(str(error), "no_release") from None
    try:
        return _found(release, text.strip())
    except NotFound as error:
        raise ValidationError(f"{error.title} {error.detail}", "unknown") from None


def _found(release: Release, text: str) -> Territory:
    if ":" in text or text[:1].isdigit():
        if (place := selectors.get(release, text)) is not None:
            return place
        found = addresses.find(release, text)
        if found.territory is not None:
            return found.territory
        raise _several(list(found.choices)) if found.choices else addresses.unknown(text)
    matches = autocomplete.suggest(release, text, limit=SHOWN)
    exact = [match.territory for match in matches if match.is_exact] or [match.territory for match in matches]
    if not exact:
        raise ValidationError(f"Aucun territoire ne s’appelle «\u00a0{text}\u00a0».", "unknown")
    if len(exact) > 1:
        raise _several(exact)
    return exact[0]


def _several(places: list[Territory]) -> ValidationError:
    known = ", ".join(f"{place.territory_id} ({place.name})" for place in places)
    return ValidationError(f"Plusieurs territoires portent ce nom. Écrivez l’un de ceux-ci\u00a0: {known}.", "several")
