"""Signing in by a code: nobody learns who has an account, attempts are limited, no cookie before."""

from __future__ import annotations

import re

import pytest

from essaim.web.accounts.enums import Role
from essaim.web.accounts.models import User
from essaim.web.accounts.tests.factories import UserFactory, person
from essaim.web.audit.models import Entry
from essaim.web.mail.models import Letter

SIGN_IN, CODE, SIGN_UP = "/compte/connexion/", "/compte/connexion/code/", "/compte/inscription/"
pytestmark = pytest.mark.django_db


def code_sent(address: str) -> str:
    letter = Letter.objects.filter(to=[address]).latest("pk")
    assert letter.confidential
    return re.search(r"\d{3}-\d{3}-\d{3}", letter.text)[0]


def ask(client, address, **more):
    return client.post(SIGN_IN, {"email": address}, **more)


def test_a_code_lets_in_and_leads_where_one_was_going(client):
    user = UserFactory(email="elue@ville.example")
    assert client.get("/espace/").url == f"{SIGN_IN}?next=/espace/"
    response = client.post(f"{SIGN_IN}?next=/espace/%3Fx%3D1", {"email": "Elue@Ville.example", "next": "/espace/?x=1"})
    assert response.status_code == 302
    assert response.url.startswith(CODE)
    page = client.get(response.url).content.decode()
    assert "elue@ville.example" in page.lower()
    assert "/espace/?x=1" in page
    done = client.post(response.url, {"code": code_sent("elue@ville.example"), "next": "/espace/?x=1"})
    assert done.url == "/espace/?x=1"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/espace/").status_code == 200


def test_a_code_serves_once_and_dies_after_three_faults(client):
    UserFactory(email="elue@ville.example")
    ask(client, "elue@ville.example")
    good = code_sent("elue@ville.example")
    for _ in range(2):
        page = client.post(CODE, {"code": "000-000-000"})
        assert page.status_code == 200
        assert 'aria-invalid="true"' in page.content.decode()
    assert client.post(CODE, {"code": "000-000-000"}).status_code == 302
    assert client.post(CODE, {"code": good}).url == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_a_code_dies_after_a_quarter_of_an_hour(client, time_machine):
    UserFactory(email="elue@ville.example")
    time_machine.move_to("2026-11-24 09:00:00+00:00")
    ask(client, "elue@ville.example")
    code = code_sent("elue@ville.example")
    time_machine.move_to("2026-11-24 09:15:01+00:00")
    assert client.post(CODE, {"code": code}).url == SIGN_IN


def test_nobody_learns_who_has_an_account(client, client_of):
    UserFactory(email="elue@ville.example")
    known, unknown = client_of(), client_of()
    answers = [ask(known, "elue@ville.example"), ask(unknown, "autre@ville.example")]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].url == answers[1].url
    pages = [one.get(CODE).content.decode() for one in (known, unknown)]
    pages = [re.sub(r'value="[A-Za-z0-9]{64}"|elue|autre', "", page) for page in pages]
    assert pages[0] == pages[1]
    # Only the holder of the address is told.
    letter = Letter.objects.get(to=["autre@ville.example"])
    assert "Aucun compte ne la porte" in letter.text
    assert "http://testserver/compte/inscription/" in letter.text
    wrong = [one.post(CODE, {"code": "000-000-000"}).content.decode() for one in (known, unknown)]
    assert "Code incorrect" in wrong[0] or "incorrect" in wrong[0].lower()
    assert re.sub(r'value="[A-Za-z0-9]{64}"|elue|autre', "", wrong[0]) == re.sub(
        r'value="[A-Za-z0-9]{64}"|elue|autre', "", wrong[1]
    )


def test_signing_up_with_a_known_address_tells_its_holder_only(client, client_of):
    UserFactory(email="elue@ville.example")
    given = {"first_name": "Ana", "last_name": "B"}
    known = client.post(SIGN_UP, given | {"email": "Elue@ville.example"})
    unknown = client_of().post(SIGN_UP, given | {"email": "autre@ville.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "en a déjà un" in Letter.objects.get(to=["elue@ville.example"]).text
    assert User.objects.filter(email="elue@ville.example").count() == 1


def test_an_account_is_made_once_its_address_is_verified(client):
    given = {"email": "Nouvelle@Ville.example", "first_name": "Ana", "last_name": "Benali"}
    response = client.post(SIGN_UP, given)
    assert response.url == "/compte/inscription/verifier/"
    user = User.objects.get(email="nouvelle@ville.example")
    assert (user.first_name, user.last_name) == ("Ana", "Benali")
    assert not user.has_usable_password()
    assert client.get("/espace/").status_code == 302
    done = client.post(response.url, {"code": code_sent("nouvelle@ville.example")})
    assert done.url == "/espace/"
    assert client.get("/espace/").status_code == 200
    assert Entry.objects.get(action="accounts.user_added").after == {"email": "nouvelle@ville.example"}


def test_a_deactivated_person_does_not_enter(client):
    UserFactory(email="elue@ville.example", is_active=False)
    ask(client, "elue@ville.example")
    assert not re.search(r"\d{3}-\d{3}-\d{3}", Letter.objects.get(to=["elue@ville.example"]).text)


def test_asking_again_and_again_is_limited(client, client_of):
    UserFactory(email="elue@ville.example")
    answers = [ask(client_of(), "elue@ville.example").status_code for _ in range(5)]
    assert answers[:3] == [302, 302, 302]
    assert set(answers[3:]) <= {200, 429}
    assert Letter.objects.count() == 3


def test_many_addresses_from_one_place_are_limited(client_of):
    answers = [
        client_of().post(SIGN_UP, {"email": f"a{n}@ville.example", "first_name": "A", "last_name": "B"}).status_code
        for n in range(22)
    ]
    assert answers[:20] == [302] * 20
    assert answers[20:] == [429, 429]


def test_there_is_no_cookie_before_signing_in(client, served):
    for path in ("/", "/accessibilite/", "/territoires/59350-lille/"):
        assert not client.get(path).cookies
    cookies = client.get(SIGN_IN).cookies
    assert set(cookies) == {"csrftoken"}
    assert cookies["csrftoken"]["httponly"]
    ask(client, "elue@ville.example")
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"


def test_a_form_from_another_site_is_refused(client_of):
    strict = client_of(enforce_csrf_checks=True)
    assert ask(strict, "elue@ville.example").status_code == 403
    assert not Letter.objects.exists()


def test_one_is_never_led_to_another_site(client):
    user = UserFactory(email="elue@ville.example")
    client.post(f"{SIGN_IN}?next=https://ailleurs.example/", {"email": user.email, "next": "https://ailleurs.example/"})
    done = client.post(CODE, {"code": code_sent(user.email), "next": "https://ailleurs.example/"})
    assert done.url == "/espace/"


def test_signing_out_ends_the_session(sign_in):
    client = sign_in(person(Role.CONTRIBUTOR))
    assert client.get("/compte/deconnexion/").status_code == 200
    assert client.get("/espace/").status_code == 200
    assert client.post("/compte/deconnexion/").status_code == 302
    assert client.get("/espace/").status_code == 302


def test_an_address_changes_once_the_new_one_is_verified(sign_in):
    user = UserFactory(email="ancienne@ville.example")
    client = sign_in(user)
    response = client.post("/compte/adresse/", {"email": "nouvelle@ville.example", "action_add": "1"})
    user.refresh_from_db()
    assert user.email == "ancienne@ville.example"
    client.post(response.url, {"code": code_sent("nouvelle@ville.example")})
    user.refresh_from_db()
    assert user.email == "nouvelle@ville.example"
    assert Letter.objects.filter(to=["ancienne@ville.example"], subject="Votre adresse a changé").exists()
