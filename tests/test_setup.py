"""Setting up: which Python is taken, and that a second start installs nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "node_modules/.essaim-all"


def find_python(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the search with nothing else of this machine in sight."""
    return subprocess.run(
        ["/bin/sh", ROOT / "scripts/find_python.sh"], env=environment, capture_output=True, text=True, check=False
    )


def executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_a_shim_that_answers_127_is_passed_over(tmp_path: Path):
    executable(tmp_path / "bin/python3.13", "#!/bin/sh\nexit 127\n")
    real = tmp_path / "pyenv/versions/3.13.9/bin/python"
    executable(real, f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    found = find_python({"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), "PYENV_ROOT": str(tmp_path / "pyenv")})
    assert found.returncode == 0
    assert Path(found.stdout.strip()).is_file()


def test_a_python_that_is_imposed_is_the_only_candidate(tmp_path: Path):
    old = executable(tmp_path / "python", "#!/bin/sh\nexit 1\n")
    assert find_python({"PATH": os.environ["PATH"], "HOME": str(tmp_path), "ESSAIM_PYTHON": str(old)}).returncode == 1


@pytest.mark.skipif(not PACKAGES.is_file(), reason="set up without scripts/setup.sh")
def test_a_second_set_up_installs_nothing():
    done = subprocess.run(
        ["sh", ROOT / "scripts/setup.sh", "test", "front"], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
