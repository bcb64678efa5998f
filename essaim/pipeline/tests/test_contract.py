"""Contracts of the published tables, checked on bad tables and on a real release."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from essaim.pipeline.contract import (
    ContractError,
    ReleasePaths,
    current_release,
    list_releases,
    read_manifest,
    table_contract,
    table_contracts,
    validate_table,
)

CONTRACT = table_contract("commune_successions")
GOOD = {"old_code": "59298", "old_name": "Hellemmes", "new_code": "59350", "effective_on": None, "kind": "fusion"}


def faults(*rows: dict, schema: pa.Schema | None = None) -> list[str]:
    return validate_table(pa.Table.from_pylist(list(rows), schema=schema or CONTRACT.arrow_schema()), CONTRACT)


def test_a_good_table_has_no_fault():
    assert faults(GOOD) == []


def test_each_fault_is_said():
    assert "clés en double" in faults(GOOD, GOOD)[0]
    assert "absentes" in faults({**GOOD, "old_name": None})[0]
    assert "hors de la liste" in faults({**GOOD, "kind": "inventé"})[0]
    names = CONTRACT.arrow_schema()
    assert "colonnes absentes" in faults(GOOD, schema=names.remove(4))[0]
    assert "ordre différent" in faults(GOOD, schema=pa.schema([names.field(i) for i in (1, 0, 2, 3, 4)]))[0]
    assert "type" in faults({}, schema=names.set(0, pa.field("old_code", pa.int64())))[0]


def test_infinite_values_are_faults():
    contract = table_contract("similar_territories")
    row = {"territory_id": "a", "rank": 1, "similar_id": "b", "distance": float("nan"), "criteria": "population"}
    assert "infinies" in validate_table(pa.Table.from_pylist([row], schema=contract.arrow_schema()), contract)[0]


@pytest.mark.parametrize("name", sorted(table_contracts()))
def test_a_release_keeps_every_contract(small_release: ReleasePaths, name: str):
    assert validate_table(small_release.table(name), table_contract(name)) == []
    record = small_release.read_manifest().table(name)
    assert record is not None
    assert record.columns == {column: spec.type for column, spec in table_contract(name).columns.items()}


def test_the_web_may_import_the_contract_lightly():
    code = "import sys, essaim.pipeline.contract; print(sorted({'duckdb', 'pyarrow', 'ibis'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "illisible"), ('{"id": 3}', "illisible"), ("", "illisible"), (None, "pas de manifeste")],
)
def test_a_manifest_edited_by_hand_is_a_named_error(tmp_path: Path, content: str | None, words: str):
    path = tmp_path / "2026-11-23T093000Z" / "manifest.json"
    path.parent.mkdir()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ContractError, match=words):
        read_manifest(path)


def test_a_manifest_of_the_future_is_refused(small_release: ReleasePaths, tmp_path: Path):
    data = json.loads(small_release.manifest.read_text(encoding="utf-8")) | {"schema_version": 2}
    (tmp_path / "manifest.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ContractError, match="version 2"):
        read_manifest(tmp_path / "manifest.json")


def test_no_release_and_a_dangling_link(tmp_path: Path):
    assert current_release(tmp_path) is None
    assert list_releases(tmp_path) == []
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "current").symlink_to("gone")
    assert current_release(tmp_path) is None
