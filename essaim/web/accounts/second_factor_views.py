"""Setting up a second factor is giving it: whoever just typed its code, or touched its key, is not asked again."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpResponse

from essaim.web.accounts.second_factor import newest


class ActivateApplication(ActivateTOTPView):
    """The application, then its recovery codes."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        post_authentication(self.request, newest(self.request.user, Authenticator.Type.TOTP), reauthenticated=True)
        return response


class AddPasskey(AddWebAuthnView):
    """A passkey, then the recovery codes if there were none."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        post_authentication(self.request, newest(self.request.user, Authenticator.Type.WEBAUTHN), reauthenticated=True)
        return response
