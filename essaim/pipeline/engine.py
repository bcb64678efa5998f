"""One way to read, compute and write, whatever runs below: DuckDB (the default) or Spark, both behind Ibis.

Expressions elsewhere in the pipeline use only what both understand; the two differ here, in how files come and go.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from essaim.pipeline.errors import WrongFileError

# Marts are read by territory: small row groups let a reader skip what is not his.
ROW_GROUP = 20_000
_COPY_CHUNK = 1 << 20


class Engine:
    """What the pipeline asks of an engine. Built by `open_engine`; use it as a context manager."""

    name: str
    con: Any

    def __init__(self, con: Any, temp_dir: Path, *, owns_temp: bool) -> None:
        self.con = con
        self.temp_dir = temp_dir
        self._owns_temp = owns_temp
        self._numbers = count()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read_csv(self, paths: Sequence[Path], *, delimiter: str = ",", encoding: str = "utf-8") -> ibis.Table:
        """Read CSV files, or the only CSV inside each ZIP: every column text, empty = null, columns united by name.

        Raises WrongFileError when a ZIP holds no CSV or several.
        """
        raise NotImplementedError

    def read_parquet(self, paths: Sequence[Path]) -> ibis.Table:
        """Read Parquet files of one schema, types as the producer gave them."""
        raise NotImplementedError

    def from_arrow(self, table: pa.Table, name: str) -> ibis.Table:
        """Give an Arrow table to the engine under a name made unique."""
        raise NotImplementedError

    def cache(self, expr: ibis.Table) -> ibis.Table:
        """Compute an expression once; the answer is a table of the engine, dropped when it closes."""
        raise NotImplementedError

    def sift(self, expr: ibis.Table) -> ibis.Table:
        """Bring together the few rows kept of a big file, before anything is computed on them; same rows.

        The answer lives in memory: for a part of a stock, not for a stock. Give it back with `forget`.
        """
        return expr

    def forget(self, table: ibis.Table) -> None:
        """Free what `sift` brought together."""

    def drop(self, *tables: ibis.Table) -> None:
        """Drop tables that `cache` made, before the engine closes: their memory serves what follows."""

    def settle(self, expr: ibis.Table) -> ibis.Table:
        """Cut a long plan where the engine needs it; the same rows, computed now or later."""
        return expr

    def write_parquet(self, expr: ibis.Table, path: Path, *, sort: Sequence[str]) -> None:
        """Write an expression as ONE Parquet file (zstd), in the order of `sort`."""
        raise NotImplementedError

    def to_arrow(self, expr: ibis.Table) -> pa.Table:
        """Compute an expression and bring it in memory: for small answers only."""
        return self.con.to_pyarrow(expr)

    def offending(self, table: ibis.Table, sql: str) -> tuple[Any, ...] | None:
        """Return the first row that `sql` finds in `t`, a name for `table` (one the engine keeps); None when none."""
        query = f"WITH t AS (SELECT * FROM {table.get_name()}) {sql}"
        return self._first(query)

    def _first(self, query: str) -> tuple[Any, ...] | None:
        raise NotImplementedError

    def close(self) -> None:
        """End the engine and remove what it wrote aside."""
        self.con.disconnect()
        if self._owns_temp:
            shutil.rmtree(self.temp_dir, ignore_errors=True)

    def _name(self, stem: str) -> str:
        return f"{stem}_{next(self._numbers)}"

    def _plain(self, paths: Sequence[Path], encoding: str) -> list[Path]:
        """Return plain CSV paths: no engine reads inside ZIP files, and Spark only reads UTF-8 well."""
        return [self._unzipped(path) if path.suffix.lower() == ".zip" else path for path in paths]

    def _unzipped(self, path: Path) -> Path:
        with zipfile.ZipFile(path) as archive:
            members = [name for name in archive.namelist() if name.lower().endswith(".csv")]
            if len(members) != 1:
                raise WrongFileError(f"{path.name} contient {len(members)} fichiers CSV\u00a0; il en faut un seul.")
            target = self.temp_dir / f"{self._name(path.stem)}.csv"
            with archive.open(members[0]) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, _COPY_CHUNK)
        return target


class DuckDBEngine(Engine):
    """DuckDB in this process."""

    name = "duckdb"

    def read_csv(self, paths: Sequence[Path], *, delimiter: str = ",", encoding: str = "utf-8") -> ibis.Table:
        plain = [str(path) for path in self._plain(paths, encoding)]
        return self.con.read_csv(
            plain,
            table_name=self._name("csv"),
            delim=delimiter,
            quote='"',
            escape='"',
            encoding=encoding,
            all_varchar=True,
            union_by_name=True,
            header=True,
            null_padding=False,
        )

    def read_parquet(self, paths: Sequence[Path]) -> ibis.Table:
        return self.con.read_parquet([str(path) for path in paths], table_name=self._name("parquet"))

    def from_arrow(self, table: pa.Table, name: str) -> ibis.Table:
        # Not a memtable: Ibis would register it again at each execution.
        unique = self._name(name)
        self.con.con.register("arrow_in", table)
        self.con.raw_sql(f'CREATE TEMP TABLE "{unique}" AS SELECT * FROM arrow_in')
        self.con.con.unregister("arrow_in")
        return self.con.table(unique)

    def cache(self, expr: ibis.Table) -> ibis.Table:
        unique = self._name("kept")
        self.con.raw_sql(f'CREATE TEMP TABLE "{unique}" AS {self._typed(expr)}')
        return self.con.table(unique)

    def sift(self, expr: ibis.Table) -> ibis.Table:
        # One row in twenty is kept, so batches of 2,048 rows leave the scan with a hundred: everything computed on them
        # pays its fixed cost twenty times. Arrow packs them again.
        unique = self._name("sifted")
        self.con.con.register(unique, self.con.con.sql(self.con.compile(expr)).to_arrow_table())
        return self.con.table(unique)

    def forget(self, table: ibis.Table) -> None:
        self.con.con.unregister(table.get_name())

    def drop(self, *tables: ibis.Table) -> None:
        for table in tables:
            self.con.raw_sql(f'DROP TABLE IF EXISTS "{table.get_name()}"')

    def write_parquet(self, expr: ibis.Table, path: Path, *, sort: Sequence[str]) -> None:
        order = " ORDER BY " + ", ".join(f'"{name}"' for name in sort) if sort else ""
        target = str(path).replace("'", "''")
        self.con.raw_sql(
            f"COPY ({self._typed(expr)}{order}) TO '{target}' "
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )

    def to_arrow(self, expr: ibis.Table) -> pa.Table:
        return self.con.con.sql(self._typed(expr)).to_arrow_table()

    def _first(self, query: str) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self.con.con.execute(query).fetchone()
        return found

    def _typed(self, expr: ibis.Table) -> str:
        """SQL of an expression whose integers are what Ibis believes: DuckDB's sum of BIGINT is a HUGEINT, which
        lands in Parquet as a DOUBLE, and Ibis drops a cast to the type it thinks the sum already has."""
        columns = ", ".join(
            f'CAST("{name}" AS BIGINT) AS "{name}"' if kind.is_int64() else f'"{name}"'
            for name, kind in expr.schema().items()
        )
        return f"SELECT {columns} FROM ({self.con.compile(expr)})"


class SparkEngine(Engine):
    """Spark, in local mode unless the session found already running says otherwise."""

    name = "spark"

    def read_csv(self, paths: Sequence[Path], *, delimiter: str = ",", encoding: str = "utf-8") -> ibis.Table:
        frames = [
            self.con._session.read.option("header", True)
            .option("sep", delimiter)
            .option("encoding", encoding)
            .option("quote", '"')
            .option("escape", '"')
            .option("multiLine", True)
            .option("inferSchema", False)
            .csv(str(path))
            for path in self._plain(paths, encoding)
        ]
        united = frames[0]
        for frame in frames[1:]:
            united = united.unionByName(frame, allowMissingColumns=True)
        name = self._name("csv")
        united.createOrReplaceTempView(name)
        return self.con.table(name)

    def read_parquet(self, paths: Sequence[Path]) -> ibis.Table:
        name = self._name("parquet")
        self.con._session.read.parquet(*[str(path) for path in paths]).createOrReplaceTempView(name)
        return self.con.table(name)

    def from_arrow(self, table: pa.Table, name: str) -> ibis.Table:
        # Through a file: Spark's own conversion wants pandas and loses dates and nulls on the way.
        path = self.temp_dir / f"{self._name(name)}.parquet"
        pq.write_table(table, path)
        return self.read_parquet([path])

    def cache(self, expr: ibis.Table) -> ibis.Table:
        # Written aside rather than .cache(): cuts the lineage, so plans stay small, and survives lost executors.
        folder = self.temp_dir / self._name("kept")
        self.con.to_parquet(expr, folder)
        return self.read_parquet([folder])

    def settle(self, expr: ibis.Table) -> ibis.Table:
        # Spark inlines a column wherever it is used: after a few steps the plan outgrows the driver's memory.
        return self.cache(expr)

    def write_parquet(self, expr: ibis.Table, path: Path, *, sort: Sequence[str]) -> None:
        # Spark writes a folder of parts; readers want one file, with the same types as DuckDB's. Sorted by Spark,
        # then streamed part after part.
        folder = self.temp_dir / self._name("written")
        ordered = expr.order_by(list(sort)) if sort else expr
        self.con.to_parquet(ordered, folder)
        parts = sorted(folder.glob("part-*.parquet"))
        schema = _plain_schema(pq.read_schema(parts[0]))
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for part in parts:
                for batch in pq.ParquetFile(part).iter_batches(ROW_GROUP):
                    if batch.num_rows:
                        writer.write_table(pa.Table.from_batches([batch]).cast(schema), row_group_size=ROW_GROUP)
        shutil.rmtree(folder)

    def to_arrow(self, expr: ibis.Table) -> pa.Table:
        folder = self.temp_dir / self._name("answer")
        self.con.to_parquet(expr, folder)
        table = pa.concat_tables(pq.read_table(part) for part in sorted(folder.glob("part-*.parquet")))
        shutil.rmtree(folder)
        return table.cast(_plain_schema(table.schema))

    def _first(self, query: str) -> tuple[Any, ...] | None:
        row = self.con._session.sql(query).first()
        return None if row is None else tuple(row)

    def close(self) -> None:
        # The session may be a cluster's, shared with others: only our tables go.
        if self._owns_temp:
            shutil.rmtree(self.temp_dir, ignore_errors=True)


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(field.name, field.type, nullable=True) for field in schema])


def write_arrow(table: pa.Table, path: Path) -> None:
    """Write an Arrow table as ONE Parquet file, in its order. Columns by dictionary are read back as plain text."""
    pq.write_table(table, path, compression="zstd", row_group_size=ROW_GROUP, store_schema=False)


def open_engine(name: str = "duckdb", *, memory: str = "1GB", temp_dir: Path | None = None) -> Engine:
    """Open an engine: "duckdb" or "spark". `memory` bounds DuckDB's buffers (or Spark's driver); beyond, it spills.

    `temp_dir` receives spilled and unzipped data; without it, a folder of the system's temporary place, removed at
    close. Raises ValueError for another name.
    """
    if name not in ("duckdb", "spark"):
        raise ValueError(f"Moteur inconnu\u00a0: {name} (duckdb ou spark).")
    owns = temp_dir is None
    folder = Path(tempfile.mkdtemp(prefix="essaim-")) if temp_dir is None else temp_dir
    folder.mkdir(parents=True, exist_ok=True)
    if name == "duckdb":
        con = ibis.duckdb.connect(
            memory_limit=memory, temp_directory=str(folder / "spill"), preserve_insertion_order=False
        )
        con.raw_sql("SET enable_progress_bar = false")
        # The stocks are read once: keeping their bytes only takes the place of what is computed.
        con.raw_sql("SET enable_external_file_cache = false")
        return DuckDBEngine(con, folder, owns_temp=owns)
    return SparkEngine(ibis.pyspark.connect(_spark_session(memory, folder)), folder, owns_temp=owns)


def _spark_session(memory: str, folder: Path) -> Any:
    # Imported here: pyspark is an optional library (requirements/spark.txt), absent from most machines.
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("essaim")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": memory.lower().removesuffix("b"),
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.local.dir": str(folder / "spill"),
        "spark.ui.showConsoleProgress": "false",
        # Text that is not of the asked type becomes null through try_cast only; the rest must fail as DuckDB does.
        "spark.sql.ansi.enabled": "true",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
