"""The ten nearest territories: exact, deterministic, and honest about missing criteria."""

from __future__ import annotations

import time

import numpy as np
import pyarrow as pa
import pytest

from essaim.pipeline.contract import table_contract
from essaim.pipeline.joined.similar import nearest, similar_territories


def territories(rows: list[tuple[str, int | None, float | None, int]], level: str = "epci") -> pa.Table:
    schema = table_contract("territories").arrow_schema()
    return pa.Table.from_pylist(
        [
            {
                "territory_id": f"{level}:{code}",
                "level": level,
                "population": people,
                "density": density,
                "communes_count": n,
            }
            for code, people, density, n in rows
        ],
        schema=pa.schema([field.with_nullable(True) for field in schema]),
    )


@pytest.mark.parametrize("dimensions", [1, 2, 3])
def test_nearest_agrees_with_all_pairs(dimensions: int) -> None:
    points = np.random.default_rng(7).normal(size=(1500, dimensions)).round(2)  # rounded: many ties
    rows, lengths = nearest(points, 10)
    squares = ((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(squares, np.inf)
    expected = np.argsort(squares, axis=1, kind="stable")[:, :10]
    assert (rows == expected).all()
    assert lengths == pytest.approx(np.sqrt(np.take_along_axis(squares, expected, axis=1)))


def test_35_000_points_take_seconds_not_minutes() -> None:
    points = np.random.default_rng(1).normal(size=(35_000, 2))
    start = time.process_time()
    nearest(points, 10)
    assert time.process_time() - start < 30  # about 2 s alone; all pairs would take minutes


def test_only_the_same_level_and_never_itself() -> None:
    table = pa.concat_tables(
        [territories([("1", 1000, 10.0, 3), ("2", 1100, 11.0, 3)]), territories([("9", 1000, 10.0, 3)], "region")]
    )
    found = similar_territories(table).to_pylist()
    assert [(row["territory_id"], row["similar_id"]) for row in found] == [("epci:1", "epci:2"), ("epci:2", "epci:1")]
    assert found[0]["criteria"] == "population|density"  # as many communes everywhere: no criterion


def test_missing_density_is_left_out_and_said() -> None:
    table = territories([("1", 1000, 10.0, 3), ("2", 900, None, 4), ("3", 5000, 90.0, 9), ("4", 5100, 95.0, 9)])
    found = similar_territories(table).to_pylist()
    criteria = {row["territory_id"]: row["criteria"] for row in found}
    assert criteria == {
        "epci:1": "population|density|communes_count",
        "epci:2": "population|communes_count",
        "epci:3": "population|density|communes_count",
        "epci:4": "population|density|communes_count",
    }
    assert [row["similar_id"] for row in found if row["territory_id"] == "epci:2"] == ["epci:1", "epci:3", "epci:4"]
    assert "epci:2" not in [row["similar_id"] for row in found if row["territory_id"] == "epci:1"]


def test_nothing_known_nothing_alike() -> None:
    assert similar_territories(territories([("1", None, None, 3), ("2", None, None, 3)])).num_rows == 0


def test_no_inhabitant_has_look_alikes_too() -> None:
    found = similar_territories(territories([("1", 0, 0.0, 1), ("2", 1, 0.1, 1), ("3", 9000, 400.0, 1)])).to_pylist()
    assert [row["similar_id"] for row in found if row["territory_id"] == "epci:1"] == ["epci:2", "epci:3"]
