"""Read one sheet of an .xlsx workbook as text (the DGCL publishes the composition of EPCI that way only).

An .xlsx is a ZIP of XML files; openpyxl is a test library here, and this much of the format has not moved since 2007.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, iterparse

import pyarrow as pa

_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MAX_SHEET_BYTES = 400_000_000


def read_sheet(content: bytes, required: Sequence[str]) -> pa.Table | None:
    """Table of the first sheet whose header has every `required` column (lower case); None when there is none.

    The header may come after title lines. All values are text, as the producer's cell holds them.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        strings = list(_shared_strings(book))
        sheets = sorted(name for name in book.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
        for sheet in sheets:
            if book.getinfo(sheet).file_size > _MAX_SHEET_BYTES:
                continue
            header: list[str] = []
            rows: list[list[str]] = []
            for cells in _rows(book, sheet, strings):
                if header:
                    rows.append([cells.get(i, "") for i in range(len(header))])
                    continue
                names = [cells.get(i, "").strip().lower() for i in range(max(cells, default=-1) + 1)]
                if set(required) <= set(names):
                    header = names
            if header:
                columns = {name: [row[i].strip() for row in rows] for i, name in enumerate(header) if name}
                return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return None


def _shared_strings(book: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return
    with book.open("xl/sharedStrings.xml") as file:
        for _, element in iterparse(file):  # noqa: S314 (no entity is expanded from an external place by expat)
            if element.tag == f"{_SPREADSHEET}si":
                yield "".join(text.text or "" for text in element.iter(f"{_SPREADSHEET}t"))
                element.clear()


def _rows(book: zipfile.ZipFile, sheet: str, strings: list[str]) -> Iterator[dict[int, str]]:
    with book.open(sheet) as file:
        for _, element in iterparse(file):  # noqa: S314
            if element.tag == f"{_SPREADSHEET}row":
                yield {_column(cell.get("r", "A")): _text(cell, strings) for cell in element}
                element.clear()


def _column(reference: str) -> int:
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _text(cell: Element, strings: list[str]) -> str:
    value = cell.find(f"{_SPREADSHEET}v")
    if cell.get("t") == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_SPREADSHEET}t"))
    if value is None or value.text is None:
        return ""
    if cell.get("t") == "s":
        return strings[int(value.text)]
    return value.text.removesuffix(".0")
