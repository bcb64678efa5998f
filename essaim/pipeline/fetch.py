"""Bring the files of a source under raw/<source>/: found, downloaded aside, checked, then put in place at once."""

from __future__ import annotations

import fcntl
import gzip
import json
import re
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from essaim.pipeline.cards import DataGouvResource, Limits, ManualResource, SourceCard, UrlResource
from essaim.pipeline.catalogue import FetchedFile, FetchedRecord, SourceInput, check_files
from essaim.pipeline.errors import FetchError, PipelineError, WrongFileError
from essaim.pipeline.fetch_settings import FetchProgress, FetchSettings
from essaim.pipeline.fetch_transfer import Transfer, sha256_of
from essaim.pipeline.publish import sentence_for

ASIDE = ".partial"
_DATASET_LIMITS = Limits(bytes=20_000_000, seconds=120)

Report = Callable[[FetchProgress], None]


class ManualFileError(FetchError):
    """A file that only a person can bring is not there."""


def fetch(card: SourceCard, raw_dir: Path, *, settings: FetchSettings, progress: Report) -> FetchedRecord:
    """Bring every file of a source into raw_dir/<source>/ and return what fetched.json now says.

    Raises FetchError, WrongFileError (one French sentence) or OSError (disk); then the previous files and their record
    are as they were, and only what allows a resumption stays, in raw_dir/<source>/.partial/.
    """
    folder = raw_dir / card.id
    aside = folder / ASIDE
    aside.mkdir(parents=True, exist_ok=True)
    if not card.resources:
        raise FetchError(f"La carte de {card.id} ne dit pas où trouver ses fichiers.")
    with _alone(folder, card.id):
        ready: list[Path] = []
        try:
            by_hand = [r for r in card.resources if isinstance(r, ManualResource)]
            paths = [path for resource in by_hand for path in _by_hand(resource, folder, card)]
            files = [_record_by_hand(path) for path in paths]
            for resource in card.resources:
                if not isinstance(resource, ManualResource):
                    ready.append(aside / resource.name)
                    files.append(_download(card, resource, aside, settings, progress))
            check_files(SourceInput(id=card.id, paths=paths + ready, layout=card.fetched_layout, origin="fetched"))
            for path in ready:
                _check_whole(path, card)
            record = FetchedRecord(source=card.id, layout=card.fetched_layout, files=files)
            written = aside / "fetched.json"
            written.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
            for path in ready:
                path.replace(folder / path.name)
            written.replace(folder / "fetched.json")
        finally:
            for path in ready:  # after a success they are no longer here
                path.unlink(missing_ok=True)
    return record


def fetch_all(
    cards: Iterable[SourceCard], raw_dir: Path, *, settings: FetchSettings, progress: Report
) -> tuple[dict[str, FetchedRecord], dict[str, Exception]]:
    """Fetch several sources, going on after a failure. Return the records and the errors, by source id."""
    records: dict[str, FetchedRecord] = {}
    errors: dict[str, Exception] = {}
    for card in cards:
        try:
            records[card.id] = fetch(card, raw_dir, settings=settings, progress=progress)
        except (PipelineError, OSError) as error:
            errors[card.id] = error
            progress(FetchProgress(card.id, "", message=sentence_for(error)))
    return records, errors


@contextmanager
def _alone(folder: Path, source: str) -> Iterator[None]:
    """Hold the source: two downloads into one .part would make a file that is neither."""
    with (folder / ASIDE / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FetchError(
                f"Un autre téléchargement de {source} est en cours\u00a0: attendez qu’il finisse."
            ) from None
        yield


def _by_hand(resource: ManualResource, folder: Path, card: SourceCard) -> list[Path]:
    found = sorted(path for path in folder.glob(resource.name) if path.is_file() and path.name != "fetched.json")
    if not found:
        raise ManualFileError(
            f"Source {card.id}\u00a0: le fichier {resource.name} est à poser dans {folder}. {resource.how}"
        )
    return found


def _record_by_hand(path: Path) -> FetchedFile:
    state = path.stat()
    moment = datetime.fromtimestamp(state.st_mtime, UTC)
    return FetchedFile(name=path.name, url=None, sha256=sha256_of(path), bytes=state.st_size, fetched_on=moment)


def _download(
    card: SourceCard, resource: DataGouvResource | UrlResource, aside: Path, settings: FetchSettings, progress: Report
) -> FetchedFile:
    size: int | None = None
    if isinstance(resource, DataGouvResource):
        url, size = _find_resource(card, resource, settings, progress)
    else:
        url = resource.url.replace("{year}", str(settings.year))
    hosts = {*card.hosts}
    if isinstance(resource, DataGouvResource):
        hosts.add(urlsplit(settings.datagouv_url).hostname or "")
    transfer = Transfer(url, aside / f"{resource.name}.part", hosts=hosts, limits=card.limits, settings=settings)
    try:
        got = transfer.run(lambda done, total: progress(FetchProgress(card.id, resource.name, done, total)))
    except FetchError as error:
        raise FetchError(f"Source {card.id}, {resource.name}\u00a0: {error}") from error
    if size is not None and size != got.bytes:
        transfer.discard()
        raise WrongFileError(
            f"Source {card.id}\u00a0: {resource.name} fait {got.bytes} octets, data.gouv en annonce {size}."
        )
    transfer.part.replace(aside / resource.name)
    transfer.discard()
    return FetchedFile(
        name=resource.name,
        url=url,
        sha256=got.sha256,
        bytes=got.bytes,
        fetched_on=datetime.now(UTC),
        etag=got.etag,
        last_modified=got.last_modified,
    )


def _find_resource(
    card: SourceCard, resource: DataGouvResource, settings: FetchSettings, progress: Report
) -> tuple[str, int | None]:
    """Return the address of a data.gouv resource, and its size when data.gouv itself keeps the file.

    Titles change less than ids, which are new each time a producer deletes and sends again; when several titles fit,
    the latest year named in the title wins, then the latest update.
    """
    base = settings.datagouv_url.rstrip("/")
    try:
        listed = _resources(f"{base}/api/1/datasets/{quote(resource.dataset, safe='')}/", settings)
        why = "aucune ressource n’a ce titre et ce format"
    except FetchError as error:
        listed, why = [], f"le catalogue n’a pas répondu ({str(error).rstrip('.')})"
    wanted = {resource.format, resource.format.rsplit(".", 1)[-1]}
    fitting = [
        entry
        for entry in listed
        if re.search(resource.title, str(entry.get("title") or ""), re.IGNORECASE)
        and str(entry.get("format") or "").lower().lstrip(".") in wanted
    ]
    chosen = max(fitting, key=_recency, default=None)
    if chosen is None:
        if resource.fallback_id is None:
            raise FetchError(f"Source {card.id}\u00a0: ressource introuvable sur data.gouv, {why}.")
        message = f"Source {card.id}\u00a0: {why}\u00a0; identifiant figé {resource.fallback_id} utilisé."
        progress(FetchProgress(card.id, resource.name, message=message))
        chosen = next((entry for entry in listed if entry.get("id") == resource.fallback_id), None)
        if chosen is None:
            return f"{base}/fr/datasets/r/{resource.fallback_id}", None
    size = chosen.get("filesize") if chosen.get("filetype") == "file" else None
    return str(chosen["url"]), size if isinstance(size, int) and size > 0 else None


def _recency(entry: dict[str, Any]) -> tuple[str, str]:
    years = re.findall(r"(?:19|20)\d\d", str(entry.get("title")))
    return max(years, default=""), str(entry.get("last_modified") or "")


def _resources(url: str, settings: FetchSettings) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "dataset.json"
        host = urlsplit(url).hostname or ""
        Transfer(url, part, hosts={host}, limits=_DATASET_LIMITS, settings=settings).run(lambda done, total: None)
        try:
            listed = json.loads(part.read_bytes())["resources"]
            return [entry for entry in listed if isinstance(entry, dict) and isinstance(entry.get("url"), str)]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise FetchError("La réponse de data.gouv est illisible.") from None


def _check_whole(path: Path, card: SourceCard) -> None:
    """Look at the end of the formats whose end `check_files` does not read. Raises WrongFileError."""
    truncated = WrongFileError(f"Source {card.id}\u00a0: {path.name} est tronqué.")
    if path.suffix == ".gz":
        try:
            with gzip.open(path) as stream:
                while stream.read(1 << 20):
                    pass
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise truncated from None
    elif path.suffix == ".csv":
        delimiter = card.layouts[card.fetched_layout].delimiter.encode()
        with path.open("rb") as stream:
            head = stream.readline(1_000_000)
            stream.seek(max(0, path.stat().st_size - 100_000))
            last = stream.read().splitlines(keepends=True)[-1]
        # A last line without its end and with fewer fields than the header: the server stopped in the middle of it.
        if not last.endswith((b"\n", b"\r")) and last.count(delimiter) < head.count(delimiter):
            raise truncated
