"""A quick look inside a source file: is it really of its format, and which columns does it hold?"""

from __future__ import annotations

import csv
import zipfile
import zlib
from pathlib import Path
from typing import IO

from essaim.pipeline.errors import WrongFileError

_HTML = (b"<!doctype html", b"<html", b"<head", b"<?xml version")


def peek_columns(path: Path, *, delimiter: str = ",", encoding: str = "utf-8", source: str = "") -> list[str] | None:
    """Return the columns of a CSV, zipped CSV or Parquet file, None for formats without columns.

    Reads the first line or the footer only. Raises WrongFileError (French sentence) when the file is absent, empty,
    truncated, an HTML page, or not of the format its name says.
    """
    where = f"Source {source}\u00a0: {path.name}" if source else path.name
    if not path.is_file():
        raise WrongFileError(f"{where} est introuvable.")
    size = path.stat().st_size
    if size == 0:
        raise WrongFileError(f"{where} est vide.")
    with path.open("rb") as stream:
        head = stream.read(512)
        stream.seek(max(0, size - 8))
        tail = stream.read()
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_HTML):
        raise WrongFileError(f"{where} est une page web, pas un fichier de données.")
    suffix = "".join(path.suffixes).lower()
    if suffix.endswith(".parquet"):
        return _parquet_columns(path, where, head, tail)
    if suffix.endswith(".zip"):
        return _zip_columns(path, where, delimiter, encoding)
    if suffix.endswith(".csv"):
        with path.open("rb") as stream:
            return _first_line(stream, where, delimiter, encoding)
    if suffix.endswith(".xlsx"):
        if not zipfile.is_zipfile(path):
            raise WrongFileError(f"{where} n’est pas un classeur XLSX entier.")
    elif suffix.endswith((".json", ".geojson")):
        if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] not in (b"{", b"[") or tail.rstrip()[-1:] not in (b"}", b"]"):
            raise WrongFileError(f"{where} n’est pas du JSON entier.")
    elif suffix.endswith(".gz") and head[:2] != b"\x1f\x8b":
        raise WrongFileError(f"{where} n’est pas un fichier gzip.")
    return None


def _parquet_columns(path: Path, where: str, head: bytes, tail: bytes) -> list[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if head[:4] != b"PAR1" or tail[-4:] != b"PAR1":
        raise WrongFileError(f"{where} est un fichier Parquet tronqué ou n’en est pas un.")
    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError) as error:
        raise WrongFileError(f"{where} est un fichier Parquet illisible.") from error


def _zip_columns(path: Path, where: str, delimiter: str, encoding: str) -> list[str] | None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            if not members:
                return None
            with archive.open(members[0]) as stream:
                return _first_line(stream, where, delimiter, encoding)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise WrongFileError(f"{where} est une archive ZIP tronquée ou n’en est pas une.") from error


def _first_line(stream: IO[bytes], where: str, delimiter: str, encoding: str) -> list[str]:
    line = stream.readline(1_000_000)
    try:
        text = line.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise WrongFileError(f"{where} n’est pas encodé en {encoding}.") from error
    if "\x00" in text:
        raise WrongFileError(f"{where} n’est pas un fichier texte.")
    return next(csv.reader([text.rstrip("\r\n")], delimiter=delimiter), [])
