"""Who asks, as a hash: enough to limit, never enough to know."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the reader's address, seen through settings.ESSAIM_PROXIES trusted proxies."""
    direct = request.META.get("REMOTE_ADDR", "")
    if not settings.ESSAIM_PROXIES:
        return direct
    hops = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    return hops[-min(settings.ESSAIM_PROXIES, len(hops))] if hops else direct


def hashed(request: HttpRequest, today: date) -> str:
    """Return a keyed hash of the reader's address that changes each day: addresses are never stored nor linked."""
    message = f"{today.isoformat()}|{address_of(request)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def same_site(request: HttpRequest) -> bool:
    """True when the form was sent from our own pages (or by a browser that does not say)."""
    if (site := request.headers.get("Sec-Fetch-Site")) is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"
