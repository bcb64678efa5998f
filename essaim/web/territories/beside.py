"""What other apps put on the page of a territory, and when it last changed.

An app brings its part in a module `beside_territory.py`, with `BLOCKS`. The page of a territory is made of the release
and of these: the page cache asks `last_change` so that what was just published shows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DatabaseError

from essaim.web.observatory.last_change import LastChange
from essaim.web.territories.portrait import Portrait
from essaim.web.ui.brought import modules

log = logging.getLogger("essaim.territories")


@dataclass(frozen=True, slots=True)
class Block:
    """context(portrait): what `template` needs, None when there is nothing. last_change(): of all it may show."""

    template: str
    context: Callable[[Portrait], Mapping[str, Any] | None]
    last_change: Callable[[], datetime | None]
    order: int = 50


@cache
def brought() -> tuple[Block, ...]:
    """Every block of every app, in order."""
    found = [one for module in modules("beside_territory") for one in module.BLOCKS]
    return tuple(sorted(found, key=lambda one: one.order))


def blocks(portrait: Portrait) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the template and the context of each block. Without the default database, the portrait stands alone."""
    found = []
    for block in brought():
        try:
            context = block.context(portrait)
        except DatabaseError:
            log.exception("A block of the page of %s could not be read.", portrait.place.territory_id)
            continue
        if context is not None:
            found.append((block.template, context))
    return found


last_change = LastChange(lambda: [block.last_change for block in brought()])
