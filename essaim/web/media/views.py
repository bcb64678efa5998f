"""Images people uploaded, served as images and nothing else."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

# Sizes made for the pages, and faces in the back office. Originals and documents are not here: documents go through
# Wagtail's own address, which knows what may be read; other apps serve their private files themselves.
SERVED = ("images/", "avatar_images/")
TYPES = {
    ".avif": "image/avif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
# The name of a rendition holds a hash of what it shows.
CACHE_CONTROL = "public, max-age=2592000"


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """An image of MEDIA_ROOT. Raises Http404 for anything that is not one."""
    kind = TYPES.get(Path(path).suffix.lower())
    if kind is None or not path.startswith(SERVED) or ".." in path:
        raise Http404
    file = Path(safe_join(settings.MEDIA_ROOT, path))
    if not file.is_file():
        raise Http404
    return FileResponse(
        file.open("rb"),
        content_type=kind,
        headers={"Cache-Control": CACHE_CONTROL, "Content-Security-Policy": "default-src 'none'; sandbox"},
    )
