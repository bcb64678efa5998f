"""A letter to thousands on a real SMTP server of this machine, by two workers: `essaim worker` twice, SQLite on disk.

The server is a process of its own (aiosmtpd), which counts what each address receives.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from benchmarks.table import Line

WORKERS = 2
TARGET_SECONDS = 300.0
FILL = "essaim.web.newsletters.tests.crash"


def serve(port: int, answer: Path) -> None:
    """Take every message until the standard input closes, then write how many each address received."""
    from aiosmtpd.controller import Controller

    received: Counter[str] = Counter()
    size = 0

    class Box:
        async def handle_DATA(self, server, session, envelope):
            nonlocal size
            received.update(envelope.rcpt_tos)
            size += len(envelope.content)
            return "250 OK"

    controller = Controller(Box(), hostname="127.0.0.1", port=port)
    controller.start()
    sys.stdin.read()
    controller.stop()
    times = Counter(received.values())
    answer.write_text(json.dumps({"times": times, "bytes": size}), encoding="utf-8")


def lines(folder: Path, people: int) -> list[Line]:
    """Send one letter to `people` recipients. Raises AssertionError when somebody is lost or receives twice."""
    place = folder / "letters"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    port, answer, database = _free_port(), place / "received.json", place / "essaim.sqlite3"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}", "EMAIL_URL": f"smtp://127.0.0.1:{port}", "ESSAIM_VAR": str(place),
        "SECRET_KEY": "k" * 50, "ESSAIM_FROM": "Essaim <lettres@essaim.example>",
    }  # fmt: skip
    essaim = Path(sys.executable).parent / "essaim"
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([essaim, "migrate"], check=True, **quiet)  # noqa: S603
    subprocess.run([sys.executable, "-m", FILL, str(people)], check=True, **quiet)  # noqa: S603
    box = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "benchmarks.letters", str(port), str(answer)], stdin=subprocess.PIPE
    )
    time.sleep(2)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    workers = [subprocess.Popen([essaim, "worker"], **quiet) for _ in range(WORKERS)]  # noqa: S603
    try:
        while _stage(database) != "envoyee":
            time.sleep(0.5)
        wall = time.monotonic() - started
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    box.communicate()
    said = json.loads(answer.read_text(encoding="utf-8"))
    assert said["times"] == {"1": people}, said["times"]
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    note = (
        f"{people / wall:.0f} par seconde, {said['bytes'] / people / 1024:.0f} Ko chacune, une fois à chacun ; "
        f"processeur {cpu / people * 1000:.1f} ms par lettre ; objectif {TARGET_SECONDS:.0f} s pour 20 000"
    )
    return [
        Line(f"Une lettre à {people} personnes, {WORKERS} travailleurs", wall, cpu, after.ru_maxrss / 1024, note=note)
    ]


def _stage(database: Path) -> str:
    with closing(sqlite3.connect(database, timeout=10)) as connection:
        return connection.execute("SELECT stage FROM newsletters_issue").fetchone()[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
