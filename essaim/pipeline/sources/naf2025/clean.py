"""Labels of the activity nomenclature NAF 2025, informative until 2027. Its codes look like NAF rév. 2's and differ."""

from __future__ import annotations

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.sources.small_files import read_rows

SOURCE = "naf2025"
SCHEMA = pa.schema([("code", pa.string()), ("label", pa.string())])


def clean(given: SourceInput) -> tuple[pa.Table, int]:
    """Return (code with its dot, label; rows read). Raises WrongFileError."""
    labels: dict[str, str] = {}
    for _, table in read_rows(SOURCE, given.paths, ["niv5", "niv5_libelle"]):
        labels |= {row["niv5"]: row["niv5_libelle"] for row in table.to_pylist()}
    return pa.Table.from_pylist([{"code": c, "label": labels[c]} for c in sorted(labels)], schema=SCHEMA), len(labels)
