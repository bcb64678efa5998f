"""What every page knows of the data behind it."""

from __future__ import annotations

from django.http import HttpRequest

from essaim.web.observatory.release import Release


def release(request: HttpRequest) -> dict[str, Release | None]:
    """Context processor: `release`, the one this request began with; None on the pages that need none."""
    return {"release": getattr(request, "release", None)}
