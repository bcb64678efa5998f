"""What everybody reads: the list and its facets, a page, files, feeds."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from essaim.web.practices import services
from essaim.web.practices.content import Place
from essaim.web.practices.services import publish
from essaim.web.practices.tests.factories import NOW, TODAY, draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


@pytest.fixture
def reader():
    return Client()


def text(response):
    return response.content.decode()


def test_the_list_counts_facets_and_filters(reader):
    published()
    published(title="Un garage solidaire", theme="mobilite", levers=("subvention",))
    whole = text(reader.get("/experiences/"))
    assert "<strong>2</strong> expériences" in whole
    only = text(reader.get("/experiences/?theme=mobilite"))
    assert "Un garage solidaire" in only
    assert "Du pain pour les écoles" not in only
    assert "Aucune expérience ne répond" in text(reader.get("/experiences/?theme=mobilite&levier=commande_publique"))


def test_words_are_found_without_accents_and_with_a_typo(reader):
    published()
    published(title="Légumerie coopérative", theme="alimentation")
    for words in ("legumerie", "légumrie", "coopératives"):
        found = text(reader.get("/experiences/", {"q": words}))
        assert "Légumerie coopérative" in found, words
        assert "Du pain pour" not in found, words


def test_experiences_like_a_territory_come_first_with_the_reasons(reader):
    published(title="Loin", places=(Place(territory_id="region:32", name="Hauts-de-France"),))
    published()
    page = text(reader.get("/experiences/?comme=commune:59350"))
    assert page.index("Du pain pour les écoles") < page.index(">Loin<")
    assert "sur ce territoire" in page
    assert "Territoire inconnu" in text(reader.get("/experiences/?comme=zzzzzzzz"))


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=99999", "page=abc", "theme=%00", "theme=" + "x" * 5000, "q=" + "é" * 3000,
              "comme=%27%3B--", "region=99&region=98"],
)  # fmt: skip
def test_absurd_addresses_are_answered(reader, query):
    published()
    senseless = "%00" in query or len(query) > 1000
    assert reader.get(f"/experiences/?{query}").status_code == (400 if senseless else 200)


def test_a_page_says_sources_doubts_and_what_is_unknown(reader):
    experience = published(doubts=("2014 ou 2017 selon les sources",))
    page = text(reader.get(f"/experiences/{experience.slug}/"))
    assert "2014 ou 2017" in page
    assert "Bilan de la ville" in page
    assert "inconnu" in page, "an unknown budget is said, never 0"
    assert "set-cookie" not in str(reader.get(f"/experiences/{experience.slug}/").headers).lower()
    structured = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert structured["headline"] == "Du pain pour les écoles"


def test_a_page_past_its_review_says_so(reader):
    experience = published(on=TODAY.replace(year=2024))
    assert "À vérifier" in text(reader.get(f"/experiences/{experience.slug}/"))


def test_what_was_typed_is_never_read_as_markup(reader):
    experience = published(title="<b>Gras</b> & 'cité'", action='Un "mot" <script>alert(1)</script> suivi')
    page = text(reader.get(f"/experiences/{experience.slug}/"))
    assert "<script>alert" not in page
    assert "Gras &amp; &#x27;cité&#x27;" in page


def test_a_withdrawn_experience_is_gone_everywhere(reader):
    from essaim.web.accounts.tests.factories import person

    experience = published()
    services.withdraw(sheet_id=experience.sheet_id, editor=person("equipe"), reason="À la demande", now=NOW)
    assert reader.get(f"/experiences/{experience.slug}/").status_code == 410
    assert reader.get(f"/experiences/{experience.slug}/fiche.pdf").status_code == 404
    assert "Du pain" not in text(reader.get("/experiences/"))
    assert "Du pain" not in text(reader.get("/experiences/?q=pain"))
    assert reader.get("/experiences/nulle-part/").status_code == 404


def test_open_data_as_csv_and_json(reader):
    published(title="=cmd()", summary="Une; deux")
    rows = list(
        csv.DictReader(io.StringIO(reader.get("/experiences/donnees.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert rows[0]["titre"] == "'=cmd()"
    assert rows[0]["territoires"] == "commune:59350"
    assert rows[0]["licence"] == "Licence Ouverte 2.0"
    whole = reader.get("/experiences/donnees.json").json()
    assert whole["experiences"][0]["collectivites_siren"] == ["215903501"]
    assert reader.get("/experiences/donnees.doc").status_code == 404


def test_the_feed_answers_304_when_nothing_changed(reader):
    published()
    first = reader.get("/experiences/flux.atom")
    assert b"<entry>" in first.content
    again = reader.get("/experiences/flux.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert again.status_code == 304


def test_the_press_kit_holds_texts_figures_and_sheets(reader):
    experience = published()
    answer = reader.get("/experiences/presse/dossier.zip", {"x": experience.slug})
    kit = zipfile.ZipFile(io.BytesIO(answer.content))
    assert {"LISEZMOI.txt", "chiffres.csv", f"{experience.slug}.txt", f"{experience.slug}.pdf"} <= set(kit.namelist())
    assert "Pains par jour" in kit.read("chiffres.csv").decode("utf-8-sig")
    assert kit.read(f"{experience.slug}.pdf").startswith(b"%PDF")
    assert reader.get("/experiences/presse/dossier.zip").status_code == 400


def test_queries_do_not_grow_with_the_list(reader, django_assert_max_num_queries):
    for number in range(30):
        published(title=f"Expérience {number}")
    reader.get("/experiences/")
    with django_assert_max_num_queries(6):
        reader.get("/experiences/?theme=alimentation")


def test_the_page_of_its_territory_shows_it_as_soon_as_it_is_published(reader, settings):
    from essaim.web.territories.beside import last_change

    settings.ESSAIM_PAGE_CACHE_BYTES = 1_000_000
    last_change.forget()
    address = "/territoires/59350-lille/"
    before = reader.get(address)
    assert "Qui l’a déjà fait" not in text(before)
    # After all that was written before the page was read, the pages of the site among it.
    publish(sheet_id=draft().pk, editor=None, now=timezone.now() + timedelta(seconds=2), on=TODAY)
    last_change.forget()
    after = reader.get(address, headers={"If-Modified-Since": before.headers.get("Last-Modified", "")})
    assert "Qui l’a déjà fait" in text(after)
    assert "sur ce territoire" in text(after)


def test_a_region_of_the_network_shows_its_experiences(reader):
    experience = published()
    page = text(reader.get("/reseau/?region=32"))
    assert experience.title in page
    assert "/experiences/?region=32" in page
    assert experience.title not in text(reader.get("/reseau/?region=11"))
    assert experience.title not in text(reader.get("/reseau/"))
