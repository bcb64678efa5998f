"""Signing in with a real OpenID Connect provider on this machine: discovery, PKCE, nonce, sub, SIRET."""

from __future__ import annotations

import html
import json
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from oidc_provider_mock import User as Agent

from essaim.web.accounts.enums import Role
from essaim.web.accounts.identity import proposed_siren
from essaim.web.accounts.models import User
from essaim.web.accounts.tests import oidc_server
from essaim.web.accounts.tests.factories import UserFactory, person
from essaim.web.mail.models import Letter

LOGIN = "/compte/agent/oidc/login/"
START = "/compte/agent/oidc/"
pytestmark = pytest.mark.django_db
ANA = {"email": "ana@ville.example", "email_verified": True, "given_name": "Ana", "usual_name": "Benali",
       "siret": "21590350100017"}  # fmt: skip


AGENTS = [
    Agent(sub="sub-ana", claims=ANA),
    Agent(sub="sub-bob", claims=ANA | {"email": "bob@ville.example", "email_verified": False}),
    Agent(sub="sub-eve", claims=ANA | {"email": "eve@ville.example", "acr": "eidas2", "amr": ["pwd", "mfa"]}),
]


@pytest.fixture(scope="module")
def provider():
    with oidc_server.run(AGENTS) as server:
        yield server


@pytest.fixture(autouse=True)
def configured(settings, provider):
    provider.sign_userinfo = ""
    app = {
        "provider_id": "oidc",
        "name": "ProConnect",
        "client_id": "essaim",
        "secret": "s" * 40,
        "settings": {
            "server_url": provider.address,
            "oauth_pkce_enabled": True,
            "scope": ["openid", "email", "given_name", "usual_name", "siret", "profile"],
        },
    }
    known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": known | {"APPS": [app]}}


def leave(client, address=START):
    """Press the button that goes to the provider; return where it goes."""
    page = client.post(address)
    assert page.status_code == 200
    away = page["Refresh"].removeprefix("0; url=")
    assert html.escape(away) in page.content.decode()
    return away


def go(client, sub: str):
    """Leave for the provider, say who one is there, come back."""
    away = leave(client)
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 32
    assert asked["redirect_uri"] == ["http://testserver/compte/agent/oidc/retour/"]
    assert json.loads(asked["claims"][0]) == {"id_token": {"acr": None, "amr": None}}
    back = httpx.post(away, data={"sub": sub}, follow_redirects=False)
    assert back.status_code == 302, back.text
    path = back.headers["Location"].removeprefix("http://testserver")
    return client.get(path), path


def test_the_button_is_there(client):
    page = client.get("/compte/connexion/").content.decode()
    assert "Se connecter avec ProConnect" in page
    assert f'action="{START}"' in page


def test_without_a_provider_there_is_no_button(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": settings.SOCIALACCOUNT_PROVIDERS["openid_connect"] | {"APPS": []}
    }
    assert "ProConnect" not in client.get("/compte/connexion/").content.decode()
    assert client.post(START).status_code == 404


def test_a_first_sign_in_makes_the_account_and_proposes_the_body(client):
    response, _ = go(client, "sub-ana")
    assert response.url == "/espace/"
    user = User.objects.get(email="ana@ville.example")
    assert (user.first_name, user.last_name) == ("Ana", "Benali")
    assert SocialAccount.objects.get(user=user).uid == "sub-ana"
    assert proposed_siren(user) == "215903501"
    assert client.get("/espace/").status_code == 200


def test_one_is_known_by_sub_not_by_address(client, client_of):
    go(client, "sub-ana")
    user = User.objects.get()
    User.objects.filter(pk=user.pk).update(email="autre@ville.example")
    other = client_of()
    go(other, "sub-ana")
    assert other.session["_auth_user_id"] == str(user.pk)
    assert User.objects.count() == 1


def test_a_verified_address_joins_its_account(client):
    user = UserFactory(email="ana@ville.example")
    go(client, "sub-ana")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.get().user == user


def test_an_address_that_nobody_verified_opens_no_account_of_someone_else(client):
    UserFactory(email="bob@ville.example")
    go(client, "sub-bob")
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()
    assert "en a déjà un" in Letter.objects.get(to=["bob@ville.example"]).text


def test_an_address_that_nobody_verified_is_verified_first(client):
    go(client, "sub-bob")
    assert client.get("/espace/").status_code == 302
    assert "code" in Letter.objects.get(to=["bob@ville.example"]).text


def test_an_answer_cannot_be_replayed_nor_forged(client, client_of):
    _, path = go(client, "sub-ana")
    victim = client_of()
    page = victim.get(path)
    assert "La connexion n’a pas abouti" in page.content.decode()
    assert "_auth_user_id" not in victim.session


def test_an_answer_to_another_request_is_refused(client):
    back = httpx.post(leave(client), data={"sub": "sub-ana"}, follow_redirects=False)
    session = client.session
    session["oidc_nonce"] = "another"
    session.save()
    page = client.get(back.headers["Location"].removeprefix("http://testserver"))
    assert "La connexion n’a pas abouti" in page.content.decode()
    assert not User.objects.exists()


def test_a_refusal_at_the_provider_is_explained(client):
    back = httpx.post(leave(client), data={"action": "deny"}, follow_redirects=False)
    page = client.get(back.headers["Location"].removeprefix("http://testserver"), follow=True).content.decode()
    assert "Connexion annulée" in page


def test_a_provider_that_is_down_is_a_sentence(client, settings):
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://localhost:9"
    page = client.post(START)
    assert page.status_code == 401
    assert "La connexion n’a pas abouti" in page.content.decode()


def test_a_userinfo_that_is_a_signed_token_is_read(client, provider):
    provider.sign_userinfo = "ours"
    go(client, "sub-ana")
    user = User.objects.get()
    assert (user.email, user.last_name) == ("ana@ville.example", "Benali")
    assert proposed_siren(user) == "215903501"


@pytest.mark.parametrize("forged", ["another key", "another audience", "no signature"])
def test_a_userinfo_that_the_provider_did_not_sign_for_us_is_refused(client, provider, forged):
    provider.sign_userinfo = forged
    response, _ = go(client, "sub-ana")
    assert "La connexion n’a pas abouti" in response.content.decode()
    assert not User.objects.exists()


def test_an_identity_less_proved_than_asked_is_refused(client, settings, provider):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["acr_values"] = ["eidas2", "eidas3"]
    assert parse_qs(urlsplit(leave(client)).query)["acr_values"] == ["eidas2 eidas3"]
    response, _ = go(client, "sub-ana")
    assert "La connexion n’a pas abouti" in response.content.decode()
    assert not User.objects.exists()
    go(client, "sub-eve")
    assert User.objects.get().email == "eve@ville.example"


def test_a_second_factor_given_at_the_provider_counts_for_the_team(client, client_of):
    for sub, email, opens in (("sub-ana", "ana@ville.example", False), ("sub-eve", "eve@ville.example", True)):
        User.objects.filter(pk=person(Role.TEAM).pk).update(email=email)
        agent = client_of()
        go(agent, sub)
        answer = agent.get("/admin/reseau/adherents/")
        assert (answer.status_code == 200) is opens, sub


def test_signing_out_ends_the_session_at_the_provider_too(client, provider):
    go(client, "sub-ana")
    away = leave(client, "/compte/deconnexion/")
    assert "_auth_user_id" not in client.session
    assert away.startswith(f"{provider.address}/oauth2/end_session?")
    asked = parse_qs(urlsplit(away).query)
    assert asked["post_logout_redirect_uri"] == ["http://testserver/compte/deconnexion/retour/"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert len(asked["state"][0]) >= 16
    assert httpx.get(away).status_code == 200
    assert client.get("/compte/deconnexion/retour/?state=x").url == "/"


def test_who_came_by_a_code_signs_out_here_only(sign_in):
    answer = sign_in(person()).post("/compte/deconnexion/")
    assert (answer.status_code, answer.url) == (302, "/")
