"""`essaim worker` killed in the middle of a sending, for real: nobody is lost, nobody receives twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from essaim.web.config.tests.database_template import SqliteTemplate
from essaim.web.newsletters.enums import Handing, Stage
from essaim.web.newsletters.sending import LEASE

PEOPLE = 60
ESSAIM = Path(sys.executable).parent / "essaim"
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def site(tmp_path, postbox):
    """A site on disk, with a letter scheduled for PEOPLE; gives its environment."""
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("the worker has an SQLite file of its own")
    database = tmp_path / "essaim.sqlite3"
    database.write_bytes(SqliteTemplate(connection).path.read_bytes())
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "essaim.web.config.settings.production",
        "EMAIL_URL": f"smtp://127.0.0.1:{postbox.port}",
        "ESSAIM_FROM": "Essaim <lettres@essaim.example>",
        "ESSAIM_VAR": str(tmp_path),
        "SECRET_KEY": "k" * 50,
    }
    command = [sys.executable, "-m", "essaim.web.newsletters.tests.crash", str(PEOPLE)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return environment, database


def run(environment: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen([ESSAIM, "worker"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ask(database: Path, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        return connection.execute(sql, values).fetchall()


def wait_for(condition, seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("during", ["the answer of the server", "two messages"])
def test_a_worker_killed_in_the_middle_neither_loses_nor_doubles_anybody(site, postbox, during):
    environment, database = site
    worker = run(environment)

    def kill() -> None:
        if len(postbox.received) == 23:
            worker.send_signal(signal.SIGKILL)
            worker.wait()

    try:
        if during == "the answer of the server":
            # The worst moment: the server has taken the message, and the worker dies before it hears so.
            postbox.on_message = kill
        else:
            wait_for(lambda: len(postbox.received) >= 23)
            worker.send_signal(signal.SIGKILL)
        worker.wait(timeout=300)
    finally:
        worker.kill()
    before = len(postbox.received)
    assert 23 <= before < PEOPLE
    postbox.on_message = lambda: None
    # Time passes: what the dead worker held is free again.
    late = "UPDATE newsletters_delivery SET claimed_until = datetime(claimed_until, ?) WHERE claimed_until IS NOT NULL"
    ask(database, late, f"-{int(LEASE.total_seconds()) + 60} seconds")
    second = run(environment)
    try:
        wait_for(lambda: ask(database, "SELECT stage FROM newsletters_issue") == [(Stage.SENT.value,)])
    finally:
        second.terminate()
        second.wait(timeout=60)
    times = Counter(postbox.recipients)
    assert set(times.values()) == {1}
    doubtful = ask(database, "SELECT email FROM newsletters_delivery WHERE handing = ?", Handing.UNCERTAIN.value)
    if during == "the answer of the server":
        # It did arrive; nobody could know, so it was not sent again, and the team is told.
        assert len(doubtful) == 1
        assert doubtful[0][0] in times
    assert len(times) + len([one for (one,) in doubtful if one not in times]) == PEOPLE
