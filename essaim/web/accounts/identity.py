"""Signing in with an OpenID Connect provider, ProConnect among them.

allauth does discovery, state and PKCE. Added here, for ProConnect and good practice: a nonce, checked in the identity
token; the userinfo as a signed token (`application/jwt`), whose signature is verified; the name under `usual_name`; the
SIRET, kept to propose the body to join; the level of identity (`acr`) when one is asked for, and the ways it was proved
(`amr`), among which a second factor; and signing out there too.
"""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.decorators import login_not_required
from allauth.account.views import LogoutView
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from requests import RequestException

from essaim.rules.siren import is_siret
from essaim.web.accounts.models import User
from essaim.web.audit.services import record, snapshot

NONCE = "oidc_nonce"
# What is kept of the provider for the time of the session: id_token, amr, end_session, state.
SESSION = "oidc"
# RFC 8176: several factors were used.
SEVERAL_FACTORS = "mfa"


# ProConnect tells how an identity was proved only to those who ask; a provider that knows nothing of it ignores it.
CLAIMS = json.dumps({"id_token": {"acr": None, "amr": None}}, separators=(",", ":"))


class AgentAdapter(OpenIDConnectOAuth2Adapter):
    """The exchange with the provider."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Return the login. Raises OAuth2Error when the identity token does not answer our own request."""
        answered = kwargs["response"].get("id_token")
        expected = request.session.pop(NONCE, None)
        if not answered or expected is None:
            raise OAuth2Error("no identity token, or no request of ours")
        said = self._decode_id_token(app, answered)
        if said.get("nonce") != expected:
            raise OAuth2Error("the identity token answers another request")
        wanted = app.settings.get("acr_values", [])
        if wanted and said.get("acr") not in wanted:
            raise OAuth2Error("the provider proved the identity less than what was asked")
        login = super().complete_login(request, app, token, **kwargs)
        subjects = {part.get("sub") for part in login.account.extra_data.values()}
        if len(subjects) != 1:
            raise OAuth2Error("the userinfo is about someone else")
        request.session[SESSION] = {
            "id_token": answered,
            "amr": [str(one) for one in said.get("amr") or ()],
            "end_session": self.openid_config.get("end_session_endpoint", ""),
        }
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
        asked = {**self.get_auth_params(), "nonce": request.session[NONCE], "claims": CLAIMS}
        if levels := self.app.settings.get("acr_values"):
            asked["acr_values"] = " ".join(levels)
        return asked

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


def gave_several_factors(request: HttpRequest) -> bool:
    """True when the provider said, in the signed token that opened this session, that it asked for a second factor."""
    kept = request.session.get(SESSION) or {}
    return SEVERAL_FACTORS in kept.get("amr", ())


def end_session_address(request: HttpRequest, back: str) -> str:
    """Return where to sign out at the provider (RP-Initiated Logout 1.0); empty when it opened no session.

    back: the address, declared there, that the reader comes back to. The token goes in the address because the
    standard says so; the provider alone reads it.
    """
    kept = request.session.get(SESSION) or {}
    if not kept.get("end_session"):
        return ""
    asked = {"id_token_hint": kept["id_token"], "post_logout_redirect_uri": back, "state": secrets.token_urlsafe(16)}
    joint = "&" if "?" in kept["end_session"] else "?"
    return f"{kept['end_session']}{joint}{urlencode(asked)}"


def leaving(request: HttpRequest, address: str, name: str) -> HttpResponse:
    """Answer a form with a page that goes to another site, at once and by itself.

    A redirection would not do: browsers hold the answers to a form, and what those answers redirect to, to the
    sites named by `form-action`, and nobody can name every provider an agent may be sent to.
    """
    response = render(request, "accounts/leaving.html", {"address": address, "name": name})
    response["Refresh"] = f"0; url={address}"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leave for the provider (POST), or ask first (GET). Raises Http404 for a provider we do not have."""
    adapter = AgentAdapter(request, provider_id)
    try:
        answer = OAuth2LoginView.adapter_view(adapter)(request)
        goes = request.method == "POST" and isinstance(answer, HttpResponseRedirect)
        return leaving(request, answer.url, adapter.get_provider().app.name) if goes else answer
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


@login_not_required
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out here (POST), then at the provider that opened the session, if one did; ask first (GET)."""
    away = ""
    if request.method == "POST":
        away = end_session_address(request, request.build_absolute_uri(reverse("account_logged_out")))
    answer = LogoutView.as_view()(request)
    return leaving(request, away, "le fournisseur d’identité") if away else answer


@login_not_required
def logged_out(request: HttpRequest) -> HttpResponse:
    """Where the provider sends back whoever signed out there. What it adds to the address is left behind."""
    return redirect("/")
