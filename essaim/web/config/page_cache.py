"""Pages of a release never change: kept rendered and compressed, under the release's id, at the outermost middleware.

Only anonymous GET pages that say they come from the release alone (they carry `X-Essaim-Cache: release`, taken off
before they leave) are kept. Everything is answered with Cache-Control, ETag and Last-Modified drawn from the release,
so that a browser or a proxy that holds the page gets 304.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date, parse_etags

from essaim import __version__
from essaim.web.observatory.kept import MARK
from essaim.web.observatory.release import NoRelease, Release, current
from essaim.web.pages import changes
from essaim.web.territories import beside

# A new release must be seen soon, yet a reader who goes back and forth should not ask again each time.
CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600"
UNCACHED_PREFIXES = ("/static/", "/media/", "/admin/")
# Half the time of the usual 6, for a tenth more bytes.
GZIP_LEVEL = 3
SMALLEST_COMPRESSED = 600
COMPRESSIBLE = ("text/", "application/json", "application/geo+json", "application/ld+json", "image/svg+xml")
LONGEST_KEY = 2048


@dataclass(frozen=True, slots=True)
class _Kept:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str


class PageStore:
    """Least recently used pages, bounded by bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._pages: OrderedDict[tuple, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple) -> _Kept | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: tuple, page: _Kept) -> None:
        """Keep a page; one larger than a quarter of the whole is not worth the others it would push out."""
        if len(page.body) > self.limit // 4:
            return
        with self._lock:
            if (old := self._pages.pop(key, None)) is not None:
                self.size -= len(old.body)
            self._pages[key] = page
            self.size += len(page.body)
            while self.size > self.limit:
                _, dropped = self._pages.popitem(last=False)
                self.size -= len(dropped.body)


class PageCacheMiddleware:
    """Gives each request its release, answers kept pages, compresses and keeps the others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.store = PageStore(settings.ESSAIM_PAGE_CACHE_BYTES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith(UNCACHED_PREFIXES):
            return self.get_response(request)
        try:
            request.release = release = current()
        except NoRelease as error:
            request.release, request.no_release = None, str(error)
            return self.get_response(request)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        changed = (release.manifest.built_on, beside.last_change(), changes.last_change())
        request.changed_on = max(moment for moment in changed if moment is not None)
        key = self._key(request, release, zipped)
        if key is not None and (page := self.store.get(key)) is not None:
            return self._answer(request, release, page)
        response = self.get_response(request)
        if response.headers.pop(MARK, None) is None or response.streaming or response.cookies:
            return self._compressed(response, zipped)
        return self._keep(request, release, response, key, zipped)

    @staticmethod
    def _key(request: HttpRequest, release: Release, zipped: bool) -> tuple | None:
        """The page's name: what changes its bytes. The host does (links, CORS), hence it is part of it."""
        if request.method not in ("GET", "HEAD"):
            return None
        query = request.META.get("QUERY_STRING", "")
        if len(query) + len(request.path_info) > LONGEST_KEY:
            return None
        htmx = request.headers.get("HX-Request", "")
        return (
            release.id,
            request.changed_on,
            # Events that are over, law that changed: what a page says of « today » is true for a day.
            timezone.localdate(),
            request.get_host(),
            request.scheme,
            request.path_info,
            query,
            htmx,
            zipped,
        )

    def _keep(
        self, request: HttpRequest, release: Release, response: HttpResponse, key: tuple | None, zipped: bool
    ) -> HttpResponse:
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        changed = int(request.changed_on.timestamp())
        # The header counts in seconds: said before its second is over, it would also name what changes later in it.
        if time.time() >= changed + 1:
            response.headers["Last-Modified"] = http_date(changed)
        self._compressed(response, zipped)
        digest = hashlib.blake2b(response.content, digest_size=9).hexdigest()
        etag = f'"{release.id}-{__version__}-{digest}"'
        response.headers["ETag"] = etag
        response.headers["Content-Length"] = str(len(response.content))
        page = _Kept(response.status_code, tuple(response.headers.items()), response.content, etag)
        if key is not None and response.status_code == 200 and self.store.limit:
            self.store.put(key, page)
        return self._answer(request, release, page)

    @staticmethod
    def _answer(request: HttpRequest, release: Release, page: _Kept) -> HttpResponse:
        if page.status == 200 and _is_known(request, release, page.etag):
            response = HttpResponse(status=304)
            kept = {"etag", "last-modified", "cache-control", "vary", "access-control-allow-origin"}
            for name, value in page.headers:
                if name.lower() in kept:
                    response.headers[name] = value
            del response.headers["Content-Type"]
            return response
        response = HttpResponse(page.body, status=page.status)
        for name, value in page.headers:
            response.headers[name] = value
        return response

    @staticmethod
    def _compressed(response: HttpResponse, zipped: bool) -> HttpResponse:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or response.has_header("Content-Encoding") or not kind.startswith(COMPRESSIBLE):
            return response
        vary = [part.strip() for part in response.headers.get("Vary", "").split(",") if part.strip()]
        if "Accept-Encoding" not in vary:
            response.headers["Vary"] = ", ".join([*vary, "Accept-Encoding"])
        if zipped and len(response.content) >= SMALLEST_COMPRESSED:
            # mtime=0: the same page gives the same bytes, hence the same ETag on every web machine.
            response.content = gzip.compress(response.content, GZIP_LEVEL, mtime=0)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response


def _is_known(request: HttpRequest, release: Release, etag: str) -> bool:
    """True when the reader already holds this page (RFC 9110: If-None-Match decides, else If-Modified-Since)."""
    if (known := request.headers.get("If-None-Match")) is not None:
        return "*" in parse_etags(known) or etag in (item.removeprefix("W/") for item in parse_etags(known))
    since = request.headers.get("If-Modified-Since")
    return since is not None and since == http_date(request.changed_on.timestamp())
