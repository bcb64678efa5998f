"""Every row left out, with the reason. Nothing is dropped in silence.

One file a source, rejects/<source>.parquet: source, reason (French), key, row (the row as JSON text). Columns of
personal data must be dropped by the source's clean.py before a row comes here.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from essaim.pipeline.engine import Engine


class Rejects:
    """Collects the rows left out during one build. `folder` is the rejects/ folder of the release being built."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts: dict[str, list[tuple[Path, str, str | None, int]]] = defaultdict(list)

    def add(self, source: str, reason: str, rows: pa.Table | list[dict[str, Any]], *, key: str | None = None) -> None:
        """Record rows left out of `source`. `reason`: short French sentence; `key`: name of the identifying column."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if isinstance(rows, list):
            # The producer's rows may lack columns here and there: union of names, everything as text.
            names = list(dict.fromkeys(name for row in rows for name in row))
            table = pa.table(
                {name: pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in names}
                or {"row": pa.nulls(0, pa.string())}
            )
        else:
            table = rows
        if table.num_rows:
            part = self._new_part(source)
            pq.write_table(table, part, compression="zstd")
            self._parts[source].append((part, reason, key, table.num_rows))

    def add_expr(self, source: str, reason: str, expr: ibis.Table, engine: Engine, *, key: str | None = None) -> int:
        """Record the rows of an Ibis expression without bringing them in memory; return how many there were."""
        import pyarrow.parquet as pq

        part = self._new_part(source)
        engine.write_parquet(expr, part, sort=[])
        count = int(pq.read_metadata(part).num_rows)
        if count:
            self._parts[source].append((part, reason, key, count))
        else:
            part.unlink()
        return count

    def count(self, source: str) -> int:
        """Return the number of rows of `source` left out so far."""
        return sum(part[3] for part in self._parts.get(source, []))

    def reasons(self, source: str) -> dict[str, int]:
        """Return the rows of `source` left out so far, by reason."""
        counts: dict[str, int] = {}
        for _, reason, _, rows in self._parts.get(source, []):
            counts[reason] = counts.get(reason, 0) + rows
        return counts

    def sources(self) -> list[str]:
        """Return the sources that lost at least one row, sorted."""
        return sorted(source for source, parts in self._parts.items() if parts)

    def write(self) -> list[Path]:
        """Gather the parts into one rejects/<source>.parquet a source (rows as JSON text); return the files written."""
        import duckdb

        written: list[Path] = []
        con = duckdb.connect()
        try:
            for source in self.sources():
                target = self.folder / f"{source}.parquet"
                selects = []
                for part, reason, key, _ in self._parts[source]:
                    key_text = f't."{key}"::VARCHAR' if key else "NULL::VARCHAR"
                    selects.append(
                        f"SELECT {_quoted(source)} AS source, {_quoted(reason)} AS reason, {key_text} AS key, "
                        f"to_json(t)::VARCHAR AS row FROM read_parquet({_quoted(str(part))}) t"
                    )
                query = " UNION ALL ".join(selects) + " ORDER BY reason, key, row"
                con.execute(f"COPY ({query}) TO {_quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)")
                written.append(target)
        finally:
            con.close()
        for parts in self._parts.values():
            for part, *_ in parts:
                part.unlink(missing_ok=True)
        parts_folder = self.folder / ".parts"
        if parts_folder.is_dir():
            parts_folder.rmdir()
        return written

    def _new_part(self, source: str) -> Path:
        folder = self.folder / ".parts"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{source}-{len(self._parts[source]):05d}.parquet"


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
