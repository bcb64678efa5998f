"""Codes lead where people mean: ambiguous, former, split, unknown, misspelt."""

from __future__ import annotations

import pytest


def test_a_code_alone_leads_to_its_page(client, served):
    response = client.get("/territoires/59350/?x=1")
    assert response.status_code == 301
    assert response["Location"] == "/territoires/59350-lille/?x=1"


def test_a_wrong_name_leads_to_the_right_one(client, served):
    assert client.get("/territoires/59350-lyon/")["Location"] == "/territoires/59350-lille/"


def test_an_identifier_leads_to_its_page(client, served):
    assert client.get("/territoires/region:32/")["Location"] == "/territoires/32-hauts-de-france/"


def test_an_ambiguous_code_offers_both(client, served):
    response = client.get("/territoires/32/")
    assert response.status_code == 300
    page = response.content.decode()
    assert "/territoires/32-gers/" in page
    assert "/territoires/32-hauts-de-france/" in page


def test_paris_is_a_commune_and_a_departement(client, served):
    assert client.get("/territoires/75056-paris/").status_code == 200
    assert client.get("/territoires/75-paris/").status_code == 200


def test_a_merged_commune_leads_to_todays_and_says_so(client, served):
    response = client.get("/territoires/59298/", follow=True)
    assert response.redirect_chain[0] == ("/territoires/59350-lille/?ancien=59298", 302)
    assert (
        "Hellemmes-Lille (59298) n’est plus une commune depuis le 15\u00a0novembre\u00a01977"
        in response.content.decode()
    )


def test_a_merged_commune_keeps_the_view_asked_for(client, served):
    assert client.get("/territoires/59355/organisations/")["Location"].startswith(
        "/territoires/59350-lille/organisations/"
    )


def test_a_split_commune_offers_its_heirs(client, served):
    response = client.get("/territoires/59990/")
    assert response.status_code == 300
    page = response.content.decode()
    assert "villeneuve-d-ascq" in page
    assert "roubaix" in page


@pytest.mark.parametrize(
    "ref", ["99999", "ZZ", "5935O", "59350'", "é", "%FF", "commune:1", "59350-" + "a" * 400, "-", "a b"]
)
def test_an_unknown_code_is_a_404_that_helps(client, served, ref):
    response = client.get(f"/territoires/{ref}/")
    assert response.status_code in (301, 404)
    if response.status_code == 404:
        assert "Chercher un territoire" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("lille", "Lille"),
        ("LIL", "Lille"),
        ("59100", "Roubaix"),
        ("59350", "Lille"),
        ("saint omer", "Saint-Omer"),
        ("st-omer", "Saint-Omer"),
        ("St Omer", "Saint-Omer"),
        ("sai", "Saint-Omer"),
        ("metropole europeenne", "Métropole Européenne de Lille"),
        ("ascq", "Villeneuve-d'Ascq"),
        ("roubx", None),
        ("roubaux", "Roubaix"),
        ("ruobaix", "Roubaix"),
        ("hellemmes", "Lille"),
        ("200093201", "Métropole Européenne de Lille"),
        ("hauts de fr", "Hauts-de-France"),
        ("", None),
        ("zzzzzz", None),
    ],
)
def test_suggestions(client, served, query, first):
    results = client.get("/territoires/suggestions", {"q": query}).json()["results"]
    assert (results[0]["label"] if results else None) == first


def test_the_sitemap_names_every_territory(client, served, release):
    index = client.get("/sitemap.xml").content.decode()
    parts = [line.split("<loc>")[1].split("</loc>")[0] for line in index.splitlines() if "<loc>" in line]
    parts = [part for part in parts if "sitemap-pages" not in part]
    count = sum(client.get(part.replace("http://testserver", "")).content.decode().count("<url>") for part in parts)
    assert count == release.value("SELECT count(*) FROM territories")
