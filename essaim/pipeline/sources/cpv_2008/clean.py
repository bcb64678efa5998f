"""The tree of the CPV: codes without their check digit, French labels, parent that exists."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.errors import WrongFileError
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.intake import DUPLICATE, Refusals, corrected
from essaim.pipeline.sources.small_files import read_rows, wrong_file
from essaim.pipeline.sources.spreadsheet import read_sheet
from essaim.rules import cpv

SOURCE = "cpv_2008"
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("code", "check_digit", "label", "level", "parent_code", "nature")]
    + [("children_count", pa.int64())]
)
# The file was once Windows-1252 read as Latin-1: « œ » is there as the control character U+009C.
_CONTROLS = {
    point: bytes([point]).decode("cp1252") for point in range(0x80, 0xA0) if point not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
BAD_CODE = "code CPV illisible"
NO_LABEL = "libellé français absent"


def clean(given: SourceInput, rejects: Rejects) -> tuple[pa.Table, int]:
    """Return (one row a code, in order of codes; rows read).

    `check_digit` is null when the file gives none. `parent_code` is the nearest code above that exists, null for a
    division. Raises WrongFileError for a file that is neither the producer's archive nor a table of codes and labels.
    """
    refused = Refusals(SOURCE)
    labels: dict[str, tuple[str | None, str]] = {}
    rows_in = 0
    for path in given.paths:
        for written, label in _rows(path):
            rows_in += 1
            row = {"code": written, "label": label}
            try:
                read = cpv.read(written)
            except cpv.InvalidCpv:
                refused.add(BAD_CODE, row)
                continue
            label = label.translate(_CONTROLS).strip()
            if not label:
                refused.add(NO_LABEL, row)
            elif read.code in labels:
                refused.add(DUPLICATE, row)
            else:
                labels[read.code] = (read.check_digit, label)
    kept = corrected(SOURCE, [{"code": c, "check_digit": k, "label": t} for c, (k, t) in labels.items()], refused)
    refused.hand_over(rejects, key="code")
    return _tree({row["code"]: row for row in kept}), rows_in


def _tree(rows: dict[str, dict[str, str | None]]) -> pa.Table:
    parents = {code: next((above for above in cpv.ancestors(code) if above in rows), None) for code in sorted(rows)}
    children: dict[str, int] = {}
    for parent in parents.values():
        if parent is not None:
            children[parent] = children.get(parent, 0) + 1
    return pa.Table.from_pylist(
        [
            {
                **rows[code],
                "level": cpv.level(code),
                "parent_code": parent,
                "nature": cpv.nature(code),
                "children_count": children.get(code, 0),
            }
            for code, parent in parents.items()
        ],
        schema=SCHEMA,
    )


def _rows(path: Path) -> list[tuple[str, str]]:
    """(code as written, French label) of one file."""
    if path.suffix.lower() == ".zip":
        return _of_archive(path)
    ((_, table),) = read_rows(SOURCE, [path], ["code"])
    column = next((name for name in ("fr", "label", "libelle") if name in table.column_names), None)
    if column is None:
        raise wrong_file(SOURCE, path, "n’a pas de colonne de libellés français (FR).")
    return list(zip(table["code"].to_pylist(), table[column].to_pylist(), strict=True))


def _of_archive(path: Path) -> list[tuple[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            books = [name for name in archive.namelist() if name.lower().endswith(".xlsx")]
            tables = [read_sheet(archive.read(name), ["code", "fr"]) for name in books]
    except zipfile.BadZipFile as error:
        raise WrongFileError(f"Source {SOURCE}\u00a0: {path.name} n’est pas une archive ZIP entière.") from error
    # The supplementary vocabulary, in the same book or beside it, has codes of another shape.
    main = [table for table in tables if table is not None and table.num_rows]
    if not main:
        raise wrong_file(SOURCE, path, "n’a aucun classeur avec les colonnes CODE et FR.")
    table = max(main, key=lambda each: each.num_rows)
    return list(zip(table["code"].to_pylist(), table["fr"].to_pylist(), strict=True))
