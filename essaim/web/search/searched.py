"""What can be searched: each app brings its own in a module `searched.py`, under the name `SEARCHED`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.safestring import SafeString

from essaim.web.search.text_index import Document, Hit, TextIndex
from essaim.web.ui.brought import modules


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of results: label and address of a page, the words found in it, what it is (« Lille · 2024 »)."""

    label: str
    href: str
    extract: SafeString | str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """One kind of thing to find.

    name: short id, in addresses; label: French, plural; order: place in the page of results.
    versions(on): key → version of everything that may be found on a day, in one query.
    read(keys): their documents. answers(hits): what to show, in the order of the hits.
    """

    name: str
    label: str
    order: int
    versions: Callable[[date], Mapping[str, str]]
    read: Callable[[Sequence[str]], Iterable[Document]]
    answers: Callable[[Sequence[Hit]], Sequence[Answer]]


@cache
def brought() -> tuple[Searched, ...]:
    """Every kind of thing the installed apps let search, in order."""
    # This very module is found too: it brings nothing.
    found = [one for module in modules("searched") for one in getattr(module, "SEARCHED", ())]
    return tuple(sorted(found, key=lambda one: one.order))


_INDEXES: dict[str, TextIndex] = {}
_MAKING = threading.Lock()


def find(searched: Searched, words: str, *, on: date, limit: int = 200) -> list[Hit]:
    """Return what holds every word, best first. What was published since the last search is found by this one."""
    with _MAKING:
        index = _INDEXES.setdefault(searched.name, TextIndex())
    index.update(searched.versions(on), searched.read)
    return index.find(words, limit)
