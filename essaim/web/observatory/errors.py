"""Errors whose cause is in what the reader asked; each says so in French, with the status to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class ReaderError(Exception):
    """title: what happened, one sentence. detail: what to do next. links: [{label, href}] that help."""

    status = 400

    def __init__(self, title: str, detail: str = "", links: Sequence[Any] = (), retry_after: int | None = None) -> None:
        super().__init__(title)
        self.title, self.detail, self.links, self.retry_after = title, detail, links, retry_after


class InvalidRequest(ReaderError):
    """An address or a filter that means nothing: 400."""


class NotFound(ReaderError):
    """Nothing under this code: 404."""

    status = 404


class TooManyRequests(ReaderError):
    """More than one reader may ask: 429."""

    status = 429


class CannotRender(ReaderError):
    """The server lacks something to answer (a system library): 503."""

    status = 503
