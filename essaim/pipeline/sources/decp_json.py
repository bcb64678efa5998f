"""The official JSON files of public contracts, 2019 and 2022, written as lines in a Parquet file: never in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import decp_entries, intake
from essaim.pipeline.sources.decp_columns import SCHEMA
from essaim.pipeline.sources.json_stream import object_prefix, objects
from essaim.pipeline.sources.small_files import wrong_file

_BATCH = 20_000
_CONCESSIONS = b'"contrat-concession"'
_NOT_A_CONTRACT = "entrée qui n’est pas un contrat (ni acheteur, ni objet)"


def write_lines(given: SourceInput, target: Path, rejects: Rejects) -> tuple[int, int]:
    """Write the lines of every file of a source to `target` (columns SCHEMA); return (entries read, entries kept).

    Raises WrongFileError for a file without contracts, broken or truncated.
    """
    refusals = intake.Refusals(given.id)
    entries = 0
    columns: dict[str, list[Any]] = {name: [] for name in SCHEMA.names}
    with pq.ParquetWriter(target, SCHEMA, compression="lz4") as writer:
        for path in given.paths:
            before = entries
            for entry in _entries(given.id, path):
                entries += 1
                if not isinstance(entry, dict) or not _is_contract(entry):
                    refusals.add(_NOT_A_CONTRACT, {"entry": entries})
                    continue
                for line in decp_entries.lines(entry, entries):
                    for name, values in columns.items():
                        values.append(line.get(name))
                if len(columns["entry"]) >= _BATCH:
                    _flush(writer, columns)
            if entries == before:
                raise wrong_file(given.id, path, "ne contient aucun marché.")
        _flush(writer, columns)
    refused = refusals.hand_over(rejects, key="entry")
    return entries, entries - refused


def _entries(source: str, path: Path) -> Iterator[Any]:
    prefix = object_prefix(source, path)
    if prefix is None:
        return
    stem = prefix.split(".")[0]
    concessions = f"{stem}.contrat-concession.item"
    twofold = prefix in (f"{stem}.marche.item", concessions)
    first = f"{stem}.marche.item" if twofold else prefix
    seen: set[bytes] = set()
    empty = True
    for entry, seen in objects(source, path, first, words=(_CONCESSIONS,) if twofold else ()):  # noqa: B007
        empty = False
        yield entry
    # Concessions stand in a list of their own: a second reading, only of the files that have one.
    if twofold and (empty or _CONCESSIONS in seen):
        for entry, _ in objects(source, path, concessions):
            yield entry


def _is_contract(entry: dict[str, Any]) -> bool:
    names = ("acheteur", "acheteur_id", "acheteur.id", "autoriteConcedante", "objet")
    return any(entry.get(name) for name in names)


def _flush(writer: pq.ParquetWriter, columns: dict[str, list[Any]]) -> None:
    if columns["entry"]:
        writer.write_table(pa.table(columns, schema=SCHEMA))
        for values in columns.values():
            values.clear()
