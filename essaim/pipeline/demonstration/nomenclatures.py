"""Nomenclatures of the demonstration: the CPV codes that buyers' words name, with short labels of ours."""

from __future__ import annotations

import csv
from pathlib import Path

from essaim.pipeline.catalogue import SourceInput
from essaim.rules.cpv_words import words


def cpv_input(folder: Path) -> SourceInput:
    """Return the CPV of a demonstration, as an input of a build, its file written under `folder`."""
    return SourceInput(
        id="cpv_2008",
        paths=[write_cpv(folder)],
        layout="own_words",
        data_as_of=words().checked_on,
        origin="demonstration",
        completeness="synthetic",
    )


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
