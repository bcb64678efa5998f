"""Backing up, losing everything, restoring, comparing row by row: on the database the tests run on."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from essaim.web.config.tests.test_carrying_over import ROOT, old  # noqa: F401 - a database of this test's own

pytestmark = pytest.mark.slow


@pytest.fixture
def run(old, tmp_path):  # noqa: F811
    """run(command…) → (exit code, what was said), on a database and a folder of this test's own; and how to ask it."""
    url, ask = old
    var = tmp_path / "var"
    environment = os.environ | {"DATABASE_URL": url, "SECRET_KEY": "x" * 40, "ESSAIM_VAR": str(var)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)

    def essaim(*command: str | Path) -> tuple[int, str]:
        program = Path(sys.executable).with_name("essaim")
        done = subprocess.run([program, *map(str, command)], cwd=ROOT, env=environment, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return essaim, ask, var


def everything(ask) -> dict[str, list]:
    """The rows people wrote."""
    tables = ("auth_user", "bodies_publicbody", "accounts_grant", "audit_entry", "mail_letter", "accounts_invitation")
    return {table: sorted(map(str, ask(f"SELECT * FROM {table}"))) for table in tables}


def test_what_is_lost_comes_back(run, tmp_path):
    essaim, ask, var = run
    assert essaim("migrate")[0] == 0
    assert essaim("invite-team", "cheffe@reseau.example")[0] == 0
    ask("INSERT INTO bodies_publicbody (siren, name, kind, territory_id, siret, created_at) VALUES"
        " ('215903501', 'Lille', 'commune', 'commune:59350', '', '2026-11-24 09:00:00+00:00')")  # fmt: skip
    (var / "media" / "images").mkdir(parents=True)
    (var / "media" / "images" / "pain.jpg").write_bytes(b"\xff\xd8 pain")
    for name in ("2026-11-23T093000Z", "2026-11-24T093000Z"):
        (var / "releases" / name).mkdir(parents=True)
        (var / "releases" / name / "manifest.json").write_text("{}")
    (var / "releases" / "current").symlink_to("2026-11-23T093000Z")
    before = everything(ask)
    assert before["accounts_invitation"]
    file = tmp_path / "essaim.sauvegarde"
    code, said = essaim("backup", file)
    assert code == 0, said
    assert file.stat().st_mode & 0o077 == 0

    ask("DELETE FROM accounts_invitation")
    ask("UPDATE bodies_publicbody SET name = 'Perdue'")
    (var / "media" / "images" / "pain.jpg").unlink()
    (var / "releases" / "current").unlink()
    (var / "releases" / "current").symlink_to("2026-11-24T093000Z")

    code, said = essaim("restore", file)
    assert code == 0, said
    assert everything(ask) == before
    assert (var / "media" / "images" / "pain.jpg").read_bytes() == b"\xff\xd8 pain"
    assert (var / "releases" / "current").resolve().name == "2026-11-23T093000Z"
    assert list(var.glob("media.avant-*"))
    assert not list(var.glob(".sauvegarde-*"))

    # A damaged file is refused before anything is touched.
    whole = file.read_bytes()
    cut = tmp_path / "coupee"
    cut.write_bytes(whole[: len(whole) // 2])
    forged = tmp_path / "forgee"
    with tarfile.open(fileobj=io.BytesIO(whole)) as good, tarfile.open(forged, "w:gz") as bad:
        for member in good.getmembers():
            body = good.extractfile(member).read()
            if member.name.startswith("media/"):
                body = body[:-1] + b"!"
            bad.addfile(member, io.BytesIO(body))
    other = tmp_path / "autre"
    with tarfile.open(other, "w:gz") as bad:
        body = json.dumps({"format": 1, "engine": "oracle", "release": "", "files": {}}).encode()
        head = tarfile.TarInfo("manifest.json")
        head.size = len(body)
        bad.addfile(head, io.BytesIO(body))
    for wrong, words in ((cut, "entière"), (forged, "abîmé"), (other, "oracle"), (tmp_path / "rien", "n’existe pas")):
        code, said = essaim("restore", wrong)
        assert code == 1, wrong
        assert words in said
        assert "Traceback" not in said
    assert everything(ask) == before
