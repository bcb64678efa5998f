"""Finding the body one works for: among the authorities of the release, and the bodies already known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from essaim.web.accounts.errors import JoinError
from essaim.web.bodies import selectors as bodies
from essaim.web.bodies.models import PublicBody
from essaim.web.bodies.services import ensure_body
from essaim.web.observatory.release import Release
from essaim.web.territories import authorities, autocomplete

MOST = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """A body one may ask to join. detail: what tells it from its namesakes."""

    siren: str
    name: str
    detail: str


def find(release: Release | None, text: str, on: date) -> list[Choice]:
    """Return the bodies that a text may mean (name of the place, code, SIREN), best first; none for an empty text."""
    if not text.strip():
        return []
    found: dict[str, Choice] = {}
    if release is not None:
        known = authorities.of(release)
        if (typed := known.by_siren.get(text.replace(" ", ""))) is not None:
            found[typed.siren] = Choice(typed.siren, typed.name, f"SIREN {typed.siren}")
        for match in autocomplete.suggest(release, text, MOST):
            authority = known.of_territory(match.territory.territory_id)
            if authority is not None:
                found.setdefault(authority.siren, Choice(authority.siren, authority.name, match.detail))
    for body in bodies.named(text, on, MOST):
        found.setdefault(body.siren, Choice(body.siren, body.name, body.get_kind_display()))
    return list(found.values())[:MOST]


def of_siren(release: Release | None, siren: str, now: datetime) -> PublicBody:
    """Return the body of a SIREN, made from the release if it is not known yet. Raises JoinError for an unknown one."""
    if (body := bodies.by_siren(siren)) is not None:
        return body
    authority = authorities.of(release).by_siren.get(siren) if release is not None else None
    if authority is None:
        raise JoinError("Cette collectivité n’est pas dans nos données. Écrivez à l’équipe du réseau.")
    return ensure_body(
        siren=siren, name=authority.name, kind=authority.kind, territory_id=authority.territory_id, now=now
    )
