"""Lists against SQL written independently, filters refused when they mean nothing, organisation pages."""

from __future__ import annotations

import itertools

import pytest

from essaim.web.observatory import filters, organizations
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.filters import Filters
from essaim.web.observatory.scope import EVERYTHING, of_level

LILLE = of_level("commune", "59350")


def every(release, scope, asked):
    return [line.siren for line in organizations.stream(release, scope, asked)]


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        (Filters(), "is_sse = 1"),
        (Filters(families=("cooperative", "foundation")), "is_sse = 1 AND family IN ('cooperative', 'foundation')"),
        (Filters(sectors=("sports_loisirs",)), "is_sse = 1 AND sector = 'sports_loisirs'"),
        (Filters(sizes=("NN", "inconnu")), "is_sse = 1 AND (workforce_band = 'NN' OR workforce_band IS NULL)"),
        (Filters(labels=("esus",)), "is_sse = 1 AND labels LIKE '%esus%'"),
        (Filters(statuses=("ecarte",)), "status = 'ecarte'"),
        (Filters(perimeter="tous"), "1"),
        (Filters(employers_only=True), "is_sse = 1 AND is_employer = 1"),
    ],
)
@pytest.mark.parametrize("scope", [("commune", "59350"), ("region", "32"), ("epci", "200093201")])
def test_a_filtered_list_is_what_sql_says(release, scope, asked, where):
    column = {"commune": "commune_code", "region": "region_code", "epci": "epci_code"}[scope[0]]
    rows = release.rows(
        f"SELECT siren FROM establishments WHERE {column} = ? AND diffusible = 1 AND {where}", (scope[1],)
    )
    found = every(release, of_level(*scope), asked)
    assert sorted(found) == sorted(row[0] for row in rows)
    assert organizations.page(release, of_level(*scope), asked).count == len(rows)


def test_pages_cover_the_list_once(release):
    seen = []
    for number in itertools.count(1):
        page = organizations.page(release, LILLE, Filters(page=number))
        seen += [line.siret for line in page.lines]
        if number == page.pages:
            break
    assert len(seen) == len(set(seen)) == page.count
    assert len(seen) == len(every(release, LILLE, Filters()))


def test_sorts(release):
    by_size = [line.workforce_min or 0 for line in organizations.page(release, LILLE, Filters(sort="effectif")).lines]
    assert by_size == sorted(by_size, reverse=True)
    dates = [line.created_on for line in organizations.page(release, LILLE, Filters(sort="creation")).lines]
    assert dates == sorted(dates, reverse=True)
    names = [line.name for line in organizations.stream(release, of_level("region", "32"), Filters())]
    # Accents aside: « Œuvre » and « Crèche » stand where a French reader looks for them.
    assert names.index("Crèche Les P’tits Loups") < names.index("Envie d’Insérer")


def test_a_radius_keeps_what_is_inside(release):
    asked = Filters(around="59512", radius_km=6.0, sort="distance")
    page = organizations.page(release, EVERYTHING, asked)
    assert page.lines
    distances = [line.distance_km for line in page.lines]
    assert distances == sorted(distances)
    assert max(distances) <= 6
    assert {line.city for line in page.lines} == {"Roubaix"}
    wide = organizations.page(release, EVERYTHING, Filters(around="3.1746,50.6901", radius_km=30))
    assert "Lille" in {line.city for line in wide.lines}


def test_distance():
    assert organizations.distance_km(2.3522, 48.8566, 3.0573, 50.6292) == pytest.approx(203.7, abs=1.5)
    assert organizations.distance_km(3, 50, 3, 50) == 0


def test_the_whole_register_is_one_line_a_unit(release):
    found = every(release, EVERYTHING, Filters())
    expected = release.rows("SELECT siren FROM organizations WHERE is_sse = 1 AND diffusible = 1")
    assert sorted(found) == sorted(row[0] for row in expected)


def test_a_partial_diffusion_is_never_listed_nor_shown(client, served, release):
    siren = release.value("SELECT siren FROM organizations WHERE diffusible = 0")
    for scope in (EVERYTHING, of_level("region", "32")):
        assert siren not in every(release, scope, Filters(perimeter="tous"))
    response = client.get(f"/organisations/{siren}/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "comptée, mais pas montrée" in page
    assert "R123-232-1" in page
    assert client.get(f"/api/v1/organizations/{siren}").status_code == 404


def test_an_address_says_the_request_and_back():
    asked = Filters(query="école", families=("mutual",), sizes=("NN",), sort="effectif", page=3, perimeter="tous")
    from django.http import QueryDict

    assert filters.read(QueryDict(asked.address("").removeprefix("?"))) == asked


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=0",
        "page=1e3",
        "page=99999999999",
        "page=abc",
        "page=%D9%A3",
        "famille=cooperatif",
        "secteur=x",
        "effectif=99",
        "label=ISO",
        "statut=oui",
        "tri=hasard",
        "perimetre=x",
        "q=" + "a" * 10_000,
        "q=%FF%FE",
        "q=a%00b",
        "autour=59350&rayon=-5",
        "autour=59350&rayon=abc",
        "autour=59350&rayon=nan",
        "autour=59350&rayon=1e9",
        "rayon=5",
        "autour=zzz&rayon=5",
        "autour=999,999&rayon=5",
        "autour=nan,nan&rayon=5",
        "tri=distance",
        "page=1&page=2",
        "page=999",
    ],
)
@pytest.mark.parametrize("path", ["/organisations/", "/territoires/59350-lille/organisations/"])
def test_an_absurd_filter_is_explained(client, served, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert "Erreur 400" in response.content.decode()


def test_filters_given_together_or_apart(client, served):
    together = client.get("/organisations/?famille=mutual,foundation").content
    assert b"Mutuelle des Filatures" in together
    assert b"Fondation de la De" in together


def test_reading_raises_with_a_sentence():
    with pytest.raises(InvalidRequest) as error:
        filters.page_number("-1")
    assert "n’existe pas" in error.value.title


def test_an_organisation_page_says_who_says_what(client, served, release):
    siren = release.value("SELECT siren FROM organizations WHERE name = 'Les Jardins du Ferrain'")
    page = client.get(f"/organisations/{siren}/").content.decode()
    for words in (
        "economieSocialeSolidaireUniteLegale",
        "Liste des entreprises de l’ESS",
        "1er\u00a0novembre\u00a02026",
        "ESUS",
        "1er\u00a0janvier\u00a02029",
        '"@type": "NGO"',
        "Signaler une erreur",
    ):
        assert words in page, words


@pytest.mark.parametrize("siren", ["123456789", "12345678", "abcdefghi", "1" * 300, "%FF"])
def test_an_unknown_siren_is_a_404(client, served, siren):
    assert client.get(f"/organisations/{siren}/").status_code == 404


def test_table_files(client, served):
    response = client.get("/donnees/tables/organizations.parquet")
    assert b"".join(response.streaming_content).startswith(b"PAR1")
    assert client.get("/donnees/tables/secrets.parquet").status_code == 404


def test_the_data_page_says_what_declared_contracts_do_not_know(client, served):
    page = client.get("/donnees/").text
    assert "Ce que les marchés déclarés ne disent pas" in page
    assert "Marchés dont un titulaire au moins n’est pas identifié" in page


def test_a_siret_leads_to_its_organisation(client, served, release):
    siret = release.value("SELECT siret FROM establishments WHERE diffusible = 1 ORDER BY siret LIMIT 1")
    assert client.get(f"/organisations/{siret}/")["Location"] == f"/organisations/{siret[:9]}/"
