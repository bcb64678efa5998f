"""Whether the database already holds every migration, asked without loading Django's apps, which takes seconds.

The answer is kept in the database itself (SQLite's user_version, which Django leaves alone): one that was deleted
or brought back from a backup is migrated again. PostgreSQL is always asked.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

WEB = Path(__file__).resolve().parents[1]


def is_current() -> bool:
    """True when the default database is a SQLite file that the migrations of today were applied to."""
    path = _sqlite_file()
    if path is None or not path.is_file():
        return False
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
        try:
            return connection.execute("PRAGMA user_version").fetchone()[0] == fingerprint()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return False  # Django says what is wrong with it


def remember() -> None:
    """Write in the database that it holds the migrations of today."""
    if (path := _sqlite_file()) is not None:
        connection = sqlite3.connect(path)
        try:
            connection.execute(f"PRAGMA user_version = {fingerprint()}")
        finally:
            connection.close()


def fingerprint() -> int:
    """A checksum, from 1 to 2³¹ - 1, of the migrations of the installed apps and of the site's own code.

    The code, because it also says what the groups of the back office may do, which a migration sets up.
    """
    checksum = 0
    for path in [*_migrations(), *sorted(WEB.rglob("*.py"))]:
        checksum = zlib.crc32(f"{path.parent.parent.name}/{path.name}".encode(), checksum)
        checksum = zlib.crc32(path.read_bytes(), checksum)
    return checksum & 0x7FFFFFFF or 1


def _migrations() -> Iterator[Path]:
    for app in settings.INSTALLED_APPS:
        spec = find_spec(app)
        for place in (spec.submodule_search_locations if spec else None) or ():
            yield from sorted((Path(place) / "migrations").glob("*.py"))


def _sqlite_file() -> Path | None:
    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3" or database["NAME"] == ":memory:":
        return None
    return Path(database["NAME"])
