"""Printing a document: what WeasyPrint leaves out of PDF/UA, what we complete, and checks that see the difference."""

from __future__ import annotations

import pytest

from essaim.web.ui import pdf
from essaim.web.ui.tests import pdf_ua

SHEET = "territories/portrait.css"
DOCUMENT = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Essai</title></head><body>
<h1>Essai</h1><p class="running-source">Source</p><h2>Table</h2>
<table><caption>Nombres</caption><thead><tr><th scope="col">Nom</th><th scope="col">Nombre</th></tr></thead>
<tbody><tr><th scope="row">Un <svg width="9" height="9" viewBox="0 0 9 9"><rect width="9" height="9"/></svg></th>
<td>1</td></tr></tbody></table><ul><li>a</li><li>b</li></ul>%s</body></html>"""
MAP = '<svg width="9" height="9" viewBox="0 0 9 9"><title>Une carte</title><rect width="9" height="9"/></svg>'


def test_a_whole_document_passes():
    assert pdf_ua.faults(pdf.render(DOCUMENT % MAP, style=SHEET)) == []


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        ("<h4>Trop bas</h4>", "7.4"),
        ("<table><tr><td>1</td></tr><tr><td>1</td><td>2</td></tr></table>", "7.5"),
        ('<ul style="columns:2"><li>a</li><li>b</li></ul>', "7.6"),
    ],
)
def test_the_checks_see_what_is_wrong(wrong: str, clause: str):
    assert {fault.split(":")[0] for fault in pdf_ua.faults(pdf.render(DOCUMENT % wrong, style=SHEET))} == {clause}


def test_without_completion_the_same_document_fails(monkeypatch):
    monkeypatch.setattr(pdf.pdf_tags, "finish", lambda document, written: None)
    clauses = {fault.split(":")[0] for fault in pdf_ua.faults(pdf.render(DOCUMENT % MAP, style=SHEET))}
    assert clauses == {"7.1", "7.3", "7.5", "7.8", "14.7.2"}


def test_a_document_that_asks_for_a_file_is_refused():
    with pytest.raises(ValueError, match="asks for"):
        pdf.render(DOCUMENT % '<img alt="x" src="https://example.org/x.png">', style=SHEET)
