"""Keeping a page of /espace/ to those who may read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from essaim.web.accounts.permissions import can_open_space
from essaim.web.accounts.selectors import Roles

View = Callable[..., HttpResponse]


def signed_in(permission: Callable[[Roles], bool] = can_open_space) -> Callable[[View], View]:
    """Decorate a view: visitors sign in first and come back; people whose roles do not allow it get a 403.

    permission: a `can_…(roles)` of an app's permissions. What depends on an object is asked by the view itself, with
    `refuse_unless`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            refuse_unless(permission(request.roles))
            return view(request, *args, **kwargs)

        return kept

    return decorate


def refuse_unless(allowed: bool) -> None:
    """Raise PermissionDenied (the 403 page) when not allowed."""
    if not allowed:
        raise PermissionDenied


def found_or_404[T](found: T | None) -> T:
    """Return what was found. Raises Http404 for None."""
    if found is None:
        raise Http404
    return found
