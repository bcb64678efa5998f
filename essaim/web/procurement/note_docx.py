"""The note as a word-processor document: real heading styles, table headers that repeat, language and title set."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as OpenDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table

from essaim.web.observatory.sources import missing_text, source_lines
from essaim.web.procurement import assistant, lever_rows
from essaim.web.procurement.note import DISCLAIMER, LISTED, Note
from essaim.web.procurement.reasons import FITS
from essaim.web.procurement.supplier_search import TRUSTS
from essaim.web.ui import french

LANGUAGE = "fr-FR"


def render(note: Note) -> bytes:
    """Return the document. Any text is written as a text: nothing in it can run."""
    document = Document()
    _prepare(document, note)
    document.add_heading(note.title, level=0)
    if note.release.banner:
        document.add_paragraph(note.release.banner, style="Intense Quote")
    document.add_heading("Faits retenus", level=1)
    _table(document, ("Fait", "Valeur"), note.facts)
    _law(document, note)
    _sourcing(document, note)
    document.add_heading("Sources et limites", level=1)
    for line in source_lines(note.release):
        text = f"{line.record.title}, {line.record.producer}, données au {line.as_of} ({line.completeness})."
        document.add_paragraph(text, style="List Bullet")
    if missing := missing_text(note.release):
        document.add_paragraph(missing)
    document.add_paragraph(DISCLAIMER)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _prepare(document: OpenDocument, note: Note) -> None:
    """Title, language and plain type: what a screen reader and a spelling checker need."""
    properties = document.core_properties
    properties.title, properties.language, properties.author = note.title, LANGUAGE, "Essaim"
    properties.subject = f"Édition {note.release.id}"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    normal.element.get_or_add_rPr().append(language)


def _law(document: OpenDocument, note: Note) -> None:
    document.add_heading(f"Le droit au {french.date_fr(note.need.on)}", level=1)
    if note.law.advice is None:
        document.add_paragraph(note.law.not_covered)
        return
    for warning in note.law.advice.warnings:
        document.add_paragraph(warning, style="Intense Quote")
    for label, answers in note.law.blocks.items():
        document.add_heading(label, level=2)
        for answer in answers:
            document.add_heading(f"{answer.title}\u00a0: {lever_rows.state(answer).lower()}", level=3)
            for text in (*answer.reasons, *answer.obligations, *answer.exceptions, *answer.warnings):
                document.add_paragraph(text, style="List Bullet")
            for question in answer.questions:
                document.add_paragraph(f"À dire\u00a0: {question}", style="List Bullet")
            articles = ", ".join(f"{each.id} ({each.label})" for each in answer.articles)
            if articles:
                document.add_paragraph(f"Textes\u00a0: {articles}.")


def _sourcing(document: OpenDocument, note: Note) -> None:
    document.add_heading("Qui pourrait répondre", level=1)
    document.add_paragraph(assistant.advised(note.need, note.found))
    shown = note.found.candidates[:LISTED]
    if not shown:
        document.add_paragraph("Aucune organisation du registre ne répond dans ce périmètre.")
        return
    rows = [
        (
            f"{each.supplier.name} (SIRET {each.supplier.siret})",
            each.supplier.city or french.UNKNOWN,
            TRUSTS[each.supplier.trust],
            FITS[each.fit],
            " ".join(each.sentences),
        )
        for each in shown
    ]
    _table(document, ("Organisation", "Commune", "Correspondance", "Face au marché", "Pourquoi"), rows)
    if len(note.found.candidates) > LISTED:
        rest = french.number(len(note.found.candidates) - LISTED)
        document.add_paragraph(f"Et {rest} autres, dans le fichier de sourcing de la page.")


def _table(document: OpenDocument, headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    """A grid whose first row is marked as header, and repeats on each page."""
    table = document.add_table(rows=1, cols=len(headers), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, headers, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    return table
