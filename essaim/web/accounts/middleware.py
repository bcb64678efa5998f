"""What each private page knows of who reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from essaim.web.accounts.permissions import can_open_back_office
from essaim.web.accounts.second_factor import was_used, where_to_give_it
from essaim.web.accounts.selectors import Roles, roles

BACK_OFFICE = "/admin/"


class RolesMiddleware:
    """Sets request.roles, read at first use; keeps the back office to those whose role holds today.

    The team's role counts only in a session where a second factor was given. On the public pages everybody is
    anonymous (essaim.web.config.signed_in), hence a visitor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.roles = SimpleLazyObject(lambda: _roles(request))
        if request.path_info.startswith(BACK_OFFICE) and request.user.is_authenticated:
            if request.roles.lacks_second_factor:
                return redirect(where_to_give_it(request))
            if not can_open_back_office(request.roles):
                raise PermissionDenied
        return self.get_response(request)


def _roles(request: HttpRequest) -> Roles:
    held = roles(request.user, timezone.localdate())
    if held.is_team and settings.ESSAIM_TEAM_SECOND_FACTOR and not was_used(request):
        return replace(held, is_team=False, lacks_second_factor=True)
    return held
