"""Labels of INSEE's legal categories (level III, four digits)."""

from __future__ import annotations

import json

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput

SOURCE = "categories_juridiques"
SCHEMA = pa.schema([("code", pa.string()), ("label", pa.string())])


def clean(given: SourceInput) -> tuple[pa.Table, int]:
    """Return (four-digit code, label; rows read)."""
    labels: dict[str, str] = {}
    for path in given.paths:
        content: dict[str, str] = json.loads(path.read_text(encoding="utf-8-sig"))
        labels |= {code.zfill(4): label.strip() for code, label in content.items()}
    return pa.Table.from_pylist([{"code": c, "label": labels[c]} for c in sorted(labels)], schema=SCHEMA), len(labels)
