"""Nomenclatures of the demonstration: the CPV codes that buyers' words name, with short labels of ours."""

from __future__ import annotations

import csv
from pathlib import Path

from essaim.rules.cpv_words import words


def write_cpv(folder: Path) -> Path:
    """Write code,label of every division and of every code we have words for; return the file."""
    said = words()
    codes = sorted({*(f"{division}000000" for division in said.divisions), *said.expressions})
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cpv_2008.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("code", "label"))
        writer.writerows((code, said.short_label(code)) for code in codes)
    return path
