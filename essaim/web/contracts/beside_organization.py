"""« Ses marchés publics »: contracts an organisation holds, on its page, and what ends near it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import NoReverseMatch, reverse

from essaim.web.contracts import counts, selectors, tables
from essaim.web.contracts.selectors import Where
from essaim.web.observatory.beside import Block
from essaim.web.observatory.organization import Organization
from essaim.web.observatory.release import Release

SHOWN = 6


def held(siren: str) -> Where:
    """The contracts that a legal unit holds, by any of its establishments."""
    return Where(
        "c.contract_id IN (SELECT ch.contract_id FROM holders h JOIN contract_holders ch"
        " ON ch.holder_key = h.holder_key WHERE h.siren = ?)",
        (siren,),
    )


def contracts(release: Release, found: Organization) -> Mapping[str, Any] | None:
    """Its latest contracts and how many; none held is said, without concluding."""
    if not counts.are_published(release):
        return None
    where = held(found.unit["siren"])
    count = int(release.value(f"SELECT count(*) FROM contracts c WHERE {where.sql}", where.parameters))
    lines = selectors.lines(release, where, "c.notified_on DESC, c.contract_id", SHOWN) if count else []
    return {
        "count": count,
        "table": tables.contracts(lines, "Ses derniers marchés", with_buyer=True) if lines else None,
        "radar_href": _radar(found.unit["siren"]),
    }


def _radar(siren: str) -> str:
    """What ends near it, in an app above this one."""
    try:
        return f"{reverse('procurement:radar')}?organisation={siren}"
    except NoReverseMatch:
        return ""


BLOCKS = (Block("contracts/beside_organization.html", contracts),)
