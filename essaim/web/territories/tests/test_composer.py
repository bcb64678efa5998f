"""Composing a perimeter by names and codes: every step is an address, what cannot be had is said, the rest is kept."""

from __future__ import annotations

import re

import pytest

from essaim.web.territories import autocomplete, composer

PATH = "/territoires/composer/"


def read(release, **asked):
    return composer.read(release, **{"parts": "", "name": "", "typed": "", "pasted": "", **asked})


def test_an_exact_name_is_added_at_once(client, served):
    response = client.get(PATH, {"ajouter": "Marquillies", "nom": "Le sud"})
    assert response.status_code == 302
    assert response["Location"] == f"{PATH}?parts=commune:59388&nom=Le+sud"
    page = client.get(response["Location"]).content.decode()
    assert "Marquillies" in page
    assert "/territoires/sur-mesure/?parts=commune:59388&amp;nom=Le+sud" in page


def test_a_name_of_several_is_a_choice_of_links(client, served, release):
    made = read(release, parts="commune:59512", typed="Lille")
    assert not made.moved
    assert {p.match.territory.territory_id for p in made.proposals} >= {"commune:59350", "epci:200093201"}
    assert all(p.add_href.startswith(f"{PATH}?parts=commune:59512,") for p in made.proposals)
    page = client.get(PATH, {"parts": "commune:59512", "ajouter": "Lille"}).content.decode()
    assert len(re.findall(r'<ul class="composer__choices">.*?</ul>', page, re.S)) == 1


def test_codes_are_pasted_and_each_refusal_is_said(release):
    made = read(release, pasted="59350, 59512;59298\n99999 59350")
    assert made.ids[:2] == ("commune:59350", "commune:59512")
    assert any("99999" in refusal for refusal in made.refusals)
    assert any("n’est plus une commune" in refusal and "59298" in refusal for refusal in made.refusals)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"typed": "zzzzzz"}, "Rien ne s’appelle"),
        ({"typed": "region:32"}, "trop grand"),
        ({"parts": "commune:59350", "typed": "commune:59350"}, "y est déjà"),
        ({"parts": "nimporte"}, "Aucun territoire"),
        ({"pasted": "59990"}, "a été partagée entre"),
    ],
)
def test_what_cannot_be_added_is_said(release, asked, words):
    made = read(release, **asked)
    assert any(words in refusal for refusal in made.refusals)
    assert made.ids == (("commune:59350",) if "59350" in asked.get("parts", "") else ())


def test_a_part_inside_another_is_counted_once(release):
    made = read(release, parts="commune:59350,epci:200093201")
    inside = {part.territory.code: part.inside for part in made.parts}
    assert "Métropole Européenne de Lille" in inside["59350"]
    assert inside["200093201"] == ""
    assert made.made.communes == read(release, parts="epci:200093201").made.communes


def test_removing_keeps_the_others_and_the_name(release):
    made = read(release, parts="commune:59350,commune:59512", name="À deux")
    assert made.parts[0].remove_href == f"{PATH}?parts=commune:59512&nom=%C3%80+deux"
    assert made.portrait_href == "/territoires/sur-mesure/?parts=commune:59350,commune:59512&nom=%C3%80+deux"


@pytest.mark.parametrize(
    "query", [{"liste": "1 " * 4000}, {"nom": "x" * 500}, {"ajouter": "x" * 10_000}, {"parts": "a" * 30_000}]
)
def test_what_is_too_long_is_refused(client, served, query):
    response = client.get(PATH, query)
    assert response.status_code == 400
    assert "Traceback" not in response.content.decode()


def test_a_perimeter_without_parts_leads_to_composing(client, served):
    assert client.get("/territoires/sur-mesure/")["Location"] == PATH


@pytest.mark.parametrize(
    ("phrase", "first"),
    [
        ("ville de Lille", "commune:59350"),
        ("métropole de Lille", "epci:200093201"),
        ("département du Nord", "departement:59"),
        ("arrondissement de Lille", "arrondissement:595"),
        ("région Hauts-de-France", "region:32"),
        ("mairie de Marquilies", "commune:59388"),
    ],
)
def test_a_level_may_be_said_before_the_name(release, phrase, first):
    assert autocomplete.suggest(release, phrase, limit=5)[0].territory.territory_id == first
