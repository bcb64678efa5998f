"""Read the small reference files (COG, EPCI, populations…): every column as text, whatever the vintage did to them.

Big files (SIRENE, RNA) go through `essaim.pipeline.engine` instead.
"""

import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from essaim.pipeline.errors import WrongFileError
from essaim.pipeline.sources.spreadsheet import read_sheet


def wrong_file(source: str, path: Path, problem: str) -> WrongFileError:
    """The error to raise for a file that cannot be used: one French sentence naming the source and the file."""
    return WrongFileError(f"Source {source}\u00a0: {path.name} {problem}")


def read_rows(
    source: str, paths: Sequence[Path], required: Sequence[str], *, member: str = "*.csv"
) -> list[tuple[Path, pa.Table]]:
    """Read delimited files, or the sheet of a workbook, one table per file, columns in lower case, all text.

    `required` are the lower-case columns without which the file is of no use. `member` picks the file inside a ZIP.
    Raises WrongFileError: no file, unreadable file, HTML in the place of data, missing columns.
    """
    if not paths:
        raise wrong_file(source, Path("—"), "n’est pas indiqué : aucun fichier pour cette source.")
    tables = []
    for path in paths:
        if path.suffix.lower() == ".xlsx":
            table = read_sheet(path.read_bytes(), required)
            if table is None:
                raise wrong_file(source, path, f"n’a aucune feuille avec les colonnes {', '.join(required)}.")
        else:
            table = _read_delimited(source, path, _content(source, path, member))
        missing = [name for name in required if name not in table.column_names]
        if missing:
            seen = ", ".join(table.column_names[:12])
            raise wrong_file(
                source,
                path,
                f"n’a pas la ou les colonnes attendues\u00a0: {', '.join(missing)} (colonnes lues\u00a0: {seen}).",
            )
        tables.append((path, table))
    return tables


def read_json_list(source: str, path: Path, member: str, required: Sequence[str]) -> list[dict[str, Any]]:
    """Read a JSON list of objects: a file, a folder holding `member`, or a .tgz of the npm package holding it.

    Raises WrongFileError when the file is not such a list or no object has the `required` keys.
    """
    if path.is_dir():
        path = path / member
    if path.suffix == ".tgz" or path.name.endswith(".tar.gz"):
        try:
            with tarfile.open(path) as archive:
                inside = archive.extractfile(f"package/{member}")
                content = inside.read() if inside else b""
        except (KeyError, tarfile.TarError, OSError) as error:
            raise wrong_file(source, path, f"ne contient pas {member}.") from error
    else:
        content = _bytes(source, path)
    try:
        rows = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise wrong_file(source, path, "n’est pas du JSON lisible.") from error
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise wrong_file(source, path, "n’est pas une liste d’objets JSON.")
    missing = [key for key in required if not any(key in row for row in rows)]
    if missing:
        raise wrong_file(source, path, f"n’a pas la ou les clés attendues\u00a0: {', '.join(missing)}.")
    return rows


def commune_code(value: str) -> str:
    """Give back the leading zero that spreadsheets eat: 1001 → 01001, 2a004 → 2A004. Other shapes stay."""
    value = value.strip().upper()
    return value.zfill(5) if len(value) == 4 and value[:1].isdigit() else value


def is_overseas_collectivity(code: str) -> bool:
    """Whether a commune, département or région code is of an overseas collectivity: neither a région nor a département.

    975 Saint-Pierre-et-Miquelon, 977 Saint-Barthélemy, 978 Saint-Martin, 98x Pacific and southern lands.
    """
    return code[:3] in {"975", "977", "978"} or code[:2] == "98"


def padded(value: str, width: int) -> str | None:
    """A code of a fixed width whose leading zeros may be lost; empty → None; a float spelling (1.0) loses its tail."""
    value = value.strip().upper().removesuffix(".0")
    return value.zfill(width) if value else None


def whole_number(value: str) -> int | None:
    """A count written 860, 860.0 or « 1 234 »; None when empty or not a number."""
    digits = value.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    digits = digits.removesuffix(".0")
    return int(digits) if digits.isdigit() else None


def text_table(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows to a table of exactly `schema` (missing keys become nulls)."""
    return pa.Table.from_pylist(list(rows), schema=schema)


def _bytes(source: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise wrong_file(source, path, f"ne peut pas être lu ({error.strerror}).") from error


def _content(source: str, path: Path, member: str) -> bytes:
    content = _bytes(source, path)
    if not content.strip():
        raise wrong_file(source, path, "est vide.")
    if content[:4] != b"PK\x03\x04":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if fnmatch(name.lower(), member)]
        if len(names) != 1:
            raise wrong_file(source, path, f"contient {len(names)} fichiers {member}\u00a0; il en faut un seul.")
        return archive.read(names[0])


def _read_delimited(source: str, path: Path, content: bytes) -> pa.Table:
    if content.lstrip()[:1] == b"<":
        raise wrong_file(source, path, "est une page HTML ou XML, pas un tableau.")
    if b"\x00" in content[:4096]:
        raise wrong_file(source, path, "n’est pas un fichier texte.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # INSEE and the DGCL published in Windows-1252 until about 2020; every byte but five means something there.
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            raise wrong_file(source, path, "n’est ni en UTF-8 ni en Windows-1252.") from error
    header = text.partition("\n")[0]
    delimiter = max(",;\t|", key=header.count)
    names = [name.strip().strip('"').lower() for name in header.strip("\r\n").split(delimiter)]
    if len(names) < 2:
        raise wrong_file(source, path, "n’a pas d’en-tête de tableau reconnaissable.")
    short: list[int] = []

    def skip(row: pa_csv.InvalidRow) -> str:
        short.append(row.actual_columns)
        return "skip"

    try:
        table = pa_csv.read_csv(
            io.BytesIO(text.encode("utf-8")),
            read_options=pa_csv.ReadOptions(column_names=names, skip_rows=1, use_threads=False),
            parse_options=pa_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=skip, newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise wrong_file(source, path, f"ne se lit pas comme un tableau ({error}).") from error
    if not table.num_rows and not short:
        raise wrong_file(source, path, "n’a aucune ligne après son en-tête.")
    if len(short) > table.num_rows // 20:
        raise wrong_file(source, path, f"a {len(short)} lignes qui n’ont pas {len(names)} colonnes.")
    columns = [pc.utf8_trim_whitespace(column) for column in table.columns]
    return pa.table(dict(zip(names, columns, strict=True)))
