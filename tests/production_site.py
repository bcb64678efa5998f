"""A site as in production, in a folder of its own: made, served on a free loopback port, stopped."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

DATABASE, EMPTY = "essaim.sqlite3", "empty.sqlite3"
ESSAIM = (sys.executable, "-c", "from essaim.cli import app; app()")


def essaim(var: Path, *command: str) -> str:
    """Run a command of `essaim` on a folder, as in production; return what it printed."""
    done = subprocess.run(
        [*ESSAIM, *command], env=_environment(var), check=True, timeout=180, capture_output=True, text=True
    )
    return done.stdout


def prepare(var: Path, mirror_var: Path) -> None:
    """Make the folder of a site over the release of the mirror, and keep its empty database beside the one it uses.

    The one it uses holds what a first start writes: the first content and the demonstration network.
    """
    var.mkdir()
    (var / "releases").symlink_to(mirror_var / "releases")
    essaim(var, "migrate")
    shutil.copy(var / DATABASE, var / EMPTY)
    essaim(var, "content")
    essaim(var, "network", "demo")


def another(var: Path, like: Path) -> None:
    """Make the folder of a second site of the same release and the same static files, where nobody wrote anything."""
    var.mkdir()
    (var / "releases").symlink_to((like / "releases").resolve())
    shutil.copytree(like / "static", var / "static")
    shutil.copy(like / EMPTY, var / DATABASE)


def serve(var: Path) -> tuple[str, subprocess.Popen[bytes]]:
    """Start a server on a free loopback port; return its address and its process once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([*ESSAIM, "serve", "--port", str(port), "--workers", "1"], env=_environment(var))
    address = f"http://127.0.0.1:{port}"
    _wait_for(address, server)
    return address, server


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop a server and wait for its end."""
    server.terminate()
    server.wait(timeout=30)


def _environment(var: Path) -> dict[str, str]:
    production = "essaim.web.config.settings.production"
    return {**os.environ, "ESSAIM_VAR": str(var), "SECRET_KEY": "journeys" * 8, "DJANGO_SETTINGS_MODULE": production}


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
