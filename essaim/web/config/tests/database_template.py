"""Test databases copied from one that was migrated once: applying every migration takes seconds in each process.

The template is named after a checksum of all the migrations, so that it can never be stale. SQLite: a file under
var/test-databases, copied into memory. PostgreSQL: a database, cloned by CREATE DATABASE … TEMPLATE.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from essaim.web.config import migrating

FOLDER = Path(__file__).resolve().parents[4] / "var" / "test-databases"
KEPT = 3
# What writes rows when the tables are made, beside the migrations themselves.
WRITERS = ("apps.py", "back_office.py")


def checksum() -> str:
    """Return a digest of every migration of every installed app, and of what fills the tables once made."""
    digest = hashlib.blake2b(digest_size=8)
    for config in sorted(apps.get_app_configs(), key=lambda found: found.label):
        root = Path(config.path)
        for path in sorted([*root.glob("migrations/*.py"), *(root / name for name in WRITERS)]):
            if path.is_file():
                digest.update(f"{config.label}/{path.name}".encode())
                digest.update(path.read_bytes())
    digest.update(Path(migrating.__file__).read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time make a template."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Template:
    """A migrated database, and the copies made of it."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.given_name = connection.settings_dict["NAME"]
        self.key = checksum()
        self.test_name = connection.creation._get_test_db_name()

    def _migrated_as(self, name: str) -> None:
        self.connection.close()
        self.connection.settings_dict["NAME"] = name
        migrating.migrate(self.connection.alias)
        self.connection.close()

    def copy(self) -> None:
        """Give the tests a fresh copy, in place of the one they had."""
        raise NotImplementedError

    def drop(self) -> None:
        """Take the copy away."""
        raise NotImplementedError


class SqliteTemplate(Template):
    """In a file; its copies are in memory."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        super().__init__(connection)
        self.path = FOLDER / f"{self.key}.sqlite3"
        with alone():
            if not self.path.is_file():
                part = self.path.with_suffix(".part")
                part.unlink(missing_ok=True)
                self._migrated_as(str(part))
                part.rename(self.path)
                for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda found: found.stat().st_mtime)[:-KEPT]:
                    old.unlink()
        connection.settings_dict["NAME"] = self.test_name

    def copy(self) -> None:
        self.connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as template:
            template.backup(self.connection.connection)

    def drop(self) -> None:
        self.connection.settings_dict["NAME"] = self.given_name


class PostgresTemplate(Template):
    """A database of its own on the same server."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        super().__init__(connection)
        self.template = f"essaim_template_{self.key}"
        with alone():
            if not self._exists(self.template):
                part = f"{self.template}_part"
                self._server(f'DROP DATABASE IF EXISTS "{part}" WITH (FORCE)', f'CREATE DATABASE "{part}"')
                self._migrated_as(part)
                self._server(f'ALTER DATABASE "{part}" RENAME TO "{self.template}"')
        connection.settings_dict["NAME"] = self.test_name

    def _exists(self, name: str) -> bool:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def _server(self, *orders: str) -> None:
        with self.connection._nodb_cursor() as cursor:
            for order in orders:
                cursor.execute(order)

    def copy(self) -> None:
        self.connection.close()
        with alone():  # a template that is being copied cannot be copied by another
            self._server(
                f'DROP DATABASE IF EXISTS "{self.test_name}" WITH (FORCE)',
                f'CREATE DATABASE "{self.test_name}" TEMPLATE "{self.template}"',
            )

    def drop(self) -> None:
        self.connection.close()
        self._server(f'DROP DATABASE IF EXISTS "{self.test_name}" WITH (FORCE)')
        self.connection.settings_dict["NAME"] = self.given_name


def template_of(alias: str = "default") -> Template:
    """Return the template for the database of an alias, made if it is not there yet."""
    connection = connections[alias]
    return (PostgresTemplate if connection.vendor == "postgresql" else SqliteTemplate)(connection)
