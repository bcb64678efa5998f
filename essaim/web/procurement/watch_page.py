"""What the pages of the alerts of endings are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from essaim.web.accounts.models import User
from essaim.web.contracts import asking, counts, places, words
from essaim.web.observatory.errors import ReaderError
from essaim.web.observatory.release import Release
from essaim.web.procurement import selectors, watch_services
from essaim.web.procurement.watch_services import MONTHS
from essaim.web.territories.selectors import Territory

DEFAULT_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed; place: None when it is missing or wrong, problem then says so."""

    typed: str
    place: Territory | None
    divisions: tuple[str, ...]
    months: int
    problem: str


def read(release: Release | None, query: QueryDict) -> Asked:
    """Read a form; what is wrong is in `problem`, and what was typed is kept."""
    typed, problem = query.get("territoire", "").strip(), ""
    place: Territory | None = None
    divisions: tuple[str, ...] = ()
    if release is None:
        return Asked(
            typed, None, (), DEFAULT_MONTHS, "Aucune édition des données n’est servie\u00a0: revenez plus tard."
        )
    try:
        place = places.asked(release, typed)
        divisions = asking.several("division", query.getlist("division"))
    except ReaderError as error:
        problem = f"{error.title} {error.detail}".strip()
    if "enregistrer" in query and place is None and not problem:
        problem = "Choisissez un territoire."
    said = query.get("mois", "")
    return Asked(typed, place, divisions, int(said) if said.isascii() and said.isdigit() else DEFAULT_MONTHS, problem)


def form(asked: Asked, problem: str) -> dict[str, Any]:
    """Return the context of procurement/watch_new.html."""
    return {
        "asked": asked,
        "problem": problem,
        "months": [(one, one == asked.months) for one in MONTHS],
        "divisions": [(code, label, code in asked.divisions) for code, label in asking.choices("division").items()],
    }


def watches(release: Release | None, person: User, *, today: date) -> dict[str, Any]:
    """Return the context of procurement/watches.html: what is followed, and how much of it is not told yet."""
    if release is None or not counts.are_published(release):
        return {"watches": [{"watch": one} for one in selectors.watches_of(person)]}
    return {
        "watches": [
            {
                "watch": one,
                "divisions": ", ".join(words.division(code) for code in one.division_codes),
                "waiting": len(watch_services.untold(release, one, today)),
                "href": watch_services.question(release, one).address(reverse("procurement:radar")),
            }
            for one in selectors.watches_of(person)
        ]
    }
