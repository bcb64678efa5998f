"""A whole build: what it publishes, what it refuses, and that a refusal costs the readers nothing."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import tantivy

from essaim.pipeline.contract import ReleasePaths, current_release, table_contract, table_contracts
from essaim.pipeline.errors import BuildRefusedError, MissingSourceError, WrongFileError
from essaim.pipeline.publish import failures
from essaim.pipeline.release import territory_named
from essaim.pipeline.tests.conftest import build
from essaim.pipeline.tests.small_mirror import write_mirror
from essaim.pipeline.tests.test_publish import is_whole

SHOWN = "diffusible = 1 AND is_sse = 1"
COMMAND = [sys.executable, "-c", "from essaim.cli import app; app()", "data", "build"]


def rows(release: ReleasePaths, query: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{release.database}?mode=ro&immutable=1", uri=True)) as con:
        return con.execute(query).fetchall()


def test_the_folder_holds_what_the_architecture_says(small_release: ReleasePaths):
    manifest = small_release.read_manifest()
    assert is_whole(small_release)
    assert manifest.kind == "excerpt"
    assert manifest.banner is not None
    assert manifest.banner.startswith("Extrait")
    assert manifest.peak_mb is not None
    assert {table.name for table in manifest.tables} == set(table_contracts())
    source = manifest.source("sirene_unite_legale")
    assert source is not None
    assert (source.rows_in, source.rows_kept, source.rows_rejected) == (30, 30, 0)
    assert len(source.files[0].sha256) == 64
    assert source.completeness == "excerpt"
    assert "siae" in {record.id for record in manifest.missing_sources}
    assert any("organisation du répertoire" in check for check in manifest.table("establishments").checks)


def test_tables_are_sorted_as_their_contract_says(small_release: ReleasePaths):
    for name, contract in table_contracts().items():
        table = pq.read_table(small_release.table(name), columns=list(contract.sort))
        keys = list(zip(*(table[column].to_pylist() for column in contract.sort), strict=True))
        written = [tuple((value is None, value if value is not None else "") for value in key) for key in keys]
        assert written == sorted(written), name


def test_the_database_holds_the_same_rows(small_release: ReleasePaths):
    for name in table_contracts():
        columns = ", ".join(f'"{column}"' for column in table_contract(name).columns)
        inside = rows(small_release, f"SELECT count(*) FROM {name}")[0][0]
        assert inside == pq.read_metadata(small_release.table(name)).num_rows, name
        ours = {tuple(row) for row in rows(small_release, f"SELECT {columns} FROM {name}")}
        dates = [c for c, spec in table_contract(name).columns.items() if spec.type == "date"]
        replaced = f"* REPLACE ({', '.join(f'{c}::VARCHAR AS {c}' for c in dates)})" if dates else "*"
        theirs = duckdb.sql(f"SELECT {replaced} FROM read_parquet('{small_release.table(name)}')").fetchall()
        assert ours == set(theirs), name
    assert dict(rows(small_release, "SELECT key, value FROM meta"))["release"] == small_release.id


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (f"SELECT * FROM establishments WHERE epci_code = '200093201' AND {SHOWN} ORDER BY rowid LIMIT 20", "epci"),
        (f"SELECT rowid FROM establishments WHERE region_code = '32' AND {SHOWN} ORDER BY rowid LIMIT 20", "COVERING"),
        (f"SELECT count(*) FROM establishments WHERE region_code = '32' AND {SHOWN} AND family = 'x'", "COVERING"),
        ("SELECT * FROM establishments WHERE siren = '1'", "establishments_siren"),
        ("SELECT * FROM organizations WHERE siren = '1'", "PRIMARY KEY"),
        ("SELECT * FROM indicators WHERE territory_id = 'commune:59350'", "PRIMARY KEY"),
        ("SELECT * FROM evidence WHERE siren = '1'", "PRIMARY KEY"),
        ("SELECT territory_id FROM territory_names WHERE folded >= 'lil' AND folded < 'lim'", "COVERING"),
        ("SELECT territory_id FROM territory_starts WHERE start >= 'lil' AND start < 'lim'", "PRIMARY KEY"),
    ],
)
def test_pages_never_scan_a_table(small_release: ReleasePaths, query: str, index: str):
    plan = " ".join(row[3] for row in rows(small_release, f"EXPLAIN QUERY PLAN {query}"))
    assert "SEARCH" in plan
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_names_are_indexed_folded(small_release: ReleasePaths):
    index = tantivy.Index.open(str(small_release.search))
    query = tantivy.Query.term_query(index.schema, "search_text", "amis")
    assert index.searcher().search(query, 100).count == 30


def test_an_emptied_source_is_refused_and_the_release_stays(tmp_path: Path, served_var: Path):
    mirror = write_mirror(tmp_path / "mirror")
    before = current_release(served_var)
    path = mirror / "etablissements.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    with pytest.raises(BuildRefusedError, match=r"sirene_etablissement.*aucune ligne"):
        build(served_var, mirror)
    assert current_release(served_var) == before
    assert "aucune ligne" in failures(served_var)[0][1]


def test_a_source_that_loses_too_much_is_refused_unless_told(tmp_path: Path, served_var: Path):
    mirror = write_mirror(tmp_path / "mirror", units=20)
    before = current_release(served_var)
    with pytest.raises(BuildRefusedError, match=r"sirene_.* 20 lignes au lieu de 30.*--accept-loss"):
        build(served_var, mirror)
    assert current_release(served_var) == before
    accepted = frozenset({"sirene_unite_legale", "sirene_etablissement"})
    after = build(served_var, mirror, accept_loss=accepted)
    assert current_release(served_var) == after
    assert after.read_manifest().table("organizations").rows == 20


def test_a_source_that_went_missing_is_a_loss(tmp_path: Path, served_var: Path):
    mirror = write_mirror(tmp_path / "mirror")
    text = (mirror / "mirror.yaml").read_text(encoding="utf-8").replace("populations:", "autre:")
    (mirror / "mirror.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BuildRefusedError, match="populations"):
        build(served_var, mirror)


def test_without_a_required_source_there_is_no_build(tmp_path: Path):
    with pytest.raises(MissingSourceError, match="essaim data fetch"):
        build(tmp_path, write_mirror(tmp_path / "mirror"), inputs={})


def test_a_file_swapped_after_its_download_is_refused(tmp_path: Path):
    from essaim.pipeline.catalogue import resolve_inputs

    inputs = resolve_inputs(mirror=write_mirror(tmp_path / "mirror"), raw=None)
    inputs["cog_regions"] = inputs["cog_regions"].model_copy(update={"sha256": {"v_region_2026.csv": "0" * 64}})
    with pytest.raises(WrongFileError, match="n’est plus le fichier téléchargé"):
        build(tmp_path / "var", tmp_path / "mirror", inputs=inputs)


def test_one_territory_alone(tmp_path: Path):
    mirror = write_mirror(tmp_path / "mirror")
    release = build(tmp_path / "var", mirror, limited_to="59350")
    manifest = release.read_manifest()
    assert manifest.limited_to == "commune:59350"
    assert manifest.table("organizations").rows == 10


def test_a_code_two_territories_bear_is_ambiguous():
    codes = {"territory_id": ["departement:32", "region:32", "epci:200093201"], "code": ["32", "32", "200093201"]}
    territories = SimpleNamespace(tables={"territories": pa.table(codes)})
    assert territory_named(territories, "region:32") == "region:32"
    assert territory_named(territories, "200093201") == "epci:200093201"
    with pytest.raises(BuildRefusedError, match=r"ambigu.*departement:32, region:32"):
        territory_named(territories, "32")
    with pytest.raises(BuildRefusedError, match="n’existe pas"):
        territory_named(territories, "99999")


@pytest.mark.slow
def test_a_build_killed_anywhere_leaves_the_release_served(tmp_path: Path):
    mirror = write_mirror(tmp_path / "mirror")
    environment = {**os.environ, "ESSAIM_VAR": str(tmp_path / "var")}
    command = [*COMMAND, "--mirror", str(mirror)]
    started = time.monotonic()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    whole = time.monotonic() - started
    moments = random.Random(23)
    for _ in range(6):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.2, whole))
        process.send_signal(signal.SIGKILL)
        process.wait()
        served = current_release(tmp_path / "var")
        assert served is not None
        assert is_whole(served)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "publiée" in done.stdout
    assert not list((tmp_path / "var" / "releases").glob(".building-*"))


@pytest.mark.mirror
def test_the_real_rows_make_an_excerpt(mirror_release: ReleasePaths):
    manifest = mirror_release.read_manifest()
    assert manifest.kind == "excerpt"
    assert manifest.table("organizations").rows > 5000
    assert manifest.table("territories").rows > 36_000
    assert {record.completeness for record in manifest.sources if record.id.startswith("cog_")} == {"full"}
    assert is_whole(mirror_release)
