"""What happens to every small cleaned table before it is joined: its corrections are applied, its checks are run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from essaim.pipeline.catalogue import corrections
from essaim.pipeline.errors import WrongFileError, row_words

if TYPE_CHECKING:
    from essaim.pipeline.rejects import Rejects

SOURCES = Path(__file__).parent


@dataclass(frozen=True)
class Check:
    """One statement of a checks.sql: it returns the offending rows of `t`, none when all is right."""

    name: str
    sql: str


def checks(source: str) -> list[Check]:
    """Return the statements of a checks.sql: each starts with a `-- name` line and ends with a semicolon."""
    found = []
    for statement in (SOURCES / source / "checks.sql").read_text(encoding="utf-8").split(";"):
        lines = statement.strip().splitlines()
        if lines:
            found.append(Check(lines[0].removeprefix("--").strip(), "\n".join(lines)))
    return found


def run_checks(source: str, table: pa.Table) -> list[str]:
    """Run the checks of a source on its cleaned table; return their names.

    Raises WrongFileError naming the first check that finds a row, with that row.
    """
    names = []
    with duckdb.connect() as connection:
        connection.register("t", table)
        for check in checks(source):
            bad = connection.execute(check.sql).fetchone()
            if bad is not None:
                raise WrongFileError(
                    f"Source {source}\u00a0: contrôle «\u00a0{check.name}\u00a0» non respecté, par exemple par "
                    f"la ligne {row_words(bad)}."
                )
            names.append(check.name)
    return names


def correct(source: str, table: pa.Table, rejects: Rejects) -> pa.Table:
    """Apply sources/<source>/corrections.yaml to the cleaned table; dropped rows go to the rejects."""
    entries = corrections(source)
    if not entries:
        return table
    rows = table.to_pylist()
    for entry in entries:
        matching = [row for row in rows if all(row[column] == value for column, value in entry.where.items())]
        if entry.drop:
            rejects.add(source, entry.reason, matching)
            rows = [row for row in rows if row not in matching]
        for row in matching:
            row.update(entry.set)
    return pa.Table.from_pylist(rows, schema=table.schema)
