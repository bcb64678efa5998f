"""The search of the site: grouped, tolerant, the same whatever the database."""

import pytest

from essaim.web.practices.tests.factories import published

ADDRESS = "/recherche/"


def names(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('<section class="section stack" aria-labelledby="')[1:]]


@pytest.mark.parametrize("words", ["Lille", "LILLE", "lile"])
def test_a_territory_is_found_whatever_the_spelling(served, client, words):
    page = client.get(ADDRESS, {"q": words}).content.decode()
    assert names(page)[0] == "territoires"
    assert "/territoires/59350-lille/" in page


@pytest.mark.parametrize("words", ["légumeries", "legumerie", "légumrie"])
def test_an_experience_is_found_with_its_passage(served, client, words):
    published(title="Une légumerie pour les cantines", summary="Des légumes lavés et coupés près des champs.")
    page = client.get(ADDRESS, {"q": words}).content.decode()
    assert "experiences" in names(page)
    assert "Une légumerie pour les cantines" in page


def test_organisations_are_found_and_the_rest_is_in_the_register(served, client):
    page = client.get(ADDRESS, {"q": "club sportif"}).content.decode()
    assert "organisations" in names(page)
    assert 'href="/organisations/' in page


def test_one_kind_alone(served, client):
    page = client.get(ADDRESS, {"q": "lille", "dans": "territoires"}).content.decode()
    assert names(page) == ["territoires"]
    assert "Chercher « lille » dans tout le site" in page


def test_a_kind_that_does_not_exist_is_the_whole_site(served, client):
    page = client.get(ADDRESS, {"q": "lille", "dans": "<rien>"}).content.decode()
    assert "territoires" in names(page)


def test_nothing_found_says_what_to_try(served, client):
    page = client.get(ADDRESS, {"q": "zzzzzz qqqqqq"}).content.decode()
    assert names(page) == []
    assert "Rien ne contient tous ces mots" in page


def test_no_word_says_what_is_searched(served, client):
    assert "expériences" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("words", ["a\x00b", "x" * 201])
def test_what_cannot_be_searched_is_refused(served, client, words):
    answer = client.get(ADDRESS, {"q": words})
    assert answer.status_code == 400


def test_html_is_words_and_nothing_more(served, client):
    page = client.get(ADDRESS, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_no_cookie(served, client):
    assert client.get(ADDRESS, {"q": "lille"}).cookies == {}
