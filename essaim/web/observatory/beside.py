"""What other apps put on the page of an organisation: made of the release alone, so that the page is kept with it.

An app brings its part in a module `beside_organization.py`, with `BLOCKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from essaim.web.observatory.organization import Organization
from essaim.web.observatory.release import Release
from essaim.web.ui.brought import modules

MODULE = "beside_organization"


@dataclass(frozen=True, slots=True)
class Block:
    """context(release, organisation): what `template` needs as `block`, None when there is nothing to say."""

    template: str
    context: Callable[[Release, Organization], Mapping[str, Any] | None]
    order: int = 50


def blocks(release: Release, found: Organization) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the template and the context of each block that has something to say, in order."""
    brought = sorted((block for module in modules(MODULE) for block in module.BLOCKS), key=lambda one: one.order)
    said = [(block.template, block.context(release, found)) for block in brought]
    return [(template, context) for template, context in said if context is not None]
