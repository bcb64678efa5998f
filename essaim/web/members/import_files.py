"""Reading a list of members as somebody keeps it: CSV or XLSX, with free names and free headers. Nothing is trusted.

What comes out is rows of text and dates. What cannot be read is refused with a sentence that says what was found, and
nothing of it is kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from essaim.rules.names import fold
from essaim.web.media import tables
from essaim.web.media.tables import Limits, TableFileError
from essaim.web.members.errors import ImportFileError

LARGEST_FILE = 5 * 1024 * 1024
# An XLSX is a ZIP: a small one may unfold into gigabytes.
LARGEST_UNFOLDED = 60 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 10_000, 60, 1000
HEADER_WITHIN = 15
LIMITS = Limits(LARGEST_FILE, LARGEST_UNFOLDED, MOST_ROWS + HEADER_WITHIN, MOST_COLUMNS, LONGEST_CELL)

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

    Raises ImportFileError, in French, on what essaim.web.media.tables refuses, and without names nor codes.
    """
    return _understood(table(content, file_name))


def table(content: bytes, file_name: str) -> list[tuple[int, list[str]]]:
    """Read the cells of a CSV or XLSX file: (number of the row, cells) of the rows that hold something.

    Raises ImportFileError, as `read` does, on what is no table or is too large; the rows are not interpreted.
    """
    try:
        return list(tables.read(io.BytesIO(content), file_name, LIMITS))
    except TableFileError as error:
        raise ImportFileError(str(error)) from error


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
