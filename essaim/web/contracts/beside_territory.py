"""« Ce que le territoire achète »: declared contracts of the buyers seated there, on its page."""

from __future__ import annotations

from essaim.web.contracts import territory_page
from essaim.web.territories.beside import Block


def _never() -> None:
    """Made of the release alone: it changes with it."""


BLOCKS = (Block("contracts/beside_territory.html", territory_page.beside, _never, order=10),)
