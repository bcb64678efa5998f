"""What the search of buyers is given."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from essaim.web.contracts import buyers, comparison, counts, places, words
from essaim.web.contracts.buyer_page import SECTION
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.filters import text
from essaim.web.observatory.release import Release
from essaim.web.ui.components import Link

SHOWN = 100


def build(release: Release, query: QueryDict) -> dict[str, Any]:
    """Return the context of contracts/buyers.html: the buyers that answer, largest first.

    `exact`: the only one, when a whole SIREN or SIRET was typed. Raises InvalidRequest on an unknown kind or place.
    """
    buyers.need_contracts(release)
    typed, kind = text(query.get("q", "")), query.get("type", "").strip()
    if kind and kind not in words.BUYER_KINDS:
        raise InvalidRequest("Ce type d’acheteur n’existe pas.", f"Choix\u00a0: {', '.join(words.BUYER_KINDS)}.")
    place = places.asked(release, query.get("territoire", ""))
    seat = buyers.seat_of(place) if place else buyers.ALL
    found = buyers.search(release, typed, seat=seat, kind=kind, limit=SHOWN + 1)
    shown = found[:SHOWN]
    return {
        "query": typed,
        "kind": kind,
        "place": place,
        "place_written": places.written(release, place),
        "kinds": words.BUYER_KINDS.items(),
        "is_cut": len(found) > SHOWN,
        "count": len(shown),
        "exact": found[0] if len(found) == 1 and typed.replace(" ", "").isdigit() else None,
        "table": comparison.buyers_table(shown, counts.totals(release, [one.scope_id for one in shown]), "Acheteurs"),
        "breadcrumb": [SECTION, Link("Acheteurs")],
    }
