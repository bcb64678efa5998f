"""The atomic part of a release: build aside under a lock, publish by one rename, switch `current`, roll back, prune.

Whatever happens (kill -9, full disk, power cut), `current` names either the previous release, whole, or the new one.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from essaim.pipeline.contract import (
    ContractError,
    Manifest,
    ReleasePaths,
    current_release,
    list_releases,
    releases_folder,
)
from essaim.pipeline.errors import BuildBusyError, NoReleaseError, PipelineError

BUILDING_PREFIX = ".building-"
FAILED = "failed"
KEPT_FAILURES = 5
_FULL_DISK_WORDS = ("no space left", "disk is full", "disk i/o error", "file too large", "disk quota")
_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Building:
    """A release being built: context manager that holds the lock and owns the folder `.building-<id>`.

    Left by an exception, it removes the folder and leaves failed/<id>/error.txt (one French sentence) and manifest.json
    (what was known by then); the exception goes on. Left normally, the caller must have called `publish()`.
    """

    def __init__(self, var: Path, *, now: datetime) -> None:
        self.var = var
        self.releases = releases_folder(var)
        self._now = now
        self._lock: IO[str] | None = None
        self.manifest: Manifest | None = None
        self.id = ""

    @property
    def paths(self) -> ReleasePaths:
        """Return the paths of the folder being filled."""
        return ReleasePaths(self.releases / f"{BUILDING_PREFIX}{self.id}")

    def __enter__(self) -> Self:
        self.releases.mkdir(parents=True, exist_ok=True)
        self._lock = _take_lock(self.releases)
        # Under the lock, a .building-* folder can only be what a killed build left.
        for leftover in self.releases.glob(f"{BUILDING_PREFIX}*"):
            shutil.rmtree(leftover)
        for leftover in self.releases.glob(".current-*"):
            leftover.unlink()
        self.id = _free_id(self.releases, self._now)
        for folder in (self.paths.tables, self.paths.rejects, self.paths.maps):
            folder.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is not None:
                # First free the space: on a full disk the explanation itself would not fit.
                shutil.rmtree(self.paths.root, ignore_errors=True)
                _keep_failure(self.releases, self.id, error, self.manifest)
        finally:
            if self._lock is not None:
                self._lock.close()  # closing releases the lock; the file stays, empty of meaning

    def publish(self, manifest: Manifest) -> ReleasePaths:
        """Write the manifest, flush everything to disk, rename the folder and make it current."""
        self.manifest = manifest
        self.paths.manifest.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
        flush_tree(self.paths.root)
        final = self.releases / self.id
        self.paths.root.rename(final)
        _flush(self.releases)
        switch_current(self.var, final.name)
        return ReleasePaths(final)


def switch_current(var: Path, identifier: str) -> None:
    """Make `current` name another release, by one atomic rename."""
    folder = releases_folder(var)
    aside = folder / f".current-{os.getpid()}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(identifier)
    aside.replace(folder / "current")
    _flush(folder)


def rollback(var: Path, *, to: str | None = None) -> ReleasePaths:
    """Serve the release just before the current one (or the release `to`); return it. The files are left as they are.

    Raises NoReleaseError when there is none, ContractError when its manifest cannot be read.
    """
    released = list_releases(var)
    now = current_release(var)
    if to is not None:
        target = next((release for release in released if release.id == to), None)
        if target is None:
            raise NoReleaseError(
                f"L’édition «\u00a0{to}\u00a0» n’existe pas\u00a0; essaim data list les montre toutes."
            )
    else:
        older = [release for release in released if now is None or release.id < now.id]
        if not older:
            raise NoReleaseError("Il n’y a pas d’édition précédente à laquelle revenir.")
        target = older[-1]
    target.read_manifest()
    with _take_lock(releases_folder(var)):
        switch_current(var, target.id)
    return target


def prune(var: Path, *, keep: int) -> list[str]:
    """Remove the oldest releases beyond `keep`, never the current one nor the one before it; return what went."""
    with _take_lock(releases_folder(var)):
        released = list_releases(var)
        now = current_release(var)
        spared = {release.id for release in released[-max(keep, 1) :]}
        if now is not None:
            spared |= {now.id, *[release.id for release in released if release.id < now.id][-1:]}
        gone = [release for release in released if release.id not in spared]
        for release in gone:
            # Renamed first, so that a kill in the middle leaves no half release in the list.
            doomed = release.root.with_name(f"{BUILDING_PREFIX}{release.id}")
            release.root.rename(doomed)
            shutil.rmtree(doomed)
    return [release.id for release in gone]


def failures(var: Path) -> list[tuple[str, str]]:
    """Return the kept failed builds, oldest first: (id, sentence)."""
    folder = releases_folder(var) / FAILED
    if not folder.is_dir():
        return []
    return [
        (entry.name, (entry / "error.txt").read_text(encoding="utf-8").strip())
        for entry in sorted(folder.iterdir())
        if (entry / "error.txt").is_file()
    ]


def sentence_for(error: BaseException) -> str:
    """Return one French sentence for any error of a build or a fetch, foreseen or not."""
    if isinstance(error, (PipelineError, ContractError)):
        return str(error)
    if is_disk_full(error):
        return "Le disque est plein ou n’accepte plus d’écriture\u00a0; libérez de la place puis relancez."
    if isinstance(error, KeyboardInterrupt):
        return "Interrompu à la demande\u00a0; l’édition précédente reste servie."
    if isinstance(error, MemoryError) or "OutOfMemory" in type(error).__name__:
        return "La mémoire a manqué\u00a0; relancez avec moins de travail en parallèle ou --only."
    if isinstance(error, PermissionError):
        return f"Droit refusé sur {error.filename}."
    if isinstance(error, FileNotFoundError):
        return f"Fichier introuvable\u00a0: {error.filename}."
    words = " ".join(str(error).split())[:300]
    return f"Erreur imprévue ({type(error).__name__})\u00a0: {words}"


def is_disk_full(error: BaseException) -> bool:
    """Tell whether an error, or what caused it, is a disk or a quota without room, whichever library raised it."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in _FULL_DISK:
            return True
        # DuckDB, SQLite, Arrow and Tantivy only say it in words.
        words = str(seen).lower()
        if any(
            sign in words
            for sign in ("no space left", "disk is full", "disk i/o error", "file too large", "disk quota")
        ):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _take_lock(releases: Path) -> IO[str]:
    """Take the build lock. A process that died, however it died, has released it: the kernel does that."""
    releases.mkdir(parents=True, exist_ok=True)
    lock = (releases / ".lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise BuildBusyError(
            f"Une autre construction est en cours ({holder or 'processus inconnu'})\u00a0; attendez qu’elle finisse."
        ) from None
    lock.truncate(0)
    lock.write(f"processus {os.getpid()}")
    lock.flush()
    return lock


def _free_id(releases: Path, now: datetime) -> str:
    """Return an id made of the date, sortable, and unused: two builds in one second take two ids."""
    moment = now.astimezone(UTC)
    while True:
        identifier = moment.strftime("%Y-%m-%dT%H%M%SZ")
        if not any((folder / identifier).exists() for folder in (releases, releases / FAILED)):
            return identifier
        moment += timedelta(seconds=1)


def _keep_failure(releases: Path, identifier: str, error: BaseException, manifest: Manifest | None) -> None:
    folder = releases / FAILED / identifier
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "error.txt").write_text(sentence_for(error) + "\n", encoding="utf-8")
        known = manifest.model_dump(mode="json") if manifest is not None else {"id": identifier}
        (folder / "manifest.json").write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        for old in sorted(folder.parent.iterdir())[:-KEPT_FAILURES]:
            shutil.rmtree(old)
    except OSError as second:
        # Nothing more can be written: the first error, which goes on, matters more than this one.
        error.add_note(f"La trace de l’échec n’a pas pu être écrite\u00a0: {second}")


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_tree(root: Path) -> None:
    """fsync every file, then every folder: after the rename, a power cut must not leave empty files."""
    for folder, _, names in os.walk(root, topdown=False):
        for name in names:
            _flush(Path(folder) / name)
        _flush(Path(folder))
