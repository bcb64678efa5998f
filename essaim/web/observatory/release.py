"""The release now served: its manifest, one read-only connection a thread, and what is computed once for it.

A release is an immutable folder and `var/releases/current` a link to one. The link is read again at each request
(two microseconds): when it changes, the next request opens the new folder, without a restart. A request keeps the
release it began with. Why SQL and not models: docs/decisions/0011-lecture-de-la-publication.md
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings

from essaim.pipeline.contract import ContractError, Manifest, ReleasePaths, current_release

# Per connection. The file is shared by all through the system's page cache: mapped, a page costs no copy.
PRAGMAS = "PRAGMA query_only=1; PRAGMA mmap_size=1073741824; PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"
COMPUTED_AT_MOST = 64


class NoRelease(Exception):
    """Nothing to serve: no release was built yet, or the one pointed at cannot be read. `str` is a French sentence."""


class _Connections(threading.local):
    """One connection a thread, to the last release that thread read."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.connection: sqlite3.Connection | None = None


_connections = _Connections()


def _connection(path: Path) -> sqlite3.Connection:
    """Return this thread's connection to a release database.

    Raises NoRelease when the file is absent or is no SQLite database.
    """
    if _connections.path == path and _connections.connection is not None:
        return _connections.connection
    if _connections.connection is not None:
        _connections.connection.close()
        _connections.connection = None
    connection = _open(path)
    _connections.path, _connections.connection = path, connection
    return connection


def _open(path: Path, *, check_same_thread: bool = True) -> sqlite3.Connection:
    try:
        uri = f"file:{quote(str(path))}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=check_same_thread)
        connection.executescript(PRAGMAS)
        connection.execute("SELECT 1 FROM territories LIMIT 1")
    except sqlite3.Error as error:
        raise NoRelease(f"La base de l’édition {path.parent.name} est illisible.") from error
    connection.row_factory = sqlite3.Row
    return connection


@dataclass(frozen=True)
class Release:
    """An open release. Selectors take it as their first argument and never look for another."""

    paths: ReleasePaths
    manifest: Manifest
    _computed: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    # Reentrant: what is computed once may need something else that is.
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def banner(self) -> str | None:
        """The sentence to show on every page and file when this is not the real, whole France."""
        return self.manifest.banner

    @property
    def kind(self) -> str:
        return self.manifest.kind

    @property
    def reference_date(self) -> date:
        return self.manifest.reference_date

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """Run one SELECT; rows are read by column name."""
        return _connection(self.paths.database).execute(sql, parameters).fetchall()

    def tuples(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple]:
        """Run one SELECT whose rows are read by position: half the price of `rows` where there are hundreds."""
        cursor = _connection(self.paths.database).cursor()
        cursor.row_factory = None
        return cursor.execute(sql, parameters).fetchall()

    def stream(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Iterator[sqlite3.Row]:
        """Rows one by one, for downloads: memory stays flat whatever their number.

        On a connection of its own: the server may end the answer from another thread.
        """
        connection = _open(self.paths.database, check_same_thread=False)
        try:
            yield from connection.execute(sql, parameters)
        finally:
            connection.close()

    def row(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Row | None:
        """Run one SELECT; return its first row, or None."""
        return _connection(self.paths.database).execute(sql, parameters).fetchone()

    def value(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """Run one SELECT; return the first column of its first row, or None without row."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    def once(self, key: Hashable, compute: Callable[[Release], Any]) -> Any:
        """Return compute(self), computed at most once for this release in this process, and kept with it."""
        if key not in self._computed:
            with self._lock:
                if key not in self._computed:
                    if len(self._computed) >= COMPUTED_AT_MOST:
                        raise RuntimeError("once() is for the few things of a whole release, not for one page's")
                    self._computed[key] = compute(self)
        return self._computed[key]


class ReleaseReader:
    """Gives the release that `var/releases/current` points at, opened anew when the link moves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._served: tuple[Path, Path, Release] | None = None

    def current(self, var: Path) -> Release:
        """Return the release served from `var`.

        Raises NoRelease, with a French sentence, when there is none or its manifest cannot be trusted.
        """
        link = var / "releases" / "current"
        try:
            target = link.readlink()
        except OSError:
            raise NoRelease("Aucune édition des données n’a encore été construite.") from None
        served = self._served
        if served is not None and served[0] == link and served[1] == target:
            return served[2]
        with self._lock:
            paths = current_release(var)
            if paths is None:
                raise NoRelease("L’édition désignée par var/releases/current est absente.")
            try:
                release = Release(paths, paths.read_manifest())
            except ContractError as error:
                raise NoRelease(str(error)) from error
            self._served = (link, target, release)
            return release


_reader = ReleaseReader()


def current() -> Release:
    """Return the release served by this site (settings.ESSAIM_VAR). Raises NoRelease."""
    return _reader.current(settings.ESSAIM_VAR)
