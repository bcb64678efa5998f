"""The library, fiches and works as a reader meets them."""

from __future__ import annotations

import pytest

from essaim.web.resources import editions
from essaim.web.resources.tests.factories import NOW, TODAY, fiche, text, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


def _page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_the_library_says_that_it_is_empty(client):
    assert "Rien ne répond" in _page(client, "/ressources/")


def test_facets_count_and_select(client):
    fiche(), fiche("un-local", title="Prêter un local", theme="foncier", levers=["aot"], levels=["epci"])
    page = _page(client, "/ressources/?theme=foncier")
    assert "Prêter un local" in page
    assert "Acheter le pain" not in page
    assert "Prêter un local" not in _page(client, "/ressources/?echelon=commune")
    assert "Rien ne répond" in _page(client, "/ressources/?echelon=commune&theme=foncier")
    assert "Rien ne répond" in _page(client, "/ressources/?theme=nimporte")


@pytest.mark.parametrize("words", ["ecoles", "pain école"])
def test_words_of_a_title_are_found(client, words):
    fiche()
    assert "Acheter le pain" in _page(client, f"/ressources/?q={words}")


@pytest.mark.parametrize("words", ["boulangerie", "boulangeries", "BOULANGERIE", "boulagerie", "concurence pertinent"])
def test_words_are_found_by_stem_without_accents_with_a_typo(client, words):
    fiche(), fiche("un-local", title="Prêter un local", summary="Un bail.", question="Où ?", blocks=[text("<p>x</p>")])
    page = _page(client, f"/ressources/?q={words}")
    assert "Acheter le pain" in page
    assert "Prêter un local" not in page
    # A mistyped word is found, and has no letters of its own to mark.
    assert ("<mark>" in page) == (words != "boulagerie")


def test_a_fiche_shows_the_figures_of_the_readers_territory(client):
    fiche(blocks=[{"type": "figures", "value": {"indicators": ["ess_etab"], "territory": ""}}])
    assert "Choisissez votre territoire" in _page(client, "/ressources/fiches/acheter-le-pain/")
    here = _page(client, "/ressources/fiches/acheter-le-pain/?territoire=commune:59350")
    assert "figure__value" in here
    assert 'content="noindex"' in here
    assert "figure__value" in _page(client, "/ressources/fiches/acheter-le-pain/?territoire=Lille")
    assert "Aucun territoire" in _page(client, "/ressources/fiches/acheter-le-pain/?territoire=zzzzzzzz")


def test_a_work_its_path_its_editions(client):
    kit = work(fiche())
    editions.publish_edition(work_id=kit.pk, editor=None, on=TODAY, now=NOW)
    assert "Acheter le pain" in _page(client, "/ressources/kit/")
    assert "100\u202f000" in _page(client, "/ressources/kit/lire/")
    assert "Copie d’une édition" in _page(client, "/ressources/kit/editions/1/")
    assert "C’est la dernière édition" in _page(client, "/ressources/kit/depuis/1/")
    assert "Rien n’a changé" in _page(client, "/ressources/kit/depuis/1/")
    work(fiche("autre"), slug="trajet", kind="parcours", title="Par où commencer ?")
    assert "Par où commencer" in _page(client, "/ressources/parcours/trajet/")
    assert "Par où commencer" in _page(client, "/ressources/")


def test_an_empty_selection_says_how_to_choose(client):
    assert "Aucune fiche n’est choisie" in _page(client, "/ressources/selection/")


def test_a_selection_is_one_page(client):
    fiche(), fiche("deux", title="Deuxième fiche")
    page = _page(client, "/ressources/selection/?f=deux&f=acheter-le-pain&f=inconnue")
    assert page.index("Deuxième fiche") < page.index("Acheter le pain des écoles")


@pytest.mark.parametrize(
    "address",
    ["fiches/rien/", "rien/", "rien/lire/", "parcours/rien/", "kit/editions/9/", "kit/depuis/9/",
     "parcours/kit/"],
)  # fmt: skip
def test_what_does_not_exist_says_so(client, address):
    work(fiche())
    assert "essources" in _page(client, f"/ressources/{address}", 404)


def test_what_is_no_longer_published_is_gone(client):
    bread = fiche()
    bread.unpublish()
    _page(client, "/ressources/fiches/acheter-le-pain/", 404)
    assert "Acheter le pain" not in _page(client, "/ressources/")


def test_a_page_holds_no_cookie_and_no_inline_code(client):
    fiche()
    response = client.get("/ressources/fiches/acheter-le-pain/")
    assert not response.cookies
    assert "<style" not in response.content.decode()
    assert "style=" not in response.content.decode()


def test_queries_do_not_grow_with_the_fiches(client, django_assert_max_num_queries):
    for rank in range(12):
        fiche(f"fiche-{rank}")
    client.get("/ressources/")
    with django_assert_max_num_queries(8):
        client.get("/ressources/?echelon=commune")


def test_fiches_are_read_without_a_release(client, settings, tmp_path):
    fiche(blocks=[{"type": "figures", "value": {"indicators": ["ess_etab"], "territory": ""}}, text("<p>Un mot.</p>")])
    settings.ESSAIM_VAR = tmp_path
    assert "Un mot." in _page(client, "/ressources/fiches/acheter-le-pain/?territoire=Lille")
    assert "Acheter le pain" in _page(client, "/ressources/")
