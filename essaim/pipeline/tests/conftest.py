"""A small mirror and a release built from it, once per run of this folder."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from essaim.pipeline.catalogue import resolve_inputs
from essaim.pipeline.contract import EXCERPT_BANNER, ReleasePaths
from essaim.pipeline.release import build_release
from essaim.pipeline.tests.small_mirror import write_mirror

REFERENCE_DATE = date(2026, 11, 23)


def build(var: Path, mirror: Path, **options: Any) -> ReleasePaths:
    """Build as `essaim data build --mirror` does."""
    return build_release(
        **{
            "var": var,
            "inputs": resolve_inputs(mirror=mirror, raw=None),
            "kind": "excerpt",
            "banner": EXCERPT_BANNER,
            "reference_date": REFERENCE_DATE,
            "progress": lambda step: None,
            "memory": "500MB",
            **options,
        }
    )


@pytest.fixture(scope="session")
def small_mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mirror(tmp_path_factory.mktemp("mirror"))


@pytest.fixture(scope="session")
def small_release(small_mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> ReleasePaths:
    return build(tmp_path_factory.mktemp("var"), small_mirror)


@pytest.fixture
def served_var(small_release: ReleasePaths, tmp_path: Path) -> Path:
    """A var folder of the test's own where the small release is served: two seconds less than building it."""
    var = tmp_path / "served"
    shutil.copytree(small_release.root.parents[1], var, symlinks=True)
    return var
