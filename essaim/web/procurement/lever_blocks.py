"""What other parts add to a lever's page: experiences, suppliers near a territory. Each gives a title and its data.

To add one: write `def block(release, lever: str, territory: Territory | None) -> Block | None` and name it in BLOCKS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from essaim.web.observatory.release import Release
from essaim.web.territories.selectors import Territory

# Dotted names, read at the first page: this list imports nobody.
BLOCKS: tuple[str, ...] = (
    "essaim.web.procurement.precedents.lever_suppliers",
    "essaim.web.procurement.precedents.lever_contracts",
    "essaim.web.procurement.precedents.lever_experiences",
)


@dataclass(frozen=True, slots=True)
class Block:
    """id: anchor of the section; template: rendered with `data` only."""

    id: str
    title: str
    template: str
    data: Mapping[str, Any]


def for_lever(release: Release, lever: str, territory: Territory | None) -> list[Block]:
    """Return the blocks that have something to say of this lever here."""
    found = (import_string(name)(release, lever, territory) for name in BLOCKS)
    return [block for block in found if block is not None]
