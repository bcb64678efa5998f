"""Addresses written again and again: the pattern of a name is looked up once, not at each of the links of a page."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse

_MARK = "00mark00"
# What `reverse` leaves as it is in a path.
_SAFE = "/~:@!$&'()*+,;="


def link(name: str, part: str) -> str:
    """Return `reverse(name, args=[part])`, part being text (`<str:…>` or `<slug:…>`), eight times quicker.

    A page of territory holds some forty links, a quarter of its computing. Raises NoReverseMatch on an unknown name.
    """
    before, after = _around(name, get_script_prefix(), get_urlconf())
    return f"{before}{quote(part, safe=_SAFE)}{after}"


@lru_cache(maxsize=256)
def _around(name: str, _prefix: str, _urlconf: str | None) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_MARK]).partition(_MARK)
    return before, after
