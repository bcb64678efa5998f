"""A work, an edition or a selection as files: tagged PDF and EPUB 3, from one frozen content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from essaim.web.observatory.release import NoRelease, current
from essaim.web.resources import citing
from essaim.web.resources.body import Piece, render, words
from essaim.web.resources.enums import PAGES_WANTED, Kind, Licence
from essaim.web.resources.fiche_context import Text, with_figures
from essaim.web.resources.vocabulary import LICENCE_ADDRESSES
from essaim.web.ui import pdf
from essaim.web.ui.news import LEVELS

STYLE = "resources/print.css"
# Words on a page of ours, measured on the first kit: enough to refuse what would be a book.
WORDS_A_PAGE = 260


@dataclass(frozen=True, slots=True)
class Chapter:
    """A fiche in a file. part: the title of the part that begins with it. anchor: of its title."""

    title: str
    question: str
    summary: str
    part: str
    checked_on: date
    text: Text

    @property
    def anchor(self) -> str:
        return f"{self.text.prefix}titre"


@dataclass(frozen=True, slots=True)
class File:
    """A file made. pages: of a PDF. remark: what the maker should know, in French (« 5 pages au lieu de 4… »)."""

    body: bytes
    pages: int | None = None
    remark: str = ""


def context(content: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the templates of files are given.

    content: as an edition holds it. asked: on (ISO day), edition (number or None), note, address (path of its page).
    """
    work = content["work"]
    return {
        "work": work,
        "kind": Kind(work["kind"]).label if work["kind"] else "",
        "is_point": work["kind"] == Kind.POINT,
        "is_single": len(content["fiches"]) == 1 and not asked.get("edition") and work["kind"] != Kind.POINT,
        "own": _text(work, "o-"),
        "chapters": [
            Chapter(
                one["title"], one["question"], one["summary"], one["part"], date.fromisoformat(one["checked_on"]),
                _text(one, f"f{rank}-"),
            )
            for rank, one in enumerate(content["fiches"], start=1)
        ],
        "levels": [LEVELS[one] for one in work["levels"] if one in LEVELS],
        "licence": Licence(work["licence"]).label,
        "licence_href": LICENCE_ADDRESSES[work["licence"]],
        "checked_on": date.fromisoformat(work["checked_on"]),
        "on": date.fromisoformat(asked["on"]),
        "edition": asked.get("edition"),
        "note": asked.get("note", ""),
        "address": settings.ESSAIM_BASE_URL + asked["address"],
        "banner": banner(),
    }  # fmt: skip


def as_pdf(content: Mapping[str, Any], asked: Mapping[str, Any], *, say: Callable[[int], None]) -> File:
    """Return the tagged PDF. say: told the number of each page laid out. Raises CannotPrint."""
    given = context(content, asked)
    printed = _laid_out(given, say)
    if given["is_single"] and printed.pages > 1:
        # A few lines alone on a second page are worth a smaller type on the first.
        tight = _laid_out(given | {"tight": True}, say)
        printed = tight if tight.pages < printed.pages else printed
    return File(printed.body, printed.pages, remark(given, printed))


def _laid_out(given: Mapping[str, Any], say: Callable[[int], None]) -> pdf.Printed:
    return pdf.lay_out(absolute(render_to_string("resources/print.html", given)), style=STYLE, say=say)


def remark(given: Mapping[str, Any], printed: pdf.Printed) -> str:
    """Say when a work is not the length its collection asks for, and where it goes over or stops; empty when it is."""
    wanted = PAGES_WANTED.get(given["work"]["kind"])
    if wanted is None or printed.pages == wanted:
        return ""
    titles = [(piece.anchor, piece.title) for piece in given["own"].headings]
    if printed.pages > wanted:
        return (
            f"{printed.pages}\u00a0pages au lieu de {wanted}\u00a0: la page {wanted + 1} commence "
            f"{_where(given['own'].pieces, printed, wanted)}. Raccourcissez avant cet endroit."
        )
    last = [title for anchor, title in titles if anchor in printed.anchors[-1]]
    return (
        f"{printed.pages}\u00a0page{'s' if printed.pages > 1 else ''} au lieu de {wanted}\u00a0: le texte s’arrête "
        f"page {printed.pages}" + (f", après «\u00a0{last[-1]}\u00a0»." if last else ".")
    )


def estimated_pages(content: Mapping[str, Any]) -> int:
    """Return about how many pages a content makes, before it is laid out: words, and a page at least a fiche."""
    own = [content["work"]["body"]] if content["work"]["body"] else []
    texts = [*own, *(one["body"] for one in content["fiches"])]
    return sum(-(-max(1, len(words(one).split())) // WORDS_A_PAGE) for one in texts)


def absolute(html: str) -> str:
    """Addresses of the site, whole: a file is read elsewhere."""
    return html.replace('href="/', f'href="{settings.ESSAIM_BASE_URL}/')


def banner() -> str:
    """What every page must say when the figures are a demonstration or an excerpt; empty otherwise."""
    try:
        return current().banner or ""
    except NoRelease:
        return ""


def _where(pieces: Sequence[Piece], printed: pdf.Printed, page: int) -> str:
    """Where a page begins: at a title, or in what follows the last title before it."""
    title = ""
    for piece in pieces:
        begins_there = piece.anchor in printed.anchors[page]
        if begins_there and piece.kind == "heading":
            return f"à «\u00a0{piece.title}\u00a0»"
        if begins_there:
            break
        title = piece.title if piece.kind == "heading" else title
    return f"dans «\u00a0{title}\u00a0»" if title else "dans les sources"


def _text(copy: Mapping[str, Any], prefix: str) -> Text:
    reader = citing.frozen(copy, prefix=prefix)
    pieces = [with_figures(piece, None, None) for piece in render(copy["body"], reader)]
    return Text(list(_titled_once(pieces)), reader.notes, prefix)


def _titled_once(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Mark the tables that the title just above names already: their caption is for those who listen."""
    title = ""
    for piece in pieces:
        if piece.kind == "table" and piece.title == title:
            yield replace(piece, data={"is_named": True})
        else:
            yield piece
        title = piece.title if piece.kind == "heading" else title
