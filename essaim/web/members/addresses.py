"""Addresses of the pages of members."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from django.urls import reverse

from essaim.rules.names import fold

MARK = "REFERENCE"
SIREN = re.compile(r"^(\d{9})(?:-[a-z0-9-]*)?$")


# Every page of the network writes the address of every member it shows, and names change once in years.
@lru_cache(maxsize=8192)
def reference(siren: str, name: str) -> str:
    """What the address of a member's page holds: « 215903501-lille »."""
    slug = fold(name).replace(" ", "-")
    return f"{siren}-{slug}" if slug else siren


def member(siren: str, name: str) -> str:
    """The address of a member's page."""
    return _member_page().replace(MARK, reference(siren, name))


@cache
def _member_page() -> str:
    """The address of a member's page with MARK for its reference: asking Django for each would take most of a map."""
    return reverse("members:member", args=[MARK])


def siren_of(reference_: str) -> str:
    """The SIREN an address holds, whatever name follows it; "" when it holds none."""
    found = SIREN.match(reference_)
    return found.group(1) if found else ""
