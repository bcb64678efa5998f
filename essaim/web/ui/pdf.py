"""A tagged PDF (PDF/UA-1) from HTML and a style sheet of ours: the one place where documents are printed.

The document is whole when it comes here, its images inside it (`data:`): nothing is fetched, from another site or
from this one.
"""

from __future__ import annotations

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


def render(html: str, *, style: str) -> bytes:
    """Return the PDF of a document.

    html: a whole document, in French, with its title. style: the static path of its sheet (`territories/portrait.css`);
    our typefaces are put in front of it. Raises CannotPrint when Pango or the sheet is missing, ValueError when the
    document asks for a file.
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
    document = weasyprint.HTML(string=html, base_url=None, url_fetcher=nothing)
    try:
        return document.write_pdf(
            stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", finisher=pdf_tags.finish
        )
    except weasyprint.urls.FatalURLFetchingError as error:
        raise ValueError(f"the document asks for a file: {error}") from error


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
