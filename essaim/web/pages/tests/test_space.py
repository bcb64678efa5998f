"""The member space: one's territory in figures, what peers did, what is new."""

from __future__ import annotations

import pytest

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.practices.tests.factories import published as experience

pytestmark = pytest.mark.django_db


@pytest.fixture
def lille():
    return PublicBodyFactory(siren="215903501", name="Ville de Lille", territory_id="commune:59350")


def test_a_member_sees_its_territory_in_figures(sign_in, served, lille):
    html = sign_in(person(Role.CONTRIBUTOR, body=lille)).get("/espace/").content.decode()
    assert "Lille en chiffres" in html
    assert "/territoires/59350-lille/" in html


def test_a_member_sees_what_its_peers_did_and_why(sign_in, served, lille):
    other = PublicBodyFactory(name="Autre", territory_id="commune:59009")
    experience(other, title="Du pain pour les écoles")
    html = sign_in(person(Role.CONTRIBUTOR, body=lille)).get("/espace/").content.decode()
    assert "Ce que font vos pairs" in html
    assert "Du pain pour les écoles" in html


def test_one_s_own_experiences_are_no_peer_s(sign_in, served, lille):
    experience(lille, title="Du pain pour les écoles")
    html = sign_in(person(Role.CONTRIBUTOR, body=lille)).get("/espace/").content.decode()
    assert "Ce que font vos pairs" not in html


def test_without_a_release_the_space_opens(sign_in, settings, tmp_path, lille):
    settings.ESSAIM_VAR = tmp_path
    assert sign_in(person(Role.CONTRIBUTOR, body=lille)).get("/espace/").status_code == 200
