"""The documents tell the truth: commands run, links lead somewhere, every environment variable is described."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from essaim.environment import VARIABLES

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TESTED = re.compile(r"<!-- test -->\n```console\n(.*?)```", re.S)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def commands() -> list[str]:
    """Every command of the fenced blocks marked to be tested, in the order of the documents."""
    return [
        line.removeprefix("$ ")
        for document in DOCUMENTS
        for block in TESTED.findall(document.read_text(encoding="utf-8"))
        for line in block.splitlines()
        if line.startswith("$ ")
    ]


@pytest.mark.mirror
@pytest.mark.parametrize("command", commands())
def test_documented_commands_run(command: str, mirror_var: Path):
    essaim = Path(sys.executable).parent / "essaim"
    assert essaim.is_file(), "make setup installs the command"
    words = shlex.split(command)
    assert words[0] == "essaim"
    done = subprocess.run(
        [essaim, *words[1:]],
        env={**os.environ, "ESSAIM_VAR": str(mirror_var), "SECRET_KEY": "k" * 40, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_internal_links_lead_somewhere(document: Path):
    missing = []
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        if not (document.parent / target.split("#")[0]).exists():
            missing.append(target)
    assert missing == []


def test_every_environment_variable_is_described():
    named = set(VARIABLES)
    for path in [*ROOT.glob("scripts/*.sh"), *(ROOT / "deploy").glob("*.*")]:
        named |= set(re.findall(r"\bESSAIM_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    assert {"ESSAIM_VAR", "ESSAIM_PYTHON", "SECRET_KEY"} <= named
    described = (ROOT / "docs/reference/environnement.md").read_text(encoding="utf-8")
    assert sorted(name for name in named if f"`{name}`" not in described) == []


def test_documents_name_no_path_of_a_machine():
    faults = [
        f"{document.name}: {found}"
        for document in DOCUMENTS
        for found in re.findall(r"(?:/root/|/work/|/home/\w+)\S*", document.read_text(encoding="utf-8"))
    ]
    assert faults == []
