"""Addresses of territory pages: reading the code and name in them, and writing them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.urls import reverse

from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.release import Release
from essaim.web.territories import selectors
from essaim.web.territories.selectors import Succession, Territory
from essaim.web.ui import french
from essaim.web.ui.components import Link
from essaim.web.ui.links import link

_REF = re.compile(r"^(?:(?P<level>[a-z_]+):)?(?P<code>[0-9A-Za-z]{1,9})(?:-(?P<slug>.*))?$")


@dataclass(frozen=True, slots=True)
class Found:
    """What an address leads to. Exactly one of the three says what to do.

    territory: the one meant, exact when the address is the page's own; choices: several share the code;
    successions: the code is a former one.
    """

    territory: Territory | None = None
    exact: bool = False
    choices: tuple[Territory, ...] = ()
    successions: tuple[Succession, ...] = ()


def href(territory: Territory, name: str = "page") -> str:
    """The address of a territory's page, or of another view of it (organizations, contracts:territory…)."""
    return link(name if ":" in name else f"territories:{name}", territory.ref)


def find(release: Release, ref: str) -> Found:
    """Read « 59350-lille », « 59350 », « commune:59350 ». Raises NotFound, in French, when nothing bears the code."""
    match = _REF.match(ref) if len(ref) <= 300 else None
    if match is None:
        raise unknown(ref)
    code = match["code"].upper()
    places = selectors.by_code(release, code)
    if match["level"]:
        places = [place for place in places if place.level == match["level"]]
    if match["slug"] is not None:
        exact = [place for place in places if place.slug == match["slug"]]
        if len(exact) == 1 and not match["level"]:
            return Found(exact[0], exact=True)
        places = exact or places
    if len(places) == 1:
        return Found(places[0])
    # Paris is a commune and a département of one name: the commune's page is the one people mean.
    if len(places) > 1:
        return Found(choices=tuple(places))
    if old := selectors.successions(release, code):
        return Found(successions=tuple(old))
    raise unknown(ref)


def former(old: Succession, today: str) -> str:
    """« Ruffieu (01330) n’est plus une commune depuis le 1er janvier 2025 : … », ending with `today`."""
    when = f" depuis le {french.date_fr(old.effective_on)}" if old.effective_on else ""
    return f"{old.old_name} ({old.old_code}) n’est plus une commune{when}\u00a0: {today}"


def unknown(ref: str) -> NotFound:
    """The 404 for a code that nothing bears."""
    shown = ref if len(ref) <= 40 else ref[:40] + "…"
    return NotFound(
        f"Aucun territoire ne porte le code «\u00a0{shown}\u00a0».",
        "Un code de commune compte 5 caractères (59350), un département 2 ou 3 (59, 2A, 971), une région 2 (32), "
        "une intercommunalité 9 (200093201). Les anciens codes de communes mènent à la commune d’aujourd’hui.",
        [Link("Chercher un territoire par son nom", reverse("territories:search"))],
    )
