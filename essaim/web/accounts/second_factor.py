"""Did this person prove who they are twice in this session?"""

from __future__ import annotations

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from essaim.web.accounts.identity import gave_several_factors
from essaim.web.accounts.models import User


def was_used(request: HttpRequest) -> bool:
    """True when an application, a passkey or a recovery code was used in this session, here or at the provider."""
    used = get_authentication_records(request, request.user)
    if any(one.get("method") == "mfa" for one in used):
        return True
    return any(one.get("method") == "socialaccount" for one in used) and gave_several_factors(request)


def where_to_give_it(request: HttpRequest) -> str:
    """Return the address of the page that asks for it, or that sets it up for those who have none, and comes back."""
    name = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_index"
    return f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}"


def newest(user: User, kind: str) -> Authenticator:
    """Return the last authenticator of a kind that a person set up."""
    return Authenticator.objects.filter(user=user, type=kind).latest("created_at")
