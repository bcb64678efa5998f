"""The second factor: an application, codes for the day it is lost, and the duty of the team."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.mail.models import Letter

pytestmark = pytest.mark.django_db


def totp(secret: str) -> str:
    """What an application shows now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def by_code(client, user):
    client.post("/compte/connexion/", {"email": user.email})
    code = re.search(r"\d{3}-\d{3}-\d{3}", Letter.objects.filter(to=[user.email]).latest("pk").text)[0]
    return client.post("/compte/connexion/code/", {"code": code})


def set_up(client) -> str:
    page = client.get("/compte/second-facteur/application/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)[1]
    assert client.post("/compte/second-facteur/application/", {"code": totp(secret)}).status_code == 302
    return secret


def test_the_team_needs_one(client):
    user = person(Role.TEAM)
    assert by_code(client, user).url == "/espace/"
    sent_to = client.get("/admin/")
    assert sent_to.url == "/compte/second-facteur/?next=%2Fadmin%2F"
    assert "Second facteur" in client.get("/espace/").content.decode()
    set_up(client)
    assert client.get("/admin/").status_code == 200


def test_a_session_without_it_is_asked_for_it(sign_in):
    user = person(Role.TEAM)
    set_up(sign_in(user, second_factor=False))
    other = sign_in(user, second_factor=False)
    assert other.get("/admin/").url == "/compte/confirmer/application/?next=%2Fadmin%2F"
    cache.clear()
    secret = Authenticator.objects.get(user=user, type="totp").wrap().instance.data["secret"]
    done = other.post(
        "/compte/confirmer/application/", {"code": totp(get_adapter().decrypt(secret)), "next": "/admin/"}
    )
    assert done.url == "/admin/"
    assert other.get("/admin/").status_code == 200


def test_an_editor_does_not(client):
    by_code(client, person(Role.EDITOR))
    assert client.get("/admin/").status_code == 200


def test_it_is_asked_at_sign_in_once_set_up(client, client_of):
    user = person(Role.TEAM)
    by_code(client, user)
    secret = set_up(client)
    other = client_of()
    cache.clear()
    assert by_code(other, user).url == "/compte/connexion/second-facteur/"
    assert other.get("/espace/").status_code == 302
    page = other.post("/compte/connexion/second-facteur/", {"code": "000000"})
    assert page.status_code == 200
    assert other.get("/espace/").status_code == 302
    assert other.post("/compte/connexion/second-facteur/", {"code": totp(secret)}).status_code == 302
    assert other.get("/admin/").status_code == 200


def test_a_recovery_code_serves_once(client, client_of):
    user = person(Role.TEAM)
    by_code(client, user)
    set_up(client)
    page = client.get("/compte/second-facteur/secours/")
    codes = re.findall(r"<code>([0-9a-z]+)</code>", page.content.decode())
    assert len(codes) == 10
    answers = []
    for _ in range(2):
        other = client_of()
        cache.clear()
        by_code(other, user)
        answers.append(other.post("/compte/connexion/second-facteur/", {"code": codes[0]}).status_code)
    assert answers == [302, 200]


def test_every_page_of_it_is_ours(sign_in):
    client = sign_in(person(Role.CONTRIBUTOR))
    for path in ("", "application/", "cles/", "cles/ajouter/"):
        page = client.get(f"/compte/second-facteur/{path}").content.decode()
        assert "site-head" in page, path
        assert "allauth" not in page.split("<main")[1].split("</main>")[0], path
