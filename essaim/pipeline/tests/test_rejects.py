"""Every row left out is written with its reason."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from essaim.pipeline.engine import open_engine
from essaim.pipeline.rejects import Rejects


def test_rows_of_every_shape_are_kept_with_their_reason(tmp_path: Path):
    rejects = Rejects(tmp_path / "rejects")
    rejects.add(
        "siae", "SIRET invalide.", [{"siret": "1", "name": "L’été"}, {"siret": "2", "extra": None}], key="siret"
    )
    rejects.add("siae", "Ligne d’essai.", pa.table({"id": [7]}))
    rejects.add("geiq", "Aucune ligne.", [])
    with open_engine("duckdb", memory="300MB") as engine:
        table = engine.from_arrow(pa.table({"siren": ["a", "b", "c"]}), "t")
        assert rejects.add_expr("rna", "Dissoute.", table.filter(table.siren != "c"), engine, key="siren") == 2
        assert rejects.add_expr("rna", "Rien.", table.filter(table.siren == "z"), engine) == 0
    assert (rejects.count("siae"), rejects.count("rna"), rejects.count("geiq")) == (3, 2, 0)
    assert rejects.reasons("siae") == {"SIRET invalide.": 2, "Ligne d’essai.": 1}
    assert rejects.sources() == ["rna", "siae"]
    assert [path.name for path in rejects.write()] == ["rna.parquet", "siae.parquet"]
    rows = pq.read_table(tmp_path / "rejects" / "siae.parquet").to_pylist()
    assert {row["reason"] for row in rows} == {"SIRET invalide.", "Ligne d’essai."}
    first = next(row for row in rows if row["key"] == "1")
    assert json.loads(first["row"])["name"] == "L’été"
    assert not (tmp_path / "rejects" / ".parts").exists()
