"""Sessions, sign-in and messages exist under /admin/ only: a reader of the public pages never gets a cookie."""

from __future__ import annotations

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

PREFIX = "/admin/"


class AdminSessionMiddleware(SessionMiddleware):
    """Django's sessions, under /admin/."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(PREFIX):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(PREFIX):
            return super().process_response(request, response)
        return response


class AdminAuthenticationMiddleware(AuthenticationMiddleware):
    """Django's sign-in, under /admin/."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(PREFIX):
            super().process_request(request)


class AdminMessageMiddleware(MessageMiddleware):
    """Django's messages, under /admin/."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(PREFIX):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(PREFIX):
            return super().process_response(request, response)
        return response
