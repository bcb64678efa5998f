"""A token bucket a reader, in this process: a limit against bursts, not a quota. Addresses are kept as daily hashes."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.throttling import BaseThrottle

from essaim.web.observatory.senders import hashed

READERS_KEPT = 20_000


class TokenBuckets:
    """rate: tokens given back a second; burst: the most one holds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, reader: str, now: float, rate: float, burst: int) -> float:
        """Take one token at time `now` (seconds). Return 0 when there was one, else the seconds to wait."""
        with self._lock:
            tokens, since = self._buckets.pop(reader, (float(burst), now))
            tokens = min(float(burst), tokens + (now - since) * rate)
            waited = 0.0 if tokens >= 1 else (1 - tokens) / rate
            self._buckets[reader] = (tokens - 1 if tokens >= 1 else tokens, now)
            while len(self._buckets) > READERS_KEPT:
                self._buckets.popitem(last=False)
            return waited


class ReaderThrottle(BaseThrottle):
    """django-ninja's hook for the buckets."""

    def __init__(self) -> None:
        self._buckets = TokenBuckets()
        self._waits = threading.local()

    def allow_request(self, request: HttpRequest) -> bool:
        """True when the reader still has a token; settings.ESSAIM_API_BURST = 0 turns the limit off."""
        if not settings.ESSAIM_API_BURST:
            return True
        reader = hashed(request, timezone.now().date())
        self._waits.value = self._buckets.take(
            reader, time.monotonic(), settings.ESSAIM_API_RATE_PER_SECOND, settings.ESSAIM_API_BURST
        )
        return self._waits.value == 0

    def wait(self) -> float:
        """Seconds before the next token."""
        return math.ceil(self._waits.value)
