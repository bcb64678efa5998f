"""Lists an editor may put in a page (latest experiences, coming events, resources…): each app brings its own.

An app brings its part in a module `page_lists.py` of its own, with `LISTS`; the pages find it by its name, and show
nothing when the app is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from essaim.web.ui.brought import modules

MODULE = "page_lists"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an editor asked for. theme: a slug of essaim.rules.themes; region_code: INSEE; empty: all of them."""

    on: date
    limit: int
    theme: str = ""
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class PageList:
    """A list. name: « experiences », « events », « resources »…; more: url_name of the whole list.

    read(asked): what `template` needs, None when there is nothing to show. last_change(): of all it may show.
    """

    name: str
    template: str
    read: Callable[[Asked], Mapping[str, Any] | None]
    last_change: Callable[[], datetime | None]
    more: str = ""
    more_label: str = ""


def page_lists() -> tuple[PageList, ...]:
    """Every list of the installed apps."""
    return tuple(one for module in modules(MODULE) for one in module.LISTS)


def page_list(name: str) -> PageList | None:
    """Return a list by its name; None when no installed app brings it."""
    return next((one for one in page_lists() if one.name == name), None)
