"""A tagged PDF (PDF/UA-1) from HTML and a style sheet of ours: the one place where documents are printed.

The document is whole when it comes here, its images inside it (`data:`): nothing is fetched, from another site or
from this one.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from essaim.web.ui import pdf_tags

FONTS = ("bricolage-grotesque-latin-700-normal", "atkinson-hyperlegible-next-latin-400-normal",
         "atkinson-hyperlegible-next-latin-700-normal")  # fmt: skip


class CannotPrint(Exception):
    """The server lacks what printing needs. title: what happened; detail: what to do; both in French."""

    def __init__(self, title: str, detail: str = "") -> None:
        super().__init__(title)
        self.title, self.detail = title, detail


@dataclass(frozen=True, slots=True)
class Printed:
    """A document once laid out. anchors: for each page, the ids of the elements that begin on it."""

    body: bytes
    anchors: tuple[frozenset[str], ...]

    @property
    def pages(self) -> int:
        return len(self.anchors)


def render(html: str, *, style: str) -> bytes:
    """Return the PDF of a document: `lay_out`, for who does not ask how many pages it makes."""
    return lay_out(html, style=style).body


def lay_out(html: str, *, style: str, say: Callable[[int], None] | None = None) -> Printed:
    """Return the PDF of a document and where its pages begin.

    html: a whole document, in French, with its title. style: the static path of its sheet (`territories/portrait.css`);
    our typefaces are put in front of it. say: told the number of each page as it is laid out. Raises CannotPrint when
    Pango or the sheet is missing, ValueError when the document asks for a file.
    """
    try:
        import weasyprint
    except OSError as error:
        raise CannotPrint(
            "Le PDF ne peut pas être préparé\u00a0: une bibliothèque du système manque (Pango).",
            "Sur le serveur Debian\u00a0: apt install libpango-1.0-0 libpangoft2-1.0-0. "
            "La page elle-même s’imprime depuis le navigateur.",
        ) from error
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(string=_sheet(style), font_config=fonts)
    # The document is whole: an address in it is a fault, never a request to another site.
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    variant = {"pdf_variant": "pdf/ua-1"}
    document = weasyprint.HTML(string=html, base_url=None, url_fetcher=nothing)
    try:
        with _told(say):
            laid = document.render(font_config=fonts, stylesheets=[sheet], **variant)
            body = laid.write_pdf(finisher=pdf_tags.finish, **variant)
    except weasyprint.urls.FatalURLFetchingError as error:
        raise ValueError(f"the document asks for a file: {error}") from error
    return Printed(body, tuple(frozenset(page.anchors) for page in laid.pages))


class _Pages(logging.Handler):
    """Hears WeasyPrint tell its progress, in the thread that asked only."""

    def __init__(self, say: Callable[[int], None]) -> None:
        super().__init__(logging.INFO)
        self._say, self._thread = say, threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        found = re.search(r"Page (\d+)$", record.getMessage())
        if found and record.thread == self._thread:
            self._say(int(found[1]))


@contextmanager
def _told(say: Callable[[int], None] | None) -> Iterator[None]:
    if say is None:
        yield
        return
    logger, handler = logging.getLogger("weasyprint.progress"), _Pages(say)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    # Heard here, and nowhere else.
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)


@cache
def _sheet(name: str) -> str:
    """The style sheet, with the addresses of our fonts when they are built."""
    found = finders.find(name)
    if found is None:
        raise CannotPrint(
            "Le PDF ne peut pas être préparé\u00a0: sa feuille de style manque.", "Sur le serveur\u00a0: make setup."
        )
    faces = ""
    for font in FONTS:
        if (path := finders.find(f"dist/fonts/{font}.woff2")) is not None:
            family = "Bricolage Grotesque" if font.startswith("bricolage") else "Atkinson Hyperlegible Next"
            weight = "700" if "-700-" in font else "400"
            faces += f'@font-face{{font-family:"{family}";font-weight:{weight};src:url("{Path(path).as_uri()}")}}\n'
    return faces + Path(found).read_text(encoding="utf-8")
