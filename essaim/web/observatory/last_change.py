"""When what a page shows last changed, asked of the default database no more often than every few seconds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import DatabaseError

log = logging.getLogger("essaim.observatory")
# The default database is asked no more often than this: a page of a release is answered in a millisecond.
ASKED_EVERY_SECONDS = 5.0


class LastChange:
    """The latest moment of several sources. sources(): functions that each give a moment, or None."""

    def __init__(self, sources: Callable[[], Iterable[Callable[[], datetime | None]]]) -> None:
        self._sources = sources
        self._lock = threading.Lock()
        self._asked_at = float("-inf")
        self._known: datetime | None = None

    def __call__(self) -> datetime | None:
        with self._lock:
            if time.monotonic() - self._asked_at >= ASKED_EVERY_SECONDS:
                try:
                    moments = [moment for source in self._sources() if (moment := source()) is not None]
                    self._known = max(moments, default=None)
                except DatabaseError:
                    log.exception("The default database does not answer: pages kept so far go on being served.")
                self._asked_at = time.monotonic()
            return self._known

    def forget(self) -> None:
        """Ask again at the next page."""
        self._asked_at = float("-inf")
