"""Headers that no middleware of Django sets."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import build_policy

from essaim.web.config.signed_in import BACK_OFFICE

# geolocation is for us: « autour de moi » may use it one day, and only when asked.
PERMISSIONS = "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=()"


class PermissionsPolicyMiddleware:
    """Refuse the browser's powers that no page of ours uses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class BackOfficePolicyMiddleware:
    """Under /admin/ only, let Wagtail's own inline scripts and styles run, and its previews stand in a frame of ours.

    The policy is put on whatever was set inside: a preview is served by the public pages' own middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(BACK_OFFICE):
            response.headers["Content-Security-Policy"] = build_policy(settings.ESSAIM_BACK_OFFICE_CSP)
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response
