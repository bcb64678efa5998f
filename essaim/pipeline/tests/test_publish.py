"""Publication: atomic whatever happens. Real processes are killed, real disks are full."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from essaim.pipeline.contract import ReleasePaths, current_release, list_releases
from essaim.pipeline.errors import BuildBusyError, NoReleaseError, PipelineError
from essaim.pipeline.publish import Building, failures, is_disk_full, prune, rollback, sentence_for, switch_current

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

# Publishes copies of a real release for ever, as fast as it can: the moments that matter come often.
PUBLISHER = """
import shutil, sys
from datetime import UTC, datetime
from pathlib import Path
from essaim.pipeline.contract import ReleasePaths
from essaim.pipeline.publish import Building, prune
var, model = Path(sys.argv[1]), ReleasePaths(Path(sys.argv[2]))
manifest = model.read_manifest()
while True:
    with Building(var, now=datetime.now(UTC)) as building:
        shutil.copytree(model.tables, building.paths.tables, dirs_exist_ok=True)
        shutil.copy(model.database, building.paths.database)
        building.publish(manifest.model_copy(update={"id": building.id}))
    prune(var, keep=2)
    print("published", flush=True)
"""


def publish_copy(var: Path, model: ReleasePaths, *, now: datetime = NOW) -> ReleasePaths:
    with Building(var, now=now) as building:
        shutil.copytree(model.tables, building.paths.tables, dirs_exist_ok=True)
        shutil.copy(model.database, building.paths.database)
        return building.publish(model.read_manifest().model_copy(update={"id": building.id}))


def is_whole(release: ReleasePaths) -> bool:
    """The release is complete: manifest, tables of the announced sizes, database that SQLite finds sound."""
    manifest = release.read_manifest()
    assert manifest.id == release.id
    for table in manifest.tables:
        assert release.table(table.name).stat().st_size == table.bytes
    with closing(sqlite3.connect(f"file:{release.database}?mode=ro&immutable=1", uri=True)) as con:
        assert con.execute("PRAGMA quick_check").fetchone() == ("ok",)
    return True


def test_killed_at_any_moment_a_whole_release_is_served(tmp_path: Path, small_release: ReleasePaths):
    publish_copy(tmp_path, small_release)
    moments = random.Random(2611)
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(tmp_path), str(small_release.root)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moments.uniform(0, 0.12))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        served = current_release(tmp_path)
        assert served is not None
        assert is_whole(served)
    # The lock of the killed process is free, what it left is swept.
    publish_copy(tmp_path, small_release, now=datetime.now(UTC))
    assert not list((tmp_path / "releases").glob(".building-*"))
    assert all(is_whole(release) for release in list_releases(tmp_path))


def test_two_builds_at_once(tmp_path: Path, small_release: ReleasePaths):
    with Building(tmp_path, now=NOW) as first:
        with pytest.raises(BuildBusyError, match="Une autre construction est en cours"), Building(tmp_path, now=NOW):
            pass
        assert first.paths.root.is_dir(), "the second build left the first one alone"
    assert publish_copy(tmp_path, small_release).id == "2026-11-23T093000Z"


def test_a_failed_build_says_why_and_leaves_the_release_served(tmp_path: Path, small_release: ReleasePaths):
    before = publish_copy(tmp_path, small_release)
    building = Building(tmp_path, now=NOW)

    def fail() -> None:
        with building:
            (building.paths.tables / "half.parquet").write_bytes(b"x" * 1000)
            raise PipelineError("La source a été vidée par son producteur.")

    with pytest.raises(PipelineError):
        fail()
    assert current_release(tmp_path) == before
    assert failures(tmp_path) == [(building.id, "La source a été vidée par son producteur.")]
    assert building.id != before.id
    assert not building.paths.root.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_leaves_the_release_served(tmp_path: Path, small_release: ReleasePaths):
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(path.stat().st_size for path in small_release.root.rglob("*") if path.is_file())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={int(size * 1.5)}", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        before = publish_copy(disk, small_release)
        with pytest.raises((OSError, shutil.Error)) as caught:
            publish_copy(disk, small_release)
        assert is_disk_full(caught.value)
        assert current_release(disk) == before
        assert is_whole(before)
        assert "Le disque est plein" in failures(disk)[0][1]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_no_file_may_grow(tmp_path: Path, small_mirror: Path):
    """A whole build under RLIMIT_FSIZE: the disk « fills » in the middle of it, whichever library writes."""
    script = (
        "import resource, signal; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
        "from essaim.cli import app; app()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "data", "build", "--mirror", str(small_mirror)],
        env={**os.environ, "ESSAIM_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Le disque est plein" in done.stderr
    assert "Traceback" not in done.stderr
    assert current_release(tmp_path) is None
    assert "Le disque est plein" in failures(tmp_path)[0][1]


def test_rollback_and_its_limits(tmp_path: Path, small_release: ReleasePaths):
    with pytest.raises(NoReleaseError):
        rollback(tmp_path)
    ids = [publish_copy(tmp_path, small_release, now=NOW + timedelta(days=day)).id for day in range(3)]
    assert rollback(tmp_path).id == ids[1]
    assert rollback(tmp_path).id == ids[0]
    with pytest.raises(NoReleaseError, match="précédente"):
        rollback(tmp_path)
    assert rollback(tmp_path, to=ids[2]).id == ids[2]
    with pytest.raises(NoReleaseError, match="n’existe pas"):
        rollback(tmp_path, to="2020-01-01T000000Z")
    assert [release.id for release in list_releases(tmp_path)] == ids


def test_prune_spares_the_release_served_and_the_one_before(tmp_path: Path, small_release: ReleasePaths):
    ids = [publish_copy(tmp_path, small_release, now=NOW + timedelta(days=day)).id for day in range(5)]
    switch_current(tmp_path, ids[2])
    assert prune(tmp_path, keep=1) == [ids[0], ids[3]]
    assert [release.id for release in list_releases(tmp_path)] == [ids[1], ids[2], ids[4]]


def test_sentences_hold_no_code():
    assert "disque" in sentence_for(OSError(28, "No space left on device"))
    assert "disque" in sentence_for(sqlite3.OperationalError("database or disk is full"))
    assert "demande" in sentence_for(KeyboardInterrupt())
    assert sentence_for(PipelineError("Une phrase.")) == "Une phrase."
    assert sentence_for(ValueError("line one\nline two")).count("\n") == 0
