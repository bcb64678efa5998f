"""Labels of the activity nomenclature NAF rév. 2 (2008)."""

from __future__ import annotations

import json

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.errors import WrongFileError

SOURCE = "naf2008"
SCHEMA = pa.schema([("code", pa.string()), ("label", pa.string())])


def clean(given: SourceInput) -> tuple[pa.Table, int]:
    """Return (code with its dot, label; rows read). Raises WrongFileError when no file holds codes such as 01.11Z."""
    labels: dict[str, str] = {}
    for path in given.paths:
        if path.suffix != ".json":
            continue
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        if isinstance(content, dict):
            labels |= {code: str(label).strip() for code, label in content.items() if len(code) == 6 and code[2] == "."}
    if not labels:
        raise WrongFileError(f"Source {SOURCE}\u00a0: aucun fichier n’a de codes de la forme 01.11Z.")
    return pa.Table.from_pylist([{"code": c, "label": labels[c]} for c in sorted(labels)], schema=SCHEMA), len(labels)
