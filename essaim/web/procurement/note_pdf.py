"""The note as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from django.template.loader import render_to_string

from essaim.web.observatory.sources import missing_text, source_lines
from essaim.web.procurement import assistant, lever_rows
from essaim.web.procurement.note import DISCLAIMER, LISTED, Note
from essaim.web.ui import pdf

STYLE = "procurement/note.css"


def html(note: Note) -> str:
    """Return the document that is printed."""
    context = {
        "note": note,
        "release": note.release,
        "blocks": [
            (label, [(answer, lever_rows.state(answer)) for answer in answers])
            for label, answers in note.law.blocks.items()
        ],
        "listed": note.found.candidates[:LISTED],
        "not_listed": max(0, len(note.found.candidates) - LISTED),
        "lots": assistant.lots_table(note.found) if note.found.known else None,
        "advised": assistant.advised(note.need, note.found),
        "disclaimer": DISCLAIMER,
        "sources": source_lines(note.release),
        "missing_text": missing_text(note.release),
    }
    return render_to_string("procurement/note_pdf.html", context)


def render(note: Note) -> bytes:
    """Return the PDF. Raises CannotPrint, in French, when the system lacks the libraries WeasyPrint needs."""
    return pdf.render(html(note), style=STYLE)
