"""The mark of answers made of the release alone, which the page cache keeps."""

from __future__ import annotations

from django.http import HttpResponse

MARK = "X-Essaim-Cache"


def from_release(response: HttpResponse) -> HttpResponse:
    """Mark a response as made of the release alone: same address and release, same bytes."""
    response.headers[MARK] = "release"
    return response
