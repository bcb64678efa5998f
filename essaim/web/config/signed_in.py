"""Sessions, sign-in and messages exist under three prefixes only: a reader of the public pages never gets a cookie.

The cookies' path is the root, since one cookie cannot have three paths; public pages do not read them, and are the same
bytes for everyone.
"""

from __future__ import annotations

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

BACK_OFFICE, SIGN_IN, SPACE = "/admin/", "/compte/", "/espace/"
PREFIXES = (BACK_OFFICE, SIGN_IN, SPACE)


def is_private(request: HttpRequest) -> bool:
    """True for the pages that know who reads them."""
    return request.path_info.startswith(PREFIXES)


class PrivateSessionMiddleware(SessionMiddleware):
    """Django's sessions. What a private page answers is kept by no cache, on the way nor in the browser."""

    def process_request(self, request: HttpRequest) -> None:
        if is_private(request):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not is_private(request):
            return response
        response = super().process_response(request, response)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class PrivateAuthenticationMiddleware(AuthenticationMiddleware):
    """Django's sign-in. On the public pages everybody is anonymous, signed in or not."""

    def process_request(self, request: HttpRequest) -> None:
        if is_private(request):
            super().process_request(request)
        else:
            request.user = AnonymousUser()


class PrivateMessageMiddleware(MessageMiddleware):
    """Django's messages."""

    def process_request(self, request: HttpRequest) -> None:
        if is_private(request):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        return super().process_response(request, response) if is_private(request) else response
