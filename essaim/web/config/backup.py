"""One file that holds what cannot be built again: what people wrote, the files they gave, which edition was served.

Editions themselves are rebuilt from their sources; the file only names the one that was served. Inside: a tar of
`manifest.json` (with the checksum of everything else), `database` (SQLite's own copy, or pg_dump's) and `media/`.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from essaim import __version__
from essaim.web.config import migrating

FORMAT = 1


class BackupError(Exception):
    """A backup cannot be made or put back; `str(error)` is a French sentence. What was there is left as it was."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. release_is_here: whether the edition served then is on this machine."""

    made_on: str
    media: int
    release: str
    release_is_here: bool


def backup(path: Path, now: datetime) -> None:
    """Write the file, readable by its owner only; whole or not at all. Raises BackupError."""
    part = path.with_name(f"{path.name}.part")
    try:
        with _folder() as work:
            _dump(work / "database")
            files = {"database": work / "database"}
            media = Path(settings.MEDIA_ROOT)
            for file in sorted(media.rglob("*")) if media.is_dir() else ():
                if file.is_file():
                    files[f"media/{file.relative_to(media).as_posix()}"] = file
            manifest = {
                "format": FORMAT,
                "version": __version__,
                "made_on": now.isoformat(),
                "engine": connection.vendor,
                "release": _served(),
                "files": {name: _sum(file) for name, file in files.items()},
            }
            part.unlink(missing_ok=True)
            # Made readable by its owner only from the first byte.
            with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw:
                with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as archive:
                    body = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
                    head = tarfile.TarInfo("manifest.json")
                    head.size = len(body)
                    archive.addfile(head, io.BytesIO(body))
                    for name, file in files.items():
                        archive.add(file, name)
                raw.flush()
                os.fsync(raw.fileno())
        part.replace(path)
    except OSError as error:
        raise BackupError(f"Impossible d’écrire {path}\u00a0: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)


def restore(path: Path, now: datetime) -> Restored:
    """Put a backup back, once all of it was read and checked. What was there is kept beside (`.avant-…`).

    The site must be stopped. Raises BackupError, before anything is touched, on a file that is not whole or not ours,
    or that comes from the other kind of database.
    """
    with _folder() as work:
        manifest = _unpacked(path, work)
        if manifest["engine"] != connection.vendor:
            raise BackupError(
                f"Cette sauvegarde vient d’une base {manifest['engine']}, et DATABASE_URL en désigne une autre "
                f"({connection.vendor})."
            )
        stamp = f"avant-{now:%Y-%m-%dT%H%M%S}"
        _load(work / "database", stamp)
        count = _put_media(work / "media", stamp)
    migrating.migrate()
    release = manifest["release"]
    return Restored(manifest["made_on"], count, release, bool(release) and _point_to(release))


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder beside the media, so that what is put back is moved, not copied."""
    settings.ESSAIM_VAR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sauvegarde-", dir=settings.ESSAIM_VAR) as name:
        yield Path(name)


def _unpacked(path: Path, work: Path) -> dict[str, Any]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            # « data » refuses absolute paths, ways up, links out and devices.
            archive.extractall(work, filter="data")
        manifest = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupError(f"{path} n’existe pas, ou n’est pas une sauvegarde d’Essaim.") from None
    except (OSError, EOFError, tarfile.TarError, ValueError) as error:
        raise BackupError(f"{path} n’est pas une sauvegarde entière\u00a0: rien n’a été touché.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BackupError("Cette sauvegarde vient d’une version d’Essaim que celle-ci ne sait pas lire.")
    found = {f.relative_to(work).as_posix() for f in work.rglob("*") if f.is_file()} - {"manifest.json"}
    if found != set(manifest["files"]):
        raise BackupError("Il manque des fichiers à cette sauvegarde, ou il y en a de trop\u00a0: rien n’a été touché.")
    for name, expected in manifest["files"].items():
        if _sum(work / name) != expected:
            raise BackupError(f"«\u00a0{name}\u00a0» est abîmé dans cette sauvegarde\u00a0: rien n’a été touché.")
    return manifest


def _sum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _dump(target: Path) -> None:
    if connection.vendor == "postgresql":
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}", _name())
        return
    connection.ensure_connection()
    # SQLite's own copy: whole even while the site writes.
    with contextlib.closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)


def _load(source: Path, stamp: str) -> None:
    connections.close_all()
    if connection.vendor == "postgresql":
        _postgres(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={_name()}",
            str(source),
        )  # fmt: skip
        return
    file = Path(_name())
    file.parent.mkdir(parents=True, exist_ok=True)
    # Moved with its journal, even when it is too damaged to be read.
    for suffix in ("", "-wal", "-shm"):
        was = file.with_name(file.name + suffix)
        if was.exists():
            was.rename(file.with_name(f"{file.name}.{stamp}{suffix}"))
    with contextlib.closing(sqlite3.connect(source)) as copy, contextlib.closing(sqlite3.connect(file)) as target:
        copy.backup(target)


def _put_media(source: Path, stamp: str) -> int:
    media = Path(settings.MEDIA_ROOT)
    if media.exists():
        media.rename(media.with_name(f"{media.name}.{stamp}"))
    if not source.is_dir():
        return 0
    shutil.move(source, media)
    return sum(1 for file in media.rglob("*") if file.is_file())


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _postgres(*command: str) -> None:
    """Run one of PostgreSQL's own tools. The password goes by the environment: a command line can be read by others."""
    given = connection.settings_dict
    server = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
    }
    options = {f"PG{key.upper()}": str(value) for key, value in given["OPTIONS"].items() if key.startswith("ssl")}
    environment = os.environ | {key: value for key, value in (server | options).items() if value}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603 (our own words)
    except FileNotFoundError:
        raise BackupError(f"{command[0]} manque. Debian\u00a0: apt install postgresql-client.") from None
    if done.returncode:
        raise BackupError(f"{command[0]} a échoué\u00a0: {done.stderr.strip()[-300:]}")


def _served() -> str:
    current = settings.ESSAIM_VAR / "releases" / "current"
    return current.resolve().name if current.exists() else ""


def _point_to(release: str) -> bool:
    """Serve an edition again, when it is here: one rename, as a publication does."""
    folder = settings.ESSAIM_VAR / "releases"
    if "/" in release or not (folder / release / "manifest.json").is_file():
        return False
    aside = folder / ".restauree"
    aside.unlink(missing_ok=True)
    aside.symlink_to(release)
    aside.replace(folder / "current")
    return True
