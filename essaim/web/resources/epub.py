"""An EPUB 3 of a work or a selection: one file a fiche, contents, notes, and what makes it accessible said in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from ebooklib import epub

from essaim.web.resources.printing import File, absolute, context

STYLE = "resources/book.css"
# What EPUB Accessibility 1.1 asks a publication to say of itself.
ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityHazard", "none"),
    ("schema:accessibilitySummary", "Texte structuré, sans image\u202f; tableaux avec en-têtes\u202f; notes liées."),
)


def as_epub(content: Mapping[str, Any], asked: Mapping[str, Any], *, say: Callable[[int], None]) -> File:
    """Return the EPUB. say: told the number of each chapter once written. asked: see `printing.context`."""
    given = context(content, asked)
    work = given["work"]
    book = epub.EpubBook()
    book.set_identifier(f"urn:uuid:{uuid5(NAMESPACE_URL, asked['key'])}")
    book.set_title(work["title"])
    book.set_language("fr")
    book.add_author(work["authors"] or "Essaim")
    book.add_metadata("DC", "rights", given["licence"])
    book.add_metadata("DC", "date", given["on"].isoformat())
    if work["summary"]:
        book.add_metadata("DC", "description", work["summary"])
    for name, value in ACCESS:
        book.add_metadata(None, "meta", value, {"property": name})
    style = epub.EpubItem("style", "style.css", "text/css", _style().encode())
    book.add_item(style)

    def page(name: str, title: str, template: str, more: Mapping[str, Any]) -> epub.EpubHtml:
        made = epub.EpubHtml(title=title, file_name=f"{name}.xhtml", lang="fr")
        made.content = absolute(render_to_string(template, {**given, **more}))
        made.add_item(style)
        book.add_item(made)
        return made

    pages = [page("titre", work["title"], "resources/book_title.html", {})]
    contents: list[Any] = []
    for rank, chapter in enumerate(given["chapters"], start=1):
        made = page(f"fiche-{rank}", chapter.title, "resources/book_chapter.html", {"chapter": chapter})
        if chapter.part:
            contents.append((epub.Section(chapter.part, href=made.file_name), []))
        (contents[-1][1] if contents and isinstance(contents[-1], tuple) else contents).append(made)
        pages.append(made)
        say(rank)
    book.toc = [pages[0], *contents]
    book.add_item(epub.EpubNcx())
    nav = epub.EpubNav(title="Sommaire")
    nav.lang = "fr"
    book.add_item(nav)
    book.spine = [pages[0], "nav", *pages[1:]]
    written = io.BytesIO()
    # The moment is the day of the content: the same content gives the same book.
    moment = datetime.combine(given["on"], time(), UTC)
    epub.write_epub(written, book, {"mtime": moment, "spine_direction": False, "package_direction": False})
    return File(written.getvalue())


def _style() -> str:
    found = finders.find(STYLE)
    return Path(found).read_text("utf-8") if found else ""
