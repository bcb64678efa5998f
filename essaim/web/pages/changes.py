"""When the pages of the editors last changed: their words, the menu, and the lists they show."""

from __future__ import annotations

from essaim.web.observatory.last_change import LastChange
from essaim.web.pages import selectors
from essaim.web.ui.listing import page_lists

last_change = LastChange(lambda: [selectors.last_change, *(one.last_change for one in page_lists())])
