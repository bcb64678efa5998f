"""The site as in production, for the tests that no room owns."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


@pytest.fixture(scope="session")
def site(mirror_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `essaim serve`, on a free loopback port, over the release of the mirror.

    Its folder (database, hashed static files) is shared by the parallel workers of one run; each has its own server.
    """
    var = mirror_var.with_name("site-var")
    environment = {**os.environ, "ESSAIM_VAR": str(var), "SECRET_KEY": "journeys" * 8}
    environment["DJANGO_SETTINGS_MODULE"] = "essaim.web.config.settings.production"
    essaim = [sys.executable, "-c", "from essaim.cli import app; app()"]
    with var.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        var.mkdir(exist_ok=True)
        if not (var / "releases").is_symlink():
            (var / "releases").symlink_to(mirror_var / "releases")
            subprocess.run([*essaim, "migrate"], env=environment, check=True, timeout=120)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([*essaim, "serve", "--port", str(port), "--workers", "1"], env=environment)
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server)
    yield address
    server.terminate()
    server.wait(timeout=30)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return once the server answers; hashing the static files of a first start takes some ten seconds."""
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail(f"the server stopped at once with code {server.returncode}")
        try:
            if httpx.get(address + "/", timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    server.kill()
    pytest.fail("the server did not answer within two minutes")
