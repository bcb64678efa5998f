"""Pages that editors write: what each block shows, the menu, the cache, the addresses."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from essaim.web.observatory import catalogue
from essaim.web.pages import blocks, first_content, key_figures, places, searched, selectors
from essaim.web.pages.changes import last_change
from essaim.web.pages.forms import is_taken
from essaim.web.pages.models import ContactPage, HomePage, StandardPage, ThemePage
from essaim.web.pages.tests.factories import published
from essaim.web.practices.tests.factories import published as experience
from essaim.web.search.searched import find

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget():
    last_change.forget()
    yield
    last_change.forget()


def shown(client, page) -> str:
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    return answer.content.decode()


def test_text_keeps_its_links_and_no_script(client, served):
    page = published(("text", '<h2>Un titre</h2><p><a href="/methode/">La méthode</a></p>'))
    html = shown(client, page)
    assert "<h2>Un titre</h2>" in html
    assert 'href="/methode/"' in html


def test_a_figure_carries_its_place_its_source_and_its_date(client, served, release):
    figures = {"title": "", "figures": [{"territory": "commune:59350", "indicator": "ess_etab"}]}
    html = shown(client, published(("figures", figures)))
    figure = key_figures.figure(release, "commune:59350", "ess_etab")
    assert figure.is_known
    assert figure.shown in html
    assert "Lille" in html
    assert figure.source
    assert figure.date


def test_a_figure_the_release_does_not_hold_is_unknown(client, served, release):
    figures = {"title": "", "figures": [{"territory": "commune:99999", "indicator": "ess_etab"}]}
    html = shown(client, published(("figures", figures)))
    assert "inconnu" in html
    assert "absent de cette édition" in html
    assert not key_figures.figure(release, "commune:59350", "nothing").is_known


def test_every_indicator_offered_can_be_shown(served, release):
    offered = key_figures.choices()
    assert {key for key, _ in offered} <= set(catalogue.definitions(release))
    for key, _ in offered:
        assert key_figures.figure(release, "france:FRA", key).definition_href.endswith(key)


@pytest.mark.parametrize("words", ["59350", "commune:59350", "59350-lille"])
def test_a_territory_is_typed_as_one_likes(served, words):
    assert blocks.TerritoryBlock().clean(words) == "commune:59350"


@pytest.mark.parametrize("words", ["Nulle-Part-sur-Rien", "99999", "commune:99999"])
def test_a_territory_that_is_not_is_refused(served, words):
    with pytest.raises(ValidationError):
        places.meant(words)


def test_a_name_of_several_territories_says_which(served):
    with pytest.raises(ValidationError, match=r"arrondissement:595 \(Lille\), commune:59350 \(Lille\)"):
        places.meant("Lille")


def test_without_a_release_a_territory_cannot_be_checked(settings, tmp_path):
    settings.ESSAIM_VAR = tmp_path
    with pytest.raises(ValidationError):
        places.meant("Lille")
    assert key_figures.choices() == []


def test_a_list_shows_what_its_app_brings(client, served):
    asked = {"title": "Ils l’ont fait", "theme": "", "region": "", "limit": 3}
    page = published(("experiences", asked))
    assert "Ils l’ont fait" not in shown(client, page)
    experience(title="Du pain pour les écoles")
    html = shown(client, page)
    assert "Du pain pour les écoles" in html
    assert "Toutes les expériences" in html


def test_a_list_of_a_theme_shows_that_theme_only(client, served):
    experience(title="Du pain pour les écoles")
    asked = {"title": "Mobilité", "theme": "mobilite", "region": "", "limit": 3}
    assert "Du pain" not in shown(client, published(("experiences", asked)))


def test_a_map_is_drawn_with_its_table_and_loads_its_script(client, served):
    html = shown(client, published(("map", {"territory": "departement:59"})))
    assert "<svg" in html
    assert "map-starter" in html
    assert "<table" in html


def test_a_table_has_its_caption_and_its_numbers_in_french(client, served):
    table = {
        "columns": [{"type": "text", "heading": "Année"}, {"type": "number", "heading": "Pains"}],
        "rows": [{"values": ["2024", "1500.5"]}, {"values": ["2025", None]}],
        "caption": "Pains livrés chaque jour",
    }
    html = shown(client, published(("table", table)))
    assert "Pains livrés chaque jour</caption>" in html
    assert "1\u202f500,5" in html
    assert "inconnu" in html


def test_a_table_nobody_named_is_refused():
    block = blocks.CaptionedTableBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"columns": [], "rows": [], "caption": " "}))


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "//ailleurs.example/", "http://clair.example/"])
def test_a_button_leads_to_a_safe_address(address):
    block = blocks.ActionBlock()
    value = block.to_python({"title": "T", "text": "", "button": "B", "page": None, "address": address})
    with pytest.raises(ValidationError):
        block.clean(value)


def test_quote_folds_and_action(client, served):
    page = published(
        ("quote", {"text": "Nous avons osé", "who": "Camille Exemple", "role": "élue"}),
        ("folds", {"title": "Questions", "folds": [{"title": "Comment ?", "text": "<p>Ainsi.</p>"}]}),
        ("action", {"title": "Et vous ?", "text": "", "button": "Chercher", "page": None, "address": "/territoires/"}),
    )
    html = shown(client, page)
    assert "Camille Exemple, élue" in html
    assert "<summary>Comment" in html
    assert 'href="/territoires/">Chercher</a>' in html


def test_a_page_of_the_menu_stands_in_every_header(client, served):
    published(title="L’ESS d’ici", slug="ess-ici", menu_group="KNOW", menu_note="Six mots")
    html = client.get("/accessibilite/").content.decode()
    assert html.count('href="/ess-ici/"') == 2
    assert "Six mots" in html


def test_a_page_withdrawn_leaves_the_menu(client, served):
    page = published(title="L’ESS d’ici", slug="ess-ici", menu_group="KNOW")
    assert "/ess-ici/" in client.get("/accessibilite/").content.decode()
    page.unpublish()
    last_change.forget()
    assert "/ess-ici/" not in client.get("/accessibilite/").content.decode()
    assert client.get("/ess-ici/").status_code == 404


@pytest.mark.parametrize(("slug", "taken"), [("territoires", True), ("experiences", True), ("l-ess-d-ici", False)])
def test_an_address_of_the_site_is_not_for_a_page(slug, taken):
    assert is_taken(slug) == taken


def test_a_draft_is_for_nobody(client, served):
    page = published(title="Une page", slug="une-page")
    page.title = "Un brouillon"
    page.save_revision()
    assert "Un brouillon" not in shown(client, page)


def test_a_theme_page_gathers_what_the_site_holds_on_it(client, served):
    experience(title="Du pain pour les écoles")
    page = published(kind=ThemePage, theme="alimentation", title="Alimentation", slug="alimentation")
    html = shown(client, page)
    assert "Du pain pour les écoles" in html
    assert "Alimentation et agriculture durables" in html


def test_a_page_is_kept_until_it_is_published_again(client, served, settings):
    settings.ESSAIM_PAGE_CACHE_BYTES = 1_000_000
    page = published(("text", "<p>Avant</p>"))
    first = client.get("/une-page/")
    assert "no-cache" in first["Cache-Control"]
    assert "public" in first["Cache-Control"]
    assert first.cookies == {}
    again = client.get("/une-page/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    page.body = [("text", blocks.TextBlock().to_python("<p>Après</p>"))]
    page.save_revision().publish()
    last_change.forget()
    changed = client.get("/une-page/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "Après" in changed.content.decode()


def test_queries_of_a_page_are_few(client, served, django_assert_max_num_queries):
    page = published(("text", "<p>Texte</p>"))
    client.get(page.get_url())
    with django_assert_max_num_queries(12):
        client.get(page.get_url())


def test_a_page_is_found_by_its_words(served):
    page = published(("text", "<p>Une légumerie</p>"), title="Des cantines", slug="des-cantines")
    for words in ("legumeries", "cantine", "légumrie"):
        assert [hit.key for hit in find(searched.PAGES, words, on=None)] == [str(page.pk)]
    page.unpublish()
    assert find(searched.PAGES, "légumerie", on=None) == []


def test_the_first_pages_come_once_and_are_the_editors_afterwards(served, client):
    from django.utils import timezone

    assert first_content.load(now=timezone.now()) == 5
    assert first_content.load(now=timezone.now()) == 0
    page = StandardPage.objects.get(slug="l-ess-en-bref")
    page.title = "Changé"
    page.save_revision().publish()
    ContactPage.objects.get().delete()
    assert first_content.load(now=timezone.now()) == 1
    assert StandardPage.objects.get(slug="l-ess-en-bref").title == "Changé"
    last_change.forget()
    for found in selectors.public():
        assert client.get(found.get_url()).status_code == 200, found.slug
    html = client.get("/l-ess-en-bref/").content.decode()
    assert "n°" in html
    assert HomePage.objects.get().body[0].block_type == "experiences"


def test_search_engines_are_told_of_the_pages(served, client):
    published(slug="des-cantines")
    assert "/sitemap-pages-1.xml" in client.get("/sitemap.xml").content.decode()
    listed = client.get("/sitemap-pages-1.xml").content.decode()
    assert "http://testserver/des-cantines/" in listed
    assert "<loc>http://testserver/</loc>" in listed
