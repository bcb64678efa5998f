"""The site as in production, for the tests that no room owns."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest
from production_site import prepare, serve, stop


@pytest.fixture(scope="session")
def site(mirror_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `essaim serve`, on a free loopback port, over the release of the mirror.

    Its folder (database, hashed static files) is shared by the parallel workers of one run; each has its own server.
    """
    var = mirror_var.with_name("site-var")
    with var.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not var.exists():
            prepare(var, mirror_var)
        address, server = serve(var)
    yield address
    stop(server)
