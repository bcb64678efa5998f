"""Read the columns of big files by name, whatever their vintage: absent columns are null, types are brought together.

INSEE adds columns (33 to 35 for legal units, 48 to 54 for establishments), and the same column is text in CSV but a
date, a number or a boolean in Parquet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir

from essaim.pipeline.engine import Engine

NOT_DIFFUSED = "[ND]"
# What producers write for "no date": INSEE's unknown start, and the RNA's null.
NO_DATE = (date(1900, 1, 1), date(1, 1, 1))


def read_files(
    engine: Engine, paths: Sequence[Path], columns: Mapping[str, str], *, delimiter: str = ",", encoding: str = "utf-8"
) -> ir.Table:
    """Return the `columns` (our name → the producer's) of the files, plus `file_order` (0 = first file).

    One file keeps its own types; several are brought to text, so that CSV and Parquet can be united.
    """
    tables = []
    for order, path in enumerate(paths):
        if path.suffix.lower() == ".parquet":
            raw = engine.read_parquet([path])
        else:
            raw = engine.read_csv([path], delimiter=delimiter, encoding=encoding)
        picked = {
            ours: raw[theirs] if theirs in raw.columns else ibis.null("string") for ours, theirs in columns.items()
        }
        if len(paths) > 1:
            picked = {ours: text(column) for ours, column in picked.items()}
        tables.append(raw.select(**picked, file_order=ibis.literal(order, "int64")))
    return tables[0] if len(tables) == 1 else ibis.union(*tables)


def text(column: ir.Value) -> ir.StringValue:
    """A column as text; an empty text is null."""
    kind = column.type()
    if kind.is_string():
        return column.nullif("")
    if kind.is_boolean():
        return ibis.ifelse(column, "true", ibis.ifelse(~column, "false", ibis.null("string")))
    return column.cast("string")


def shown_text(column: ir.Value) -> ir.StringValue:
    """A text that people read: empty and `[ND]` (not diffused) are null."""
    return text(column).nullif(NOT_DIFFUSED)


def digits(column: ir.Value, width: int) -> ir.StringValue:
    """An identifier of fixed width whose leading zeros a number type has lost."""
    as_text = text(column)
    return ibis.ifelse(as_text.length() < width, as_text.lpad(width, "0"), as_text)


def day(column: ir.Value) -> ir.DateValue:
    """A column as a date; what cannot be read, or means "unknown", is null."""
    kind = column.type()
    if kind.is_string():
        found = column.substr(0, 10).try_cast("date")
    elif kind.is_date():
        found = column
    else:
        found = column.cast("date")
    return ibis.ifelse(found.isin([ibis.date(value) for value in NO_DATE]), ibis.null("date"), found)


def integer(column: ir.Value) -> ir.IntegerValue:
    """A column as an integer; what cannot be read is null."""
    if column.type().is_string():
        return column.try_cast("float64").try_cast("int64")
    return column.cast("int64")


def number(column: ir.Value) -> ir.FloatingValue:
    """A column as a number; what cannot be read is null (INSEE writes Lambert coordinates as text)."""
    if column.type().is_string():
        return column.try_cast("float64")
    return column.cast("float64")


def boolean(column: ir.Value) -> ir.BooleanValue:
    """A column as a boolean (true/false, O/N)."""
    if column.type().is_boolean():
        return column
    lower = text(column).lower()
    return ibis.cases((lower.isin(["true", "o", "1"]), True), (lower.isin(["false", "n", "0"]), False), else_=None)


def legal_form(column: ir.Value) -> ir.StringValue:
    """An INSEE legal category: four digits as text. BIGINT in Parquet, and `9220.0` where a spreadsheet passed."""
    found = text(column).substr(0, 4)
    return ibis.ifelse(found.length() == 4, found, ibis.null("string"))
