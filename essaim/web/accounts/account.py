"""What the page « Mon compte » shows."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.mfa.utils import is_mfa_enabled

from essaim.web.accounts import joining, selectors
from essaim.web.accounts.models import Function, User


def names(user: User) -> dict[str, str]:
    """Return the names of a person, as the form takes them."""
    return {"first_name": user.first_name, "last_name": user.last_name}


def function_initial(function: Function) -> dict[str, Any]:
    """Return a function as its form takes it."""
    return {name: getattr(function, name) for name in ("kind", "title", "starts_on", "ends_on", "visibility")}


def context(user: User, on: date) -> dict[str, Any]:
    """Return what the page needs."""
    return {
        "bodies": selectors.bodies_of(user, on),
        "grants": selectors.grants_of(user, on),
        "functions": selectors.functions_of(user),
        "requests": joining.requests_of(user),
        "has_second_factor": is_mfa_enabled(user),
    }
