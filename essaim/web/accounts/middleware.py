"""What each private page knows of who reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from essaim.web.accounts.permissions import can_open_back_office
from essaim.web.accounts.selectors import roles

BACK_OFFICE = "/admin/"


class RolesMiddleware:
    """Sets request.roles, read at first use; keeps the back office to those whose role holds today.

    On the public pages everybody is anonymous (essaim.web.config.signed_in), hence a visitor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.roles = SimpleLazyObject(lambda: roles(request.user, timezone.localdate()))
        if (
            request.path_info.startswith(BACK_OFFICE)
            and request.user.is_authenticated
            and not can_open_back_office(request.roles)
        ):
            raise PermissionDenied
        return self.get_response(request)
