"""Attempts are counted in the cache, which outlives a test."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_attempt_yet():
    cache.clear()
