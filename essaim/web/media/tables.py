"""Reading the tables people upload, CSV or XLSX, row by row. Nothing is trusted: neither the name, nor the size said.

What comes out is rows of text. What cannot be read is refused with a sentence that says what was found. Memory stays
flat: a row is given as soon as it is read.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

MEGABYTE = 1024 * 1024
SAMPLE_LINES = 40
DELIMITERS = ";,\t|"
MOST_MERGES = 100_000
# What a file is, by its first bytes.
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


class TableFileError(ValueError):
    """A file that cannot be read as a table; `str(error)` is a French sentence for who sent it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold. bytes; unfolded: bytes once an XLSX, which is a ZIP, is unfolded; cell: characters."""

    bytes: int
    unfolded: int
    rows: int
    columns: int
    cell: int


def read(file: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Yield (number, cells) for each row that holds something, numbered as a spreadsheet does.

    file: open in binary, seekable. name: as its sender calls it, for the sentences only: the first bytes say what it
    is. Cells are stripped and printable; a number with decimals has a comma; a date is AAAA-MM-JJ. Of several sheets,
    the first that holds something; a cell merged over several rows is repeated on each.
    Raises TableFileError, while rows are read too, on an empty, too large, too wide, too long or unreadable file, on a
    kind that is neither CSV nor XLSX, on a bomb and on macros.
    """
    file.seek(0, 2)
    if file.tell() > limits.bytes:
        raise TableFileError(f"Ce fichier dépasse {limits.bytes // MEGABYTE}\u00a0Mo. Rien n’a été gardé.")
    file.seek(0)
    head = file.read(4096)
    if not head.strip() and not file.read(MEGABYTE).strip():
        raise TableFileError("Ce fichier est vide.")
    rows = _xlsx_rows(file, limits) if head.startswith(_ZIP) else _csv_rows(file, head, name)
    return _bounded(rows, limits)


def _csv_rows(file: BinaryIO, head: bytes, name: str) -> Iterator[list[str]]:
    encoding = _kind_of_text(head, name)
    file.seek(0)
    lines = _decoded(file, encoding)
    sample = [line for _, line in zip(range(SAMPLE_LINES), lines, strict=False)]
    delimiter = _delimiter(sample)
    file.seek(0)
    try:
        yield from csv.reader(_decoded(file, encoding), delimiter=delimiter)
    except csv.Error as error:
        raise TableFileError(f"Ce CSV ne se lit pas ({error}). Rien n’a été gardé.") from error


def _kind_of_text(head: bytes, name: str) -> str:
    """ "" for lines in UTF-8 or Windows-1252, else an encoding. Raises TableFileError on what is not text."""
    if head.startswith(_OLE):
        raise TableFileError(
            "Ce fichier est un ancien classeur (.xls) ou un classeur protégé par un mot de passe. "
            "Enregistrez-le en .xlsx sans mot de passe, ou en CSV."
        )
    if head.startswith(_PDF):
        raise TableFileError("Ce fichier est un PDF. Il faut un CSV ou un classeur XLSX.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"<", b"{") or b"\x00" in head:
        kind = "une page web" if start == b"<" else "un fichier binaire ou du JSON"
        raise TableFileError(f"«\u00a0{name[:60]}\u00a0» est {kind}, pas une liste CSV ou XLSX.")
    return ""


def _decoded(file: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines of a file. Line by line, since an export glued to another may change its encoding half way."""
    if encoding:
        import codecs

        reader = codecs.getreader(encoding)(file)
        try:
            yield from reader
        except UnicodeError as error:
            raise TableFileError(
                "L’encodage de ce fichier est incohérent. Enregistrez-le en «\u00a0CSV UTF-8\u00a0»."
            ) from error
        return
    for number, line in enumerate(file):
        raw = line.removeprefix(b"\xef\xbb\xbf") if not number else line
        try:
            yield raw.decode("utf-8")
        except UnicodeDecodeError:
            yield _windows(raw)


def _windows(raw: bytes) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        raise TableFileError(
            "L’encodage de ce fichier n’est ni UTF-8 ni Windows-1252. Enregistrez-le en «\u00a0CSV UTF-8\u00a0»."
        ) from None


def _delimiter(sample: list[str]) -> str:
    """The mark that cuts most lines into the same number of cells: a decimal comma cuts too, but into fewer."""

    def regularity(mark: str) -> int:
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=mark))
        except csv.Error:
            return 0
        return max(((width - 1) * count for width, count in widths.items()), default=0)

    return max(DELIMITERS, key=regularity)


def _xlsx_rows(file: BinaryIO, limits: Limits) -> Iterator[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_hostile(archive, limits)
            file.seek(0)
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                for sheet in book.worksheets:
                    # The size a sheet says it has may be wrong, and would cut it.
                    sheet.reset_dimensions()
                    merges = _merges(archive, sheet._worksheet_path)
                    values = sheet.iter_rows(max_col=limits.columns + 1, values_only=True)
                    rows = _unmerged(([_text(value) for value in row] for row in values), merges)
                    empty = True
                    for row in rows:
                        empty = empty and not any(row)
                        yield row
                    if not empty:
                        return
            finally:
                book.close()
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, SyntaxError, EOFError, OSError) as error:
        if isinstance(error, TableFileError):
            raise
        raise TableFileError("Ce classeur est abîmé\u00a0: il ne se lit pas. Rien n’a été gardé.") from error


def _refuse_hostile(archive: zipfile.ZipFile, limits: Limits) -> None:
    names = archive.namelist()
    # zipfile never reads past the size an entry says: what is said is what may unfold.
    if sum(item.file_size for item in archive.infolist()) > limits.unfolded:
        raise TableFileError("Ce classeur se déplie en un volume anormal. Rien n’a été gardé.")
    if "content.xml" in names and "mimetype" in names:
        raise TableFileError("Ce fichier est un classeur OpenDocument (.ods). Enregistrez-le en .xlsx ou en CSV.")
    if not any(name.startswith("xl/") for name in names):
        raise TableFileError("Cette archive n’est pas un classeur XLSX.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise TableFileError(
            "Ce classeur contient des macros (.xlsm). Enregistrez-le en .xlsx, sans macros, ou en CSV."
        )


Merge = tuple[int, int, int]


def _merges(archive: zipfile.ZipFile, path: str) -> list[Merge]:
    """(column, first row, last row) of the cells merged over several rows, in the order of rows; ranks from 0 and 1.

    Read from the sheet itself: a workbook read row by row does not say them.
    """
    found: list[Merge] = []
    before = b""
    with archive.open(path) as sheet:
        while part := sheet.read(MEGABYTE):
            text = before + part
            for match in _MERGE.finditer(text):
                first, last = int(match[2]), int(match[4])
                if last > first and len(found) < MOST_MERGES:
                    found.append((_rank(match[1]), first, last))
            # What is cut by the end of a part is whole in the next; what was whole is not read twice.
            before = text[text.rfind(b"<") :]
            if len(before) > 1000:
                before = b""
    return sorted(set(found), key=lambda merge: merge[1])


def _rank(letters: bytes) -> int:
    rank = 0
    for letter in letters:
        rank = 26 * rank + letter - 64
    return rank - 1


def _unmerged(rows: Iterable[list[str]], merges: list[Merge]) -> Iterator[list[str]]:
    waiting = iter(merges)
    coming = next(waiting, None)
    open_: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(rows, 1):
        for column, (last, text) in list(open_.items()):
            if number > last:
                del open_[column]
            elif any(row) and column < len(row) and not row[column]:
                row[column] = text
        while coming and coming[1] <= number:
            column, first, last = coming
            if first == number and column < len(row):
                open_[column] = (last, row[column])
            coming = next(waiting, None)
        yield row


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        # A comma, as in French: « 1.234 » could be read as a thousand.
        return str(int(value)) if value.is_integer() else f"{value:.10f}".rstrip("0").replace(".", ",")
    return str(value)


def _clean(cell: str) -> str:
    if not cell.isprintable():
        cell = "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in cell)
    return cell.strip()


def _bounded(rows: Iterator[list[str]], limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Clean the cells and count the rows that hold something."""
    kept = 0
    csv.field_size_limit(limits.bytes)
    for number, row in enumerate(rows, 1):
        cells = [_clean(cell) for cell in row]
        if not any(cells):
            continue
        if len(cells) > limits.columns and any(cells[limits.columns :]):
            raise TableFileError(
                f"La ligne {number} a plus de {limits.columns} colonnes\u00a0: ce n’est pas une liste."
            )
        if any(len(cell) > limits.cell for cell in cells):
            raise TableFileError(f"La ligne {number} a une cellule de plus de {limits.cell} caractères.")
        kept += 1
        if kept > limits.rows:
            raise TableFileError(f"Cette liste dépasse {limits.rows} lignes. Rien n’a été gardé.")
        yield number, cells[: limits.columns]
