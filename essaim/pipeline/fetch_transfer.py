"""The transfer of one address into one file: resumed, retried, bounded. Nothing here knows what the file means."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin

import httpx

from essaim.pipeline.cards import Limits
from essaim.pipeline.errors import FetchError
from essaim.pipeline.fetch_settings import FetchSettings, addresses_of

_REDIRECTS = {301, 302, 303, 307, 308}
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_PROGRESS_WORTH = 1_000_000  # bytes gained after which a cut no longer counts against the server


class _TryAgainError(Exception):
    """A failure that may pass. `wait` is what the server asked, in seconds."""

    def __init__(self, why: str, *, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass(frozen=True)
class Transferred:
    """What came: where it was asked, its sum, its size and its validators."""

    url: str
    sha256: str
    bytes: int
    etag: str | None
    last_modified: str | None


class Transfer:
    """One file to bring. `part` is kept, with `part`.json beside it, only so that a later call can resume."""

    def __init__(
        self, url: str, part: Path, *, hosts: Collection[str], limits: Limits, settings: FetchSettings
    ) -> None:
        self.url, self.part, self.hosts, self.limits, self.settings = url, part, hosts, limits, settings
        self.state = part.with_name(part.name + ".json")
        self.deadline = time.monotonic() + limits.seconds
        self.started = False  # whether this run has received a first answer
        self.changes = 0

    def run(self, progress: Callable[[int, int | None], None]) -> Transferred:
        """Bring the file into `part`. Raises FetchError (one French sentence) when it cannot be had."""
        failures, best = 0, 0
        self.part.parent.mkdir(parents=True, exist_ok=True)
        timeout = httpx.Timeout(min(self.settings.silence, self.limits.seconds))
        with httpx.Client(trust_env=False, timeout=timeout, follow_redirects=False) as client:
            while True:
                try:
                    return self._attempt(client, progress)
                except (_TryAgainError, httpx.TransportError, socket.gaierror) as error:
                    got = self.part.stat().st_size if self.part.exists() else 0
                    failures = 1 if got > best + _PROGRESS_WORTH else failures + 1
                    best = max(best, got)
                    self._wait(failures, error)

    def discard(self) -> None:
        """Forget what was received: the next try starts from nothing."""
        self.part.unlink(missing_ok=True)
        self.state.unlink(missing_ok=True)

    def _wait(self, failures: int, error: Exception) -> None:
        why = str(error) if isinstance(error, _TryAgainError) else "la connexion a été coupée ou refusée"
        if failures >= self.settings.attempts:
            raise FetchError(f"Abandon après {failures} essais\u00a0: {why}.") from error
        pause = self.settings.pause(failures, error.wait if isinstance(error, _TryAgainError) else None)
        if time.monotonic() + pause > self.deadline:
            raise FetchError(f"Le temps permis ({self.limits.seconds} s) ne suffit pas\u00a0: {why}.") from error
        self.settings.sleep(pause)

    def _known(self) -> dict[str, str | None]:
        """Return the validators of what is already here, empty when it cannot be resumed."""
        try:
            state = json.loads(self.state.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        if not isinstance(state, dict) or state.get("url") != self.url or not self.part.is_file():
            return {}
        return state

    def _attempt(self, client: httpx.Client, progress: Callable[[int, int | None], None]) -> Transferred:
        known = self._known()
        etag, modified = known.get("etag"), known.get("last_modified")
        # RFC 9110, 13.1.5: If-Range takes a strong ETag only.
        validator = etag if etag and not etag.startswith("W/") else modified
        offset = self.part.stat().st_size if known and validator else 0
        headers = {"User-Agent": self.settings.user_agent, "Accept-Encoding": "identity"}
        if offset and validator:
            headers |= {"Range": f"bytes={offset}-", "If-Range": validator}
        with self._open(client, headers) as answer:
            here = {"etag": answer.headers.get("etag"), "last_modified": answer.headers.get("last-modified")}
            resumed = answer.status_code == 206 and offset > 0
            if answer.status_code == 416 or (answer.status_code == 206 and not resumed):
                self.discard()
                raise _TryAgainError("le serveur refuse de reprendre où l’on s’était arrêté")
            changed = bool(known) and any(known.get(key) and here[key] != known[key] for key in here if here[key])
            if changed and self.started:
                self.changes += 1
                if self.changes > 1:
                    self.discard()
                    raise FetchError(
                        "Le fichier a changé deux fois pendant son téléchargement\u00a0: relancez plus tard."
                    )
            self.started = True
            total = _length(answer)
            if resumed:
                start, total = _content_range(answer)
                if changed or start != offset:
                    self.discard()
                    raise _TryAgainError("le serveur a repris à un autre endroit du fichier")
            else:
                offset = 0
            if total is not None and total > self.limits.bytes:
                raise self._too_big()
            self._receive(answer, offset, here, total, progress)
        size = self.part.stat().st_size
        if total is not None and size != total:
            self.discard()
            raise _TryAgainError(f"{size} octets reçus au lieu des {total} annoncés")
        return Transferred(self.url, sha256_of(self.part), size, here["etag"], here["last_modified"])

    def _receive(
        self,
        answer: httpx.Response,
        offset: int,
        here: dict[str, str | None],
        total: int | None,
        progress: Callable[[int, int | None], None],
    ) -> None:
        done = offset
        if not offset:
            self.discard()
        with self.part.open("ab") as stream:
            if not offset:
                self.state.write_text(json.dumps({"url": self.url, **here}), encoding="utf-8")
            for chunk in answer.iter_raw():
                done += len(chunk)
                if done > self.limits.bytes:
                    raise self._too_big()
                if time.monotonic() > self.deadline:
                    raise FetchError(
                        f"Le temps permis ({self.limits.seconds} s) est dépassé\u00a0: relancez pour reprendre."
                    )
                stream.write(chunk)
                progress(done, total)
            stream.flush()
            os.fsync(stream.fileno())

    def _too_big(self) -> FetchError:
        self.discard()
        return FetchError(f"Le fichier dépasse la taille permise par sa carte ({self.limits.bytes} octets).")

    @contextmanager
    def _open(self, client: httpx.Client, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Follow redirects by hand, each address checked, and give the final answer (200, 206 or 416)."""
        url = self.url
        for _ in range(self.settings.redirects + 1):
            answer = self._send(client, url, headers)
            try:
                if answer.status_code in _REDIRECTS and "location" in answer.headers:
                    url = _joined(url, answer.headers["location"])
                    continue
                if answer.status_code in _PASSING:
                    raise _TryAgainError(f"le serveur répond {answer.status_code}", wait=_retry_after(answer))
                if answer.status_code not in {200, 206, 416}:
                    raise FetchError(f"Le serveur répond {answer.status_code}.")
                if answer.headers.get("content-encoding", "identity") != "identity":
                    raise FetchError("Le serveur envoie le fichier sous un codage qui n’a pas été demandé.")
                yield answer
                return
            finally:
                answer.close()
        raise FetchError(f"Plus de {self.settings.redirects} redirections\u00a0: le serveur tourne en rond.")

    def _send(self, client: httpx.Client, url: str, headers: dict[str, str]) -> httpx.Response:
        addresses = addresses_of(url, hosts=self.hosts, settings=self.settings)
        try:
            target = httpx.URL(url)
        except httpx.InvalidURL:
            raise FetchError("Une adresse mal écrite a été refusée.") from None
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            request = client.build_request(
                "GET",
                target.copy_with(host=address),
                headers={**headers, "Host": target.netloc.decode("ascii")},
                extensions={"sni_hostname": target.host},  # the certificate is still that of the name
            )
            try:
                return client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if last == 0:
                    raise
        raise _TryAgainError("le nom du serveur n’a pas d’adresse")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise FetchError("Le serveur redirige vers une adresse mal écrite.") from None


def _length(answer: httpx.Response) -> int | None:
    value = answer.headers.get("content-length", "")
    return int(value) if re.fullmatch(r"\d{1,18}", value, re.ASCII) else None


def _content_range(answer: httpx.Response) -> tuple[int | None, int | None]:
    match = re.fullmatch(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", answer.headers.get("content-range", ""), re.ASCII)
    if match is None:
        return None, None
    return int(match[1]), None if match[2] == "*" else int(match[2])


def _retry_after(answer: httpx.Response) -> float | None:
    """Read Retry-After: seconds or an HTTP date (RFC 9110, 10.2.3)."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
