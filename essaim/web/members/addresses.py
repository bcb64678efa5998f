"""Addresses of the pages of members."""

from __future__ import annotations

import re

from django.urls import reverse

from essaim.rules.names import fold

SIREN = re.compile(r"^(\d{9})(?:-[a-z0-9-]*)?$")


def reference(siren: str, name: str) -> str:
    """What the address of a member's page holds: « 215903501-lille »."""
    slug = fold(name).replace(" ", "-")
    return f"{siren}-{slug}" if slug else siren


def member(siren: str, name: str) -> str:
    """The address of a member's page."""
    return reverse("members:member", args=[reference(siren, name)])


def siren_of(reference_: str) -> str:
    """The SIREN an address holds, whatever name follows it; "" when it holds none."""
    found = SIREN.match(reference_)
    return found.group(1) if found else ""
