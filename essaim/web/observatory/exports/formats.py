"""The formats a table is offered in, and the answer that carries each."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.exports import workbook
from essaim.web.observatory.exports.table import Cell, Table, about, safe

FORMATS = ("csv", "csv-plain", "xlsx", "geojson", "parquet")
ROWS_AT_ONCE = 500
PARQUET_ROWS = 50_000
KEPT_IN_MEMORY = 8 * 1024 * 1024
TYPES = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "csv-plain": ("csv", "text/csv; charset=utf-8"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "geojson": ("geojson", "application/geo+json"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
}


def response(table: Table, name: str) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """Return the file of a table. Raises InvalidRequest on an unknown format, or GeoJSON of what has no place."""
    if name not in FORMATS:
        raise InvalidRequest(
            f"Le format «\u00a0{name[:40]}\u00a0» n’existe pas.", f"Choix\u00a0: {', '.join(FORMATS)}."
        )
    if name == "geojson" and not table.is_geographic:
        raise InvalidRequest("Ce tableau n’a pas de géométrie.", "Choisissez csv, xlsx ou parquet.")
    extension, content_type = TYPES[name]
    file_name = f"{table.file_name}.{extension}"
    if name in ("xlsx", "parquet"):
        # Closed, hence erased, by FileResponse.
        target = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115
        (workbook.write if name == "xlsx" else write_parquet)(table, target)
        target.seek(0)
        return FileResponse(target, as_attachment=True, filename=file_name, content_type=content_type)
    stream = write_geojson(table) if name == "geojson" else write_csv(table, french=name == "csv")
    answer = StreamingHttpResponse(stream, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def write_csv(table: Table, *, french: bool) -> Iterator[bytes]:
    """Yield a CSV. french: BOM, « ; », decimal commas and French headers, as spreadsheets in French expect; else
    commas, points and stable ids. The last two columns hold the release and its banner."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if french else ",", lineterminator="\r\n")
    own = ("Édition", "Avertissement") if french else ("release", "warning")
    writer.writerow([*[(field.label if french else field.id) for field in table.fields], *own])
    tail = (table.release.id, table.release.banner or "")
    yield b"\xef\xbb\xbf" if french else b""
    for number, row in enumerate(table.rows(), 1):
        writer.writerow([*[_text(value, french=french) for value in row], *tail])
        if number % ROWS_AT_ONCE == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _text(value: Cell, *, french: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("oui" if value else "non") if french else ("true" if value else "false")
    if isinstance(value, float):
        text = f"{value:.6f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if french else text
    return str(value) if isinstance(value, int) else safe(value)


def write_geojson(table: Table) -> Iterator[bytes]:
    """Yield a GeoJSON (RFC 7946): rows without coordinates keep their properties with a null geometry."""
    longitude, latitude = table.position(table.longitude), table.position(table.latitude)
    head = {
        "type": "FeatureCollection",
        "essaim": dict(about(table)),
        "sources": [s for k, s in about(table) if k == "Source"],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "features": ['
    names = [field.id for field in table.fields]
    part: list[str] = []
    separator = ""
    for row in table.rows():
        x, y = row[longitude], row[latitude]
        geometry = {"type": "Point", "coordinates": [x, y]} if x is not None and y is not None else None
        properties = {
            name: value for name, value in zip(names, row, strict=True) if name not in (table.longitude, table.latitude)
        }
        part.append(json.dumps({"type": "Feature", "geometry": geometry, "properties": properties}, ensure_ascii=False))
        if len(part) == ROWS_AT_ONCE:
            yield (separator + ",\n".join(part)).encode()
            part, separator = [], ",\n"
    yield (separator + ",\n".join(part) if part else "").encode() + b"\n]}\n"


def write_parquet(table: Table, target: IO[bytes]) -> None:
    """Write a Parquet file; what the file says of itself is in its schema's metadata, under « essaim »."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"text": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "date": pa.string()}
    said = json.dumps(about(table), ensure_ascii=False).encode()
    schema = pa.schema([pa.field(f.id, kinds[f.kind]) for f in table.fields], metadata={b"essaim": said})
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        part: list[tuple[Cell, ...]] = []
        for row in table.rows():
            part.append(row)
            if len(part) == PARQUET_ROWS:
                writer.write_batch(_batch(part, schema))
                part = []
        if part:
            writer.write_batch(_batch(part, schema))


def _batch(rows: list[tuple[Cell, ...]], schema):  # type: ignore[no-untyped-def]
    import pyarrow as pa

    columns = list(zip(*rows, strict=True))
    return pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
