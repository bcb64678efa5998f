"""Signing in with an OpenID Connect provider, ProConnect among them.

allauth does discovery, state and PKCE. Added here, for ProConnect and good practice: a nonce, checked in the identity
token; the userinfo as a signed token (`application/jwt`), whose signature is verified; the name under `usual_name`; and
the SIRET, kept to propose the body to join.
"""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from requests import RequestException

from essaim.rules.siren import is_siret
from essaim.web.accounts.models import User
from essaim.web.audit.services import record, snapshot

NONCE = "oidc_nonce"


class AgentAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange with the provider."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Return the login. Raises OAuth2Error when the identity token does not answer our own request."""
        answered = kwargs["response"].get("id_token")
        expected = request.session.pop(NONCE, None)
        if not answered or expected is None:
            raise OAuth2Error("no identity token, or no request of ours")
        if self._decode_id_token(app, answered).get("nonce") != expected:
            raise OAuth2Error("the identity token answers another request")
        login = super().complete_login(request, app, token, **kwargs)
        subjects = {part.get("sub") for part in login.account.extra_data.values()}
        if len(subjects) != 1:
            raise OAuth2Error("the userinfo is about someone else")
        return login

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            response.raise_for_status()
        if not response.headers.get("Content-Type", "").startswith("application/jwt"):
            return response.json()
        return jwtkit.verify_and_decode(
            credential=response.text,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=self.get_provider().app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


class AgentProvider(OpenIDConnectProvider):
    """The provider, as allauth knows it."""

    oauth2_adapter_class = AgentAdapter

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Add a nonce to what is asked, and take nothing from the address of the page."""
        request.session[NONCE] = secrets.token_urlsafe(32)
        return {**self.get_auth_params(), "nonce": request.session[NONCE]}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Names and address; ProConnect says `usual_name` for the family name."""
        fields = super().extract_common_fields(data)
        said = data.get("userinfo") or data.get("id_token") or {}
        return fields | {"last_name": fields["last_name"] or said.get("usual_name"), "username": None}


class AgentAccountAdapter(DefaultSocialAccountAdapter):
    """What an identity brings to the site."""

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Keep a new account, in the trail too."""
        user = super().save_user(request, sociallogin, form)
        after = snapshot(user, "email") | {"provider": sociallogin.account.provider}
        record(actor=None, action="accounts.user_added", target=user, after=after, now=timezone.now())
        return user


def proposed_siren(user: User) -> str:
    """Return the SIREN of the body an identity provider says a person works for; empty when it says none."""
    for account in SocialAccount.objects.filter(user_id=user.pk):
        for part in account.extra_data.values():
            siret = str(part.get("siret", "")).replace(" ", "") if isinstance(part, dict) else ""
            if is_siret(siret):
                return siret[:9]
    return ""


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leave for the provider (POST), or ask first (GET). Raises Http404 for a provider we do not have."""
    adapter = AgentAdapter(request, provider_id)
    try:
        return OAuth2LoginView.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except RequestException as error:
        return render_authentication_error(request, adapter.get_provider(), exception=error)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the provider. Raises Http404 for a provider we do not have."""
    try:
        return OAuth2CallbackView.adapter_view(AgentAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
