"""The portrait as a tagged PDF (PDF/UA-1) of four pages, to be joined to a deliberation."""

from __future__ import annotations

from django.template.loader import render_to_string

from essaim.web.observatory import organizations, tables
from essaim.web.observatory.sources import missing_text, source_lines
from essaim.web.territories import maps, presentation, sentences
from essaim.web.territories.portrait import Portrait
from essaim.web.ui import pdf

LINES_SHOWN = 10  # with long names, what leaves room for the sources on the fourth page
STYLE = "territories/portrait.css"


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
    """Return the PDF. Raises CannotPrint, in French, when the system lacks the libraries WeasyPrint needs."""
    return pdf.render(html(portrait), style=STYLE)
