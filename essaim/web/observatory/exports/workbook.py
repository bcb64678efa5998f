"""XLSX: a « Lisez-moi » sheet that says what the file is, then the table."""

from __future__ import annotations

from typing import IO

from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.exports.table import Table, about

MOST_ROWS = 1_048_576 - 1
WIDEST = 48


def write(table: Table, target: IO[bytes]) -> None:
    """Write a workbook. Texts are written as texts: nothing in it can run as a formula.

    Raises InvalidRequest past the rows a sheet can hold.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": table.title, "comments": f"Édition {table.release.id}"})
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        first = book.add_worksheet("Lisez-moi")
        first.set_column(0, 0, 20)
        first.set_column(1, 1, 100)
        for rank, (label, text) in enumerate(about(table)):
            first.write_string(rank, 0, label, bold)
            first.write_string(rank, 1, text, wrapped)
        sheet = book.add_worksheet("Données")
        sheet.freeze_panes(1, 0)
        for rank, field in enumerate(table.fields):
            sheet.set_column(rank, rank, min(max(len(field.label) + 2, 12), WIDEST))
            sheet.write_string(0, rank, field.label, bold)
        for number, row in enumerate(table.rows(), 1):
            if number > MOST_ROWS:
                raise InvalidRequest(
                    "Cette liste dépasse ce qu’une feuille de classeur peut contenir.", "Choisissez csv ou parquet."
                )
            for rank, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, bool):
                    sheet.write_string(number, rank, "oui" if value else "non")
                elif isinstance(value, (int, float)):
                    sheet.write_number(number, rank, value)
                else:
                    sheet.write_string(number, rank, value)
