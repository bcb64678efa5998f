"""Rows written in Python say exactly what the cell template says."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from essaim.web.ui.components import Cell, Column, Table, Tag
from essaim.web.ui.table_rows import rows

CELLS = [
    Cell("texte <b>&"),
    Cell("lien", href="/a?b=1&c=2"),
    Cell("inconnu", unknown=True),
    Cell("", unknown=True),
    Cell("1 234", numeric=True, note="à noter"),
    Cell(tags=[Tag("Association", "outline", family="association"), Tag("ESUS", "honey", "agréée <ESUS>")]),
    Cell(status="conteste"),
    Cell(status="etabli"),
]


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_written_as_its_template_writes_it(cell):
    expected = render_to_string("components/cell.html", {"cell": cell}).replace("\n", "")
    written = rows(Table("t", [Column("a")], [[cell]])).replace("\n", "")
    assert written == f'<tr><th scope="row">{expected}</th></tr>'


def test_an_empty_table_says_so():
    assert rows(Table("t", [Column("a"), Column("b")], [], empty="Rien <ici>")) == (
        '<tr><td colspan="2" class="soft">Rien &lt;ici&gt;</td></tr>'
    )
