"""The portrait as a tagged PDF (PDF/UA-1) of four pages, to be joined to a deliberation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from essaim.web.observatory import organizations, tables
from essaim.web.observatory.errors import CannotRender
from essaim.web.observatory.sources import missing_text, source_lines
from essaim.web.territories import maps, presentation, sentences
from essaim.web.territories.portrait import Portrait

LINES_SHOWN = 10  # with long names, what leaves room for the sources on the fourth page
STYLE = "territories/portrait.css"
FONTS = ("bricolage-grotesque-latin-700-normal", "atkinson-hyperlegible-next-latin-400-normal",
         "atkinson-hyperlegible-next-latin-700-normal")  # fmt: skip


def html(portrait: Portrait) -> str:
    """Return the document that is printed."""
    place, release = portrait.place, portrait.release
    figure = maps.figure(portrait)
    sectors = presentation.bars(portrait, "sector", "Établissements par secteur", "Secteur", "", "secteur")
    context = {
        "place": place,
        "release": release,
        "of_place": sentences.of(place),
        "headline": sentences.headline(portrait),
        "figures": presentation.key_figures(portrait),
        "comparison": presentation.comparison(portrait),
        "families": presentation.bars(portrait, "family", "Établissements par famille", "Famille", "", "famille"),
        "sectors": sectors,
        "sizes": presentation.bars(portrait, "size", "Établissements par effectif", "Tranche", "", "effectif"),
        "map": figure if figure is not None and figure.drawable else None,
        "table": tables.organizations(
            organizations.first(release, portrait.scope, LINES_SHOWN), "Premières organisations"
        ),
        "similar": presentation.similar_table(portrait) if portrait.similar else None,
        "criteria": presentation.criteria(portrait),
        "statuses": presentation.counts_table(portrait, "status", "Solidité du statut", "Statut", "", "statut"),
        "sources": source_lines(release),
        "missing_text": missing_text(release),
    }
    return render_to_string("territories/portrait_pdf.html", context)


def render(portrait: Portrait) -> bytes:
    """Return the PDF. Raises CannotRender, in French, when the system lacks the libraries WeasyPrint needs."""
    try:
        import weasyprint
    except OSError as error:
        raise CannotRender(
            "Le PDF ne peut pas être préparé\u00a0: une bibliothèque du système manque (Pango).",
            "Sur le serveur Debian\u00a0: apt install libpango-1.0-0 libpangoft2-1.0-0. "
            "La page elle-même s’imprime depuis le navigateur.",
        ) from error
    style = _style()
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheet = weasyprint.CSS(string=style, font_config=fonts)
    document = weasyprint.HTML(string=html(portrait), base_url=None, url_fetcher=_nothing_else)
    return document.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")


@cache
def _style() -> str:
    """The style sheet, with the addresses of our fonts when they are built."""
    found = finders.find(STYLE)
    if found is None:
        raise CannotRender(
            "Le PDF ne peut pas être préparé\u00a0: sa feuille de style manque.", "Sur le serveur\u00a0: make setup."
        )
    faces = ""
    for name in FONTS:
        if (path := finders.find(f"dist/fonts/{name}.woff2")) is not None:
            family = "Bricolage Grotesque" if name.startswith("bricolage") else "Atkinson Hyperlegible Next"
            weight = "700" if "-700-" in name else "400"
            faces += f'@font-face{{font-family:"{family}";font-weight:{weight};src:url("{Path(path).as_uri()}")}}\n'
    return faces + Path(found).read_text(encoding="utf-8")


def _nothing_else(url: str, *args: object, **kwargs: object) -> dict[str, object]:
    """The document is whole: an address in it is a fault, never a request to another site."""
    raise ValueError(f"the portrait asks for {url}")
