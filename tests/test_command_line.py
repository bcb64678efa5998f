"""The essaim command as a person meets it: French, one sentence on failure, the right exit code, quick."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from essaim.cli import app
from essaim.environment import VARIABLES, EnvironmentVariableError, read_settings
from essaim.pipeline.contract import list_releases
from essaim.pipeline.tests.small_mirror import write_mirror

ROOT = Path(__file__).resolve().parent.parent


def essaim(*arguments: str, var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ESSAIM_", "DJANGO_SETTINGS"))}
    return subprocess.run(
        [sys.executable, "-c", "from essaim.cli import app; app()", *arguments],
        env={**kept, "ESSAIM_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_is_the_map_of_the_house_and_quick(tmp_path: Path):
    started = time.monotonic()
    done = essaim("--help", var=tmp_path)
    took = time.monotonic() - started
    assert done.returncode == 0
    for command in ("serve", "data", "portrait", "check"):
        assert command in done.stdout
    # A guard against importing the pipeline to print a text: 0.2 s on a quiet machine, pyarrow and ibis alone take 1 s.
    assert took < 5
    probe = "import sys, essaim.cli; print({'ibis', 'duckdb', 'pyarrow', 'django'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True).stdout.strip() == "set()"


def test_build_list_status_rollback(tmp_path: Path):
    mirror = write_mirror(tmp_path / "mirror")
    var = tmp_path / "var"
    done = essaim("data", "build", var=var, ESSAIM_MIRROR=str(mirror))
    assert done.returncode == 0, done.stderr
    assert "publiée" in done.stdout
    assert "Extrait" in done.stdout
    assert "✓ Indicateurs" in done.stderr
    older = list_releases(var)[0]
    manifest = older.read_manifest().model_copy(update={"id": "2026-01-01T000000Z"})
    shutil.copytree(older.root, older.root.with_name(manifest.id))
    (older.root.with_name(manifest.id) / "manifest.json").write_text(manifest.model_dump_json(), encoding="utf-8")
    listed = essaim("data", "list", var=var).stdout.splitlines()
    assert len(listed) == 2
    assert listed[0].startswith("→")
    status = essaim("data", "status", var=var)
    assert "30 lignes retenues sur 30" in status.stdout.replace("\u202f", " ")
    assert "absente de l’édition" in status.stdout
    back = essaim("data", "rollback", var=var)
    assert back.returncode == 0
    assert essaim("data", "list", var=var).stdout.splitlines()[1].startswith("→")
    again = essaim("data", "rollback", var=var)
    assert again.returncode == 1
    assert "précédente" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "words"),
    [
        (["data", "build", "--mirror", "/nowhere"], {}, 1, "n’existe pas"),
        (["data", "build"], {}, 1, "Sources indispensables absentes"),
        (["data", "build", "--engine", "excel"], {}, 2, "excel"),
        (["data", "invent"], {}, 2, "invent"),
        (["data", "rollback"], {}, 1, "précédente"),
        (["data", "fetch", "inventée"], {}, 1, "inventée"),
        (["data", "build", "--accept-loss", "inventée"], {}, 1, "ni une source ni une table"),
        (["data", "status"], {"ESSAIM_ENGINE": "excel"}, 1, "ESSAIM_ENGINE"),
        (["data", "status"], {"ESSAIM_KEEP_RELEASES": "zéro"}, 1, "ESSAIM_KEEP_RELEASES"),
    ],
)
def test_failures_are_one_sentence(tmp_path: Path, arguments: list[str], environment: dict, code: int, words: str):
    done = essaim(*arguments, var=tmp_path, **environment)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_status_without_any_release(tmp_path: Path):
    done = essaim("data", "status", var=tmp_path)
    assert done.returncode == 0
    assert "Aucune édition" in done.stdout


def test_a_release_edited_by_hand_is_said(tmp_path: Path):
    folder = tmp_path / "releases" / "2026-11-23T093000Z"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    (tmp_path / "releases" / "current").symlink_to(folder.name)
    done = essaim("data", "status", var=tmp_path)
    assert done.returncode == 1
    assert "illisible ou a été modifié" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["zzz"], "La commande «\u00a0zzz\u00a0» n’existe pas."),
        (["data", "demo", "--scale", "0"], "--scale\u00a0: le minimum est 0.01."),
        (["data", "demo", "--seed", "x"], "--seed\u00a0: un nombre entier est attendu."),
        (["data", "prune", "--keep"], "L’option --keep attend une valeur."),
        (["data", "prune", "-x"], "L’option -x n’existe pas."),
        (["portrait"], "Il manque code."),
        (["portrait", "a", "b"], "«\u00a0b\u00a0» est de trop."),
        (["portrait", "a", "--format", "docx"], "«\u00a0docx\u00a0» n’est pas un des choix\u00a0: text, json, csv"),
    ],
)
def test_a_mistyped_command_is_explained_in_french(tmp_path: Path, arguments: list[str], words: str):
    done = CliRunner().invoke(app, arguments, env={"ESSAIM_VAR": str(tmp_path)})
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Error" not in done.output


def test_a_portrait_needs_no_key_and_serving_does(tmp_path: Path):
    done = essaim("portrait", "59350", var=tmp_path, SECRET_KEY="")
    assert "Aucune édition" in done.stderr
    assert "SECRET_KEY" in essaim("check", var=tmp_path, SECRET_KEY="").stderr
    (tmp_path / "secret_key").write_text("k" * 60)
    assert essaim("check", var=tmp_path, SECRET_KEY="").returncode == 0


def test_settings_have_a_default_and_are_all_listed():
    given = read_settings({})
    assert (given.keep, given.proxies, given.https, given.engine) == (3, 0, False, "duckdb")
    source = (ROOT / "essaim/environment.py").read_text(encoding="utf-8")
    read = {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("said", "get")
        if isinstance(node.args[0], ast.Constant)
    }
    assert read == set(VARIABLES)


def test_one_place_reads_the_environment():
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "essaim").rglob("*.py")
        if "tests" not in path.parts
        and re.search(
            r"\bos\.environ\b(?!\.setdefault|\[\S+\] = | \| )|import environ\b|\bgetenv\b", path.read_text("utf-8")
        )
    }
    assert readers == {"essaim/environment.py"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ESSAIM_VAR", __file__),
        ("ESSAIM_ENGINE", "excel"),
        ("ESSAIM_MEMORY", "beaucoup"),
        ("ESSAIM_KEEP_RELEASES", "²"),
        ("ESSAIM_KEEP_RELEASES", "0"),
        ("ESSAIM_CONTACT_URL", "moi@example.org\r\nHost: x"),
        ("ESSAIM_DEBUG", "2"),
        ("ESSAIM_HTTPS", "peut-être"),
        ("ESSAIM_PROXIES", "-1"),
    ],
)
def test_an_impossible_value_is_one_sentence_that_names_the_variable(name: str, value: str):
    with pytest.raises(EnvironmentVariableError, match=name):
        read_settings({name: value})
