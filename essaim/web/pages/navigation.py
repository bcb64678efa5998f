"""Where the standing pages stand in the map of the site, and those that editors put in the menu."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError
from django.urls import NoReverseMatch, reverse

from essaim.web.pages import selectors
from essaim.web.pages.changes import last_change
from essaim.web.ui.site_map import Entry, Group

log = logging.getLogger("essaim.pages")
ENTRIES = (
    Entry("Accessibilité\u00a0: non auditée", Group.SITE, "pages:accessibility", order=20),
    Entry("Mentions légales", Group.SITE, "pages:legal", order=30),
)


class _Menu:
    """The entries of the editors, read again when a page was published since."""

    def __init__(self) -> None:
        self._read_at: tuple[datetime | None] | None = None
        self._entries: Sequence[Entry] = ()

    def __call__(self) -> Sequence[Entry]:
        changed = (last_change(),)
        if self._read_at != changed:
            try:
                self._entries = [
                    Entry(page.title, Group[page.menu_group], href=href, note=page.menu_note, order=page.menu_order)
                    for href, page in selectors.in_menu()
                ]
            except DatabaseError:
                # A page of the release needs no database: its menu is the one last read.
                log.exception("The menu of the editors could not be read.")
                return self._entries
            self._read_at = changed
        return self._entries


_menu = _Menu()


def written(urlconf: str | None) -> Sequence[Entry]:
    """Return the pages that editors put in the menu; none where Wagtail's own addresses are not served."""
    try:
        reverse("wagtail_serve", urlconf, args=[""])
    except NoReverseMatch:
        return ()
    return _menu()
