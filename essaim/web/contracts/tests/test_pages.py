"""Pages of declared contracts over the tiny release: what is said, what is refused, what is never shown."""

from __future__ import annotations

import csv
import io
import re

import pytest

from essaim.web.contracts import places
from essaim.web.contracts.tests.tiny_contracts import ESS_SIREN, HOSPITAL, LILLE, ROUBAIX, key
from essaim.web.ui import french

NBSP = "\u00a0"


@pytest.fixture
def read(served, client):
    """read(address, status=200) → the text of the page, ordinary spaces folded."""

    def text_of(address: str, status: int = 200) -> str:
        response = client.get(address)
        assert response.status_code == status, (address, response.status_code)
        return re.sub(r"[ \n]+", " ", response.content.decode())

    return text_of


def test_a_buyer_shows_counts_first_with_what_they_cover(read):
    text = read(f"/acheteurs/{LILLE}-ville-de-lille/")
    assert "dont au moins 2 à l’économie sociale et solidaire." in text
    # Two to the ESS, one to be settled: bounds, not a share.
    assert f"2 à{NBSP}3" in text
    assert "sur 32 renseignés, soit 6,3" in text
    assert "dont 1 réservé" in text
    assert "Ce que ces chiffres ne voient pas" in text


def test_a_framework_is_a_ceiling_and_an_absurd_amount_is_set_aside(read):
    amounts = read(f"/acheteurs/{LILLE}-ville-de-lille/").partition("data-amounts")[2]
    assert re.search(rf"Accords-cadres.{{0,200}}{french.euros(900_000)}", amounts)
    # 31 contracts of 50,000: neither the framework nor 1e17 is among them.
    assert re.search(rf'class="n">31</td><td class="n">{french.euros(1_550_000)}', amounts)
    assert "un milliard d’euros ou plus" in amounts


def test_a_buyer_nobody_can_match_is_unknown_and_not_zero(read):
    text = read(f"/acheteurs/{ROUBAIX}-commune-de-roubaix/")
    assert "la part de l’ESS est inconnue, et non nulle" in text
    assert "aucun marché d’ici n’est au format de 2022" in text


def test_a_page_has_one_address(served, client):
    for ref in (LILLE, f"{LILLE}00017", f"{LILLE}-autre-nom"):
        response = client.get(f"/acheteurs/{ref}/")
        assert response.status_code == 301
        assert response.headers["Location"] == f"/acheteurs/{LILLE}-ville-de-lille/"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/acheteurs/123/", 404, "neuf chiffres"),
        ("/acheteurs/999999999/", 404, "Cela ne prouve pas"),
        ("/marche/215903501-ffffffffffff/", 404, "pas dans cette édition"),
        (f"/acheteurs/{LILLE}-ville-de-lille/marches/?division=xx", 400, "ne connaît pas"),
        (f"/acheteurs/{LILLE}-ville-de-lille/marches/?page=9", 400, "n’existe pas"),
        (f"/acheteurs/{LILLE}-ville-de-lille/marches/?annee=25", 400, "n’est pas comprise"),
        (f"/acheteurs/{LILLE}-ville-de-lille/marches/?tri=a&tri=b", 400, "plusieurs fois"),
        ("/acheteurs/?type=roi", 400, "n’existe pas"),
        ("/acheteurs/?territoire=xyzzy", 400, "Aucun territoire"),
        ("/acheteurs/?territoire=99999", 400, "Aucun territoire"),
        ("/acheteurs/?territoire=32", 400, "désigne plusieurs territoires"),
        ("/acheteurs/?territoire=59298", 400, "n’est plus une commune"),
    ],
)
def test_what_means_nothing_is_refused_in_french(read, address, status, words):
    assert words in read(address, status)


def test_the_list_filters_on_what_contracts_say(served, client):
    def found(query: str) -> int:
        text = client.get(f"/acheteurs/{LILLE}-ville-de-lille/marches/?{query}").content.decode()
        return int(re.search(r'data-count="(\d+)"', text)[1])

    assert found("") == 33
    assert found("titulaire=ess") == 2
    assert found("titulaire=siae") == 1
    assert found("consideration=reserve") == 1
    assert found("consideration=non-renseigne") == 1
    assert found("division=55,90") == 2
    assert found("annee=2024") == 1
    assert found("etat=en-cours") == 2
    assert found("nature=travaux&procedure=open") == 1
    # Accents and capitals of the buyer's own writing do not matter, in either direction.
    assert found("q=ecole+entretien") == 1
    assert found("q=ÉCOLES") == 1
    assert found("q=100%25*") == 0


def test_a_contract_explains_its_amount_and_holders(read):
    text = read(f"/marche/{key(LILLE, 2)}/")
    assert "Son montant est un plafond" in text
    assert "2 titulaires" in text
    assert "Les Jardins d’Essai" in text
    assert "Clause sociale" in text
    absurd = read(f"/marche/{key(LILLE, 3)}/")
    assert "Montant mis de côté" in absurd
    assert "Inconnues" in read(f"/marche/{key(LILLE, 4)}/")


def test_who_may_not_be_shown_is_counted_and_never_named(read):
    text = read(f"/marche/{key(ROUBAIX, 1)}/")
    assert "Titulaire non montré" in text
    assert "x1" not in text.partition("<main")[2]


def test_a_territory_counts_the_buyers_seated_there(read):
    lille = read("/territoires/59350-lille/marches/")
    assert "1 acheteur du territoire a déclaré 33 marchés" in lille
    north = read("/territoires/59-nord/marches/")
    assert "3 acheteurs du territoire ont déclaré 36 marchés" in north
    made = read("/territoires/sur-mesure/marches/?parts=commune:59350,commune:59512")
    assert "2 acheteurs du territoire ont déclaré 35 marchés" in made
    assert "cela ne prouve pas" in read("/territoires/62765-st-omer/marches/")


def test_the_portrait_of_a_territory_links_to_its_contracts(read):
    text = read("/territoires/59350-lille/")
    assert "Que déclarent acheter ses acheteurs publics ?" in text
    assert f"/acheteurs/{LILLE}-ville-de-lille/" in text
    assert "/territoires/59350-lille/marches/" in text


def test_a_buyer_is_found_by_words_number_kind_and_place(read, client):
    assert "Ville de Lille" in read("/acheteurs/?q=lille")
    assert "Hôpital d’Essai" in read("/acheteurs/?type=hopital")
    assert "ROUBAIX" in read("/acheteurs/?territoire=Roubaix")
    assert "Aucun acheteur ne répond" in read("/acheteurs/?q=zzz")
    assert client.get(f"/acheteurs/?q={HOSPITAL}").headers["Location"].startswith(f"/acheteurs/{HOSPITAL}")


def test_files_say_the_same_as_the_page(served, client):
    response = client.get(f"/acheteurs/{LILLE}/marches/fichier?format=csv&titulaire=ess")
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig")), delimiter=";"))
    assert [row["Objet"] for row in rows] == ["ENTRETIEN DES ESPACES VERTS D’ÉCOLE", "Repas des écoles"]
    assert rows[1]["Titulaires"] == "Les Jardins d’Essai | Société d’Essai"
    counted = client.get("/territoires/59-nord/marches/indicateurs/fichier?format=csv-plain")
    total = next(csv.DictReader(io.StringIO(b"".join(counted).decode())))
    assert (total["contracts"], total["sse_contracts"]) == ("36", "2")
    sheet = client.get(f"/acheteurs/{LILLE}/indicateurs/fichier?format=xlsx")
    assert b"".join(sheet)[:2] == b"PK"


def test_every_page_is_kept_under_the_release(served, client):
    for address in ("/marches/", f"/acheteurs/{LILLE}-ville-de-lille/", f"/marche/{key(LILLE, 1)}/"):
        response = client.get(address)
        assert response.status_code == 200
        assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_the_spaser_is_undetermined_without_the_amount_of_purchases(read):
    text = read(f"/acheteurs/{LILLE}-ville-de-lille/").partition("data-spaser")[2]
    assert "Indéterminé." in text
    assert french.euros(50_000_000) in text
    assert "D2111-3" in text


def test_an_organisation_shows_the_contracts_it_holds(read):
    text = read(f"/organisations/{ESS_SIREN}/").partition('id="marches-publics"')[2]
    assert "2 marchés déclarés" in text
    assert f"/marche/{key(LILLE, 2)}/" in text
    assert f"/marches/echeances/?organisation={ESS_SIREN}" in text
    other = read("/organisations/900000027/")
    assert "Aucun marché déclaré ne la nomme titulaire" in other


def test_a_place_is_shown_by_its_name_where_the_name_finds_it_again(release):
    shown = {}
    for (reference,) in release.rows("SELECT territory_id FROM territories"):
        place = places.asked(release, reference)
        shown[reference] = places.written(release, place)
        assert places.asked(release, shown[reference]) == place
    assert (shown["departement:59"], shown["region:32"]) == ("Nord", "Hauts-de-France")
    assert places.written(release, None) == ""
