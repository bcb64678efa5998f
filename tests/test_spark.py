"""The same expressions on Spark give the tables DuckDB gives, row for row, on the real rows of a département."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from essaim.pipeline.catalogue import SourceInput, resolve_inputs
from essaim.pipeline.contract import ReleasePaths, table_contract
from essaim.pipeline.engine import open_engine, write_arrow
from essaim.pipeline.joined.organisations import build_register
from essaim.pipeline.joined.territories import Territories, build_territories
from essaim.pipeline.procurement import CONTRACT_TABLES, build_procurement
from essaim.pipeline.published.indicators import build_indicators
from essaim.pipeline.rejects import Rejects

pytestmark = [pytest.mark.spark, pytest.mark.mirror, pytest.mark.slow]
REFERENCE_DATE = date(2026, 11, 23)
DEPARTEMENT = "59"
TABLES = ("organizations", "establishments", "evidence", "labels")


def _build(name: str, folder: Path, inputs: dict[str, SourceInput], territories: Territories) -> dict[str, pa.Table]:
    places = territories.geography.to_pylist()
    communes = sorted({row["commune_code"] for row in places if row["departement_code"] == DEPARTEMENT})
    folder.mkdir()
    rejects = Rejects(folder / "rejects")
    built: dict[str, pa.Table] = {}
    with open_engine(name, memory="2GB") as engine:
        register = build_register(
            inputs,
            territories.geography,
            territories.places,
            engine,
            rejects,
            reference_date=REFERENCE_DATE,
            limit_to=communes,
        )
        for table in TABLES:
            path = folder / f"{table}.parquet"
            engine.write_parquet(getattr(register, table), path, sort=list(table_contract(table).sort))
            assert path.is_file(), "one file, whatever the engine"
            built[table] = pq.read_table(path)
        write_arrow(build_indicators(register, territories, engine), folder / "indicators.parquet")
        built["indicators"] = pq.read_table(folder / "indicators.parquet")
        built["coverage"] = pa.Table.from_pylist(register.coverage)
        paths = ReleasePaths(folder)
        paths.tables.mkdir()
        build_procurement(
            inputs,
            register,
            territories,
            engine,
            rejects,
            reference_date=REFERENCE_DATE,
            paths=paths,
            scratch=folder / "scratch",
        )
        built |= {table: pq.read_table(paths.table(table)) for table in CONTRACT_TABLES}
    return built


def test_spark_and_duckdb_publish_the_same_tables(mirror: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="requirements/spark.txt is not installed")
    inputs = resolve_inputs(mirror=mirror, raw=None)
    territories = build_territories(inputs, Rejects(tmp_path / "rejects"), reference_date=REFERENCE_DATE)
    expected = _build("duckdb", tmp_path / "duckdb", inputs, territories)
    found = _build("spark", tmp_path / "spark", inputs, territories)
    assert expected["organizations"].num_rows > 100
    assert expected["contracts"].num_rows > 4000
    for table, rows in expected.items():
        keys = [(name, "ascending") for name in table_contract(table).key]
        assert found[table].schema.equals(rows.schema), table
        assert found[table].sort_by(keys).equals(rows.sort_by(keys)), table
