"""Pages of law, read by Django's client: every lever, any date, the answer and its one address, the feeds."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import icalendar
import pytest
import time_machine
from django.test import Client

from essaim.rules.procurement.boundaries import levers
from essaim.web.procurement import lever_blocks

PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " "})
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _one_day():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def client(served) -> Client:
    return Client()


def text(answer) -> str:
    return answer.content.decode().translate(PLAIN)


def test_the_home_page_leads_to_every_lever(client):
    page = text(client.get("/commande-publique/"))
    for lever in levers():
        assert f'href="/commande-publique/leviers/{lever.value.slug}/"' in page
    assert 'href="/commande-publique/conseil/"' in page


@pytest.mark.parametrize("slug", [lever.value.slug for lever in levers()])
def test_every_lever_has_a_page(client, slug):
    answer = client.get(f"/commande-publique/leviers/{slug}/")
    assert answer.status_code == 200
    assert "None" not in text(answer)


@pytest.mark.parametrize(
    "slug", ["achat-direct", "reserver-ess", "clause-sociale", "donnees-essentielles", "publicite"]
)
@pytest.mark.parametrize("day", ["2020-07-24", "2028-02-01", "2016-01-01"])
def test_a_lever_has_a_page_at_any_date(client, slug, day):
    answer = client.get(f"/commande-publique/leviers/{slug}/", {"date": day})
    assert answer.status_code == 200
    assert "None" not in text(answer)


def test_a_lever_shows_the_law_of_its_day(client):
    today = text(client.get("/commande-publique/leviers/achat-direct/"))
    before = text(client.get("/commande-publique/leviers/achat-direct/?date=2026-03-31"))
    assert "60 000 € HT" in today
    assert "<strong>40 000 € HT</strong>" in before
    assert "LEGIARTI000053222294" in today
    assert "LEGIARTI000053222294" not in before


def test_two_readings_stay_visible(client):
    page = text(client.get("/commande-publique/leviers/achat-innovant/"))
    assert "deux lectures" in page
    assert "Autre lecture : 140 000 € HT" in page


@pytest.mark.parametrize("day", ["2026-02-30", "hier", "1999-01-01"])
def test_a_day_that_cannot_be_is_refused_in_french(client, day):
    answer = client.get("/commande-publique/leviers/achat-direct/", {"date": day})
    assert answer.status_code == 400
    assert "couvert" in text(answer) or "n’existe pas" in text(answer)


@pytest.mark.django_db
def test_an_unknown_lever_is_not_found(client):
    assert client.get("/commande-publique/leviers/inconnu/").status_code == 404


def test_an_answer_has_one_address(client):
    messy = "/commande-publique/conseil/reponse/?nature=services&montant=85000&cpv=&acheteur=commune"
    moved = client.get(messy)
    assert moved.status_code == 302
    assert moved["Location"].endswith("?date=2026-11-24&montant=85000&nature=services&acheteur=commune")
    answer = client.get(moved["Location"])
    assert answer.status_code == 200
    page = text(answer)
    assert 'data-lever="direct_purchase" data-status="impossible"' in page
    assert "atteint le seuil de 60 000 € HT" in page


def test_the_territory_says_which_buyer(client):
    page = text(client.get("/commande-publique/conseil/reponse/?montant=1000&territoire=59350", follow=True))
    assert "Acheteur d’après le territoire : commune" in page
    assert "Lille" in page


def test_splitting_is_shown_first(client):
    query = {"montant": "25000", "nature": "services", "lots": "25000;25000;25000"}
    page = text(client.get("/commande-publique/conseil/reponse/", query, follow=True))
    assert "fractionnement interdit" in page


def test_an_unreadable_answer_is_said_and_the_others_kept(client):
    answer = client.get("/commande-publique/conseil/reponse/", {"montant": "cher", "nature": "services"})
    assert answer.status_code == 400
    page = text(answer)
    assert "n’est pas un nombre" in page
    assert '<option value="services" selected>' in page
    assert 'value="cher"' in page


@pytest.mark.parametrize(("key", "value"), [("date", "2010-01-01"), ("territoire", "00000"), ("cpv", "12")])
def test_each_field_says_its_own_fault(client, key, value):
    answer = client.get("/commande-publique/conseil/reponse/", {"montant": "1000", key: value}, follow=True)
    assert answer.status_code == 400
    assert "field__error" in text(answer)


def test_several_boxes_make_one_fact(client):
    query = "structures=EI&structures=ACI&part_public_vise=60&montant=1000"
    page = text(client.get(f"/commande-publique/conseil/reponse/?{query}", follow=True))
    assert "Atelier ou chantier d’insertion, Entreprise d’insertion" in page


def test_what_readers_write_is_escaped(client):
    answer = client.get("/commande-publique/conseil/reponse/", {"montant": "<script>1</script>"})
    assert "<script>1" not in answer.content.decode()


def test_the_calendar_tells_the_rise_and_what_it_replaces(client):
    page = text(client.get("/commande-publique/calendrier/"))
    assert "<s>40 000 € HT</s>" in page
    assert "annoncé, à vérifier" in page
    only = text(client.get("/commande-publique/calendrier/?levier=reserver-handicap-et-insertion"))
    assert "9 décembre 2020" in only
    assert "60 000 € HT" not in only


def test_the_atom_feed_is_well_formed_and_leads_back(client):
    answer = client.get("/commande-publique/calendrier.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = root.findall("a:entry", space)
    ids = [entry.findtext("a:id", namespaces=space) for entry in entries]
    assert len(ids) == len(set(ids)) > 50
    page = client.get("/commande-publique/calendrier/").content.decode()
    for link in root.findall("a:entry/a:link", space):
        assert f'id="{link.get("href").partition("#")[2]}"' in page or "2026-01-01" in link.get("href")


def test_the_ical_file_is_one_event_a_change(client):
    book = icalendar.Calendar.from_ical(client.get("/commande-publique/calendrier.ics").content)
    events = book.walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events) > 50
    rise = next(e for e in events if e.decoded("DTSTART") == date(2027, 1, 1))
    assert "140" in str(rise["SUMMARY"])


def test_the_method_page_shows_doubts_reviews_and_every_threshold(client):
    page = text(client.get("/commande-publique/methode/"))
    assert "5 404 000 € HT" in page
    assert "annexe n° 3" in page
    assert "dépassé" not in page.partition("Relectures")[2].partition("</table>")[0]


def test_a_review_past_its_day_is_flagged(client):
    with time_machine.travel(date(2026, 12, 25), tick=False):
        page = text(client.get("/commande-publique/methode/"))
    assert "Des textes sont à relire" in page
    assert "dépassé" in page


def test_words_to_use_and_the_hours_of_an_insertion_clause(client):
    address = "/commande-publique/leviers/clause-sociale/"
    page = text(client.get(address))
    assert "au moins [à compléter : nombre d’heures] heures" in page
    assert "data-hours" not in page
    query = {"mo_montant": "1 000 000", "mo_part": "50", "mo_insertion": "5", "mo_cout": "30"}
    assert 'data-hours="834"' in text(client.get(address, query))
    assert "n’est pas un nombre" in text(client.get(address, {**query, "mo_part": "beaucoup"}))
    assert "Valeur impossible" in text(client.get(address, {**query, "mo_cout": "0"}))


def test_other_parts_may_add_a_block_to_a_lever(client, monkeypatch):
    monkeypatch.setattr(lever_blocks, "BLOCKS", (f"{__name__}.example_block",))
    page = text(client.get("/commande-publique/leviers/reserver-insertion/?territoire=commune:59350"))
    assert 'id="exemple"' in page
    assert "Ils l’ont fait" in page
    assert 'id="exemple"' not in text(client.get("/commande-publique/leviers/labels/"))


def example_block(release, lever, territory):
    if lever != "reserve_integration":
        return None
    assert territory is not None
    return lever_blocks.Block("exemple", "Ils l’ont fait", "components/alert.html", {"text": territory.name})


def test_the_check_names_what_was_not_read_again():
    from essaim.web.procurement.law_checks import law_is_read_again

    assert law_is_read_again(None) == []
    with time_machine.travel(date(2026, 12, 25), tick=False):
        found = law_is_read_again(None)
    assert ["travaux" in warning.msg for warning in found] == [True]
