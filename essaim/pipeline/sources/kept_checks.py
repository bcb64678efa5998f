"""The checks.sql of the sources too big to come in memory: run by the engine, on the rows it keeps."""

from __future__ import annotations

import ibis

from essaim.pipeline.engine import Engine
from essaim.pipeline.errors import WrongFileError, row_words
from essaim.pipeline.sources.cleaned import checks


def check_kept(source: str, table: ibis.Table, engine: Engine) -> list[str]:
    """Run the checks of `source` on a table the engine keeps; return their names.

    Raises WrongFileError naming the first check that finds a row, with that row.
    """
    names = []
    for check in checks(source):
        found = engine.offending(table, check.sql)
        if found is not None:
            raise WrongFileError(
                f"Source {source}\u00a0: contrôle «\u00a0{check.name}\u00a0» non respecté, par exemple par la ligne "
                f"{row_words(found)}."
            )
        names.append(check.name)
    return names
