"""500 people for 100 places, from several processes at once, on a file of SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection

from essaim.web.config.tests.database_template import template_of

PLACES, PEOPLE, PROCESSES, THREADS = 100, 500, 4, 4


@pytest.fixture
def database(tmp_path, request):
    """The address of a database other processes may open, migrated."""
    if connection.vendor == "postgresql":
        request.getfixturevalue("transactional_db")
        held = connection.settings_dict
        address = f"postgresql://{held['USER']}:{held['PASSWORD']}@{held['HOST']}:{held['PORT']}/{held['NAME']}"
        return address.replace(":@", "@")
    request.getfixturevalue("db")
    shutil.copy(template_of().path, tmp_path / "crowd.sqlite3")
    return f"sqlite:///{tmp_path / 'crowd.sqlite3'}"


@pytest.mark.slow
def test_exactly_as_many_as_places_and_in_order(database, tiny_var):
    environment = {
        **os.environ, "DATABASE_URL": database, "ESSAIM_VAR": str(tiny_var), "ESSAIM_TASKS": "database",
        "SECRET_KEY": "a key for these tests alone, long enough",
        "DJANGO_SETTINGS_MODULE": "essaim.web.config.settings.dev",
    }  # fmt: skip
    command = [sys.executable, "-m", "essaim.web.events.tests.crowd"]

    def run(*arguments):
        done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])

    slug = run("prepare", str(PLACES))
    each = PEOPLE // PROCESSES
    crowd = [
        subprocess.Popen(
            [*command, "join", slug, str(k * each), str((k + 1) * each), str(THREADS)],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for k in range(PROCESSES)
    ]  # fmt: skip
    for process in crowd:
        out, err = process.communicate(timeout=500)
        assert process.returncode == 0, err[-2000:]
        assert json.loads(out.splitlines()[-1]) == {"302": each}
    found = run("report", slug)
    assert [rank for rank, _ in found["people"]] == list(range(1, PEOPLE + 1))
    states = [state for _, state in found["people"]]
    assert states == ["confirmee"] * PLACES + ["attente"] * (PEOPLE - PLACES)
    assert found["letters"] == PEOPLE
