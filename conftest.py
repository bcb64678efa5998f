"""Fixtures every room may use: the real rows of the mirror, and a release built from them once per test run."""

from __future__ import annotations

import fcntl
import os
from datetime import date
from pathlib import Path

import pytest

REFERENCE_DATE = date(2026, 11, 23)


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder of real rows named by ESSAIM_MIRROR; skipped by name without it, a failure in CI."""
    named = os.environ.get("ESSAIM_MIRROR")
    if named and (Path(named) / "mirror.yaml").is_file():
        return Path(named).resolve()
    if os.environ.get("CI"):
        pytest.fail("ESSAIM_MIRROR must name the folder of real rows in CI")
    pytest.skip("needs the real rows of ESSAIM_MIRROR")


@pytest.fixture(scope="session")
def mirror_var(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ESSAIM_VAR whose current release was built from the mirror; shared by the parallel workers of one run."""
    from essaim.pipeline.catalogue import resolve_inputs
    from essaim.pipeline.contract import EXCERPT_BANNER, current_release
    from essaim.pipeline.release import build_release

    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    var = shared / "mirror-var"
    with (shared / "mirror-var.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if current_release(var) is None:
            build_release(
                var=var,
                inputs=resolve_inputs(mirror=mirror, raw=None),
                kind="excerpt",
                banner=EXCERPT_BANNER,
                reference_date=REFERENCE_DATE,
                progress=lambda message: None,
            )
    return var


@pytest.fixture(scope="session")
def mirror_release(mirror_var: Path):
    """The folder of that release (ReleasePaths)."""
    from essaim.pipeline.contract import current_release

    return current_release(mirror_var)
