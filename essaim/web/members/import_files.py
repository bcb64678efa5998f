"""Reading a list of members as somebody keeps it: CSV or XLSX, with free names and free headers. Nothing is trusted.

What comes out is rows of text and dates. What cannot be read is refused with a sentence that says what was found, and
nothing of it is kept.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from essaim.rules.names import fold
from essaim.web.members.errors import ImportFileError

LARGEST_FILE = 5 * 1024 * 1024
# An XLSX is a ZIP: a small one may unfold into gigabytes.
LARGEST_UNFOLDED = 60 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 10_000, 60, 1000
HEADER_WITHIN = 15

# What a column is, from its folded header. The first that matches wins.
HEADERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("siren", re.compile(r"\b(siren|siret)\b")),
    ("code", re.compile(r"\b(insee|code commune|code officiel|cog)\b")),
    ("postcode", re.compile(r"\b(code postal|cp|departement|dep|dept)\b")),
    ("left_on", re.compile(r"\b(depart|sortie|retrait|fin|demission|radiation)\b")),
    ("joined_on", re.compile(r"\b(adhesion|adhere|entree|depuis|annee|date)\b")),
    ("level", re.compile(r"\b(type|categorie|niveau|echelon|nature|statut)\b")),
    (
        "name",
        re.compile(r"\b(nom|collectivite|adherent|adherents|membre|structure|organisme|denomination|raison sociale)\b"),
    ),
)
_YEAR = re.compile(r"^(19|20)\d{2}$")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file. number: as a spreadsheet counts; cells: text by header; values: text by meaning (HEADERS)."""

    number: int
    cells: dict[str, str]
    values: dict[str, str]
    joined_on: date | None = None
    left_on: date | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRead:
    """columns: header → meaning; ignored: headers that mean nothing here; lines: rows that are not empty."""

    columns: dict[str, str]
    ignored: tuple[str, ...]
    lines: tuple[Line, ...] = field(default_factory=tuple)


def read(content: bytes, file_name: str) -> ListRead:
    """Read a file. The first bytes say what it is, not its name.

    Raises ImportFileError, in French, on an empty, too large or unreadable file, a kind that is neither CSV nor XLSX, a
    bomb, too many rows or columns, or no column of names nor of codes.
    """
    return _understood(table(content, file_name))


def table(content: bytes, file_name: str) -> list[tuple[int, list[str]]]:
    """Read the cells of a CSV or XLSX file: (number of the row, cells) of the rows that hold something.

    Raises ImportFileError, as `read` does, on what is no table or is too large; the rows are not interpreted.
    """
    if not content.strip():
        raise ImportFileError("Ce fichier est vide.")
    if len(content) > LARGEST_FILE:
        raise ImportFileError(f"Ce fichier dépasse {LARGEST_FILE // 1024 // 1024}\u00a0Mo. Rien n’a été gardé.")
    return _bounded(_xlsx_rows(content) if content[:4] == b"PK\x03\x04" else _csv_rows(content, file_name))


def _csv_rows(content: bytes, file_name: str) -> Iterator[list[str]]:
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise ImportFileError("Ce fichier est un ancien classeur (.xls). Enregistrez-le en .xlsx ou en CSV.")
    if content[:5] == b"%PDF-":
        raise ImportFileError("Ce fichier est un PDF. Il faut un CSV ou un classeur XLSX.")
    if content.lstrip()[:1] in (b"<", b"{") or b"\x00" in content[:4096]:
        kind = "une page web" if content.lstrip()[:1] == b"<" else "un fichier binaire ou du JSON"
        raise ImportFileError(f"«\u00a0{file_name[:60]}\u00a0» est {kind}, pas une liste CSV ou XLSX.")
    text = _decoded(content)
    sample = "\n".join(text.splitlines()[:20])
    delimiter = max(";,\t|", key=sample.count)
    csv.field_size_limit(LARGEST_FILE)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter if sample.count(delimiter) else ";")
    except csv.Error as error:
        raise ImportFileError(f"Ce CSV ne se lit pas ({error}). Rien n’a été gardé.") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFileError(
        "L’encodage de ce fichier n’est ni UTF-8 ni Windows-1252. Enregistrez-le en «\u00a0CSV UTF-8\u00a0»."
    )


def _xlsx_rows(content: bytes) -> Iterator[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unfolded = sum(item.file_size for item in archive.infolist())
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise ImportFileError("Ce classeur est abîmé\u00a0: il ne s’ouvre pas.") from error
    if unfolded > LARGEST_UNFOLDED:
        raise ImportFileError("Ce classeur se déplie en un volume anormal. Rien n’a été gardé.")
    if not any(name.startswith("xl/") for name in names):
        raise ImportFileError("Cette archive n’est pas un classeur XLSX.")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            # Of several sheets, the first one that holds something.
            for sheet in book.worksheets:
                rows = [[_cell(value) for value in row[:MOST_COLUMNS + 1]] for row in sheet.iter_rows(
                    max_row=MOST_ROWS + HEADER_WITHIN + 1, values_only=True)]  # fmt: skip
                if any(any(row) for row in rows):
                    yield from rows
                    return
        finally:
            book.close()
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, SyntaxError, EOFError, OSError) as error:
        raise ImportFileError("Ce classeur est abîmé\u00a0: il ne se lit pas. Rien n’a été gardé.") from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _bounded(rows: Iterator[list[str]]) -> list[tuple[int, list[str]]]:
    """Clean cells, and count: (number, cells) of the rows that hold something."""
    kept = []
    for number, row in enumerate(rows, 1):
        cells = ["".join(letter for letter in cell if letter.isprintable() or letter == " ").strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
            raise ImportFileError(f"La ligne {number} a plus de {MOST_COLUMNS} colonnes\u00a0: ce n’est pas une liste.")
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise ImportFileError(f"La ligne {number} a une cellule de plus de {LONGEST_CELL} caractères.")
        kept.append((number, cells[:MOST_COLUMNS]))
        if len(kept) > MOST_ROWS + HEADER_WITHIN:
            raise ImportFileError(f"Cette liste dépasse {MOST_ROWS} lignes. Rien n’a été gardé.")
    return kept


def _understood(rows: Sequence[tuple[int, list[str]]]) -> ListRead:
    """Find the header, then say what each column is."""
    if not rows:
        raise ImportFileError("Ce fichier n’a que des lignes vides.")
    best, headers = max(
        ((rank, _meanings(cells)) for rank, (_, cells) in enumerate(rows[:HEADER_WITHIN])),
        key=lambda found: (len(found[1]), -found[0]),
    )
    if "name" not in headers.values() and "siren" not in headers.values():
        if len(rows[0][1]) == 1 or all(len([c for c in cells if c]) <= 1 for _, cells in rows):
            return _lines(rows, {0: "name"}, {0: "Nom"})
        seen = ", ".join(cell for cell in rows[best][1] if cell)[:200]
        raise ImportFileError(
            "Aucune colonne de noms ni de SIREN n’a été reconnue. "
            f"Titres lus\u00a0: {seen}. Nommez-en une «\u00a0Collectivité\u00a0» ou «\u00a0SIREN\u00a0»."
        )
    titles = {rank: cell or f"Colonne {rank + 1}" for rank, cell in enumerate(rows[best][1])}
    return _lines(rows[best + 1 :], headers, titles)


def _meanings(cells: Sequence[str]) -> dict[int, str]:
    """The meaning of each cell of a row taken as a header; each meaning once, by the first column."""
    found: dict[int, str] = {}
    for rank, cell in enumerate(cells):
        # A header is short; « Communauté de communes du Pays de… » is a row.
        folded = fold(cell)
        if not folded or len(folded) > 40 or any(letter.isdigit() for letter in folded):
            continue
        meaning = next((name for name, pattern in HEADERS if pattern.search(folded)), None)
        if meaning and meaning not in found.values():
            found[rank] = meaning
    return found


def _lines(rows: Sequence[tuple[int, list[str]]], headers: dict[int, str], titles: dict[int, str]) -> ListRead:
    if not rows:
        raise ImportFileError("Ce fichier a des titres de colonnes, et aucune ligne.")
    lines = []
    for number, cells in rows:
        values = {meaning: cells[rank] for rank, meaning in headers.items() if rank < len(cells)}
        problems: list[str] = []
        joined = _day(values.get("joined_on", ""), problems, "d’entrée")
        left = _day(values.get("left_on", ""), problems, "de départ")
        if joined and left and left < joined:
            problems.append("Le départ serait antérieur à l’entrée\u00a0: il n’a pas été repris.")
            left = None
        raw = {titles.get(rank, f"Colonne {rank + 1}"): cell for rank, cell in enumerate(cells) if cell}
        lines.append(Line(number, raw, values, joined, left, tuple(problems)))
    if len(lines) > MOST_ROWS:
        raise ImportFileError(f"Cette liste dépasse {MOST_ROWS} lignes. Rien n’a été gardé.")
    columns = {titles.get(rank, ""): meaning for rank, meaning in headers.items()}
    ignored = tuple(title for rank, title in titles.items() if rank not in headers)
    return ListRead(columns, ignored, tuple(lines))


def _day(text: str, problems: list[str], which: str) -> date | None:
    """Read a day, or a year (its first day). What is neither is told, and left out."""
    text = text.strip()
    if not text or fold(text) in ("", "inconnu", "inconnue", "n a", "na"):
        return None
    if _YEAR.match(text):
        return date(int(text), 1, 1)
    for pattern in _DATES:
        try:
            found = datetime.strptime(text[:10], pattern).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
        if 1980 <= found.year <= 2100:
            return found
    problems.append(f"La date {which} «\u00a0{text[:30]}\u00a0» n’a pas été comprise\u00a0: elle n’a pas servi.")
    return None
