"""Perimeters made by readers: the figures of the release where it has them, counted by hand elsewhere."""

from __future__ import annotations

import pytest

from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import indicators
from essaim.web.territories import portrait, selectors

PARTS = "commune:59009,commune:59350,commune:59388,commune:59512"


def test_the_communes_of_the_metropole_give_the_metropole(release):
    """The four communes of the tiny MEL, made into a perimeter, agree with the release's own row for the MEL."""
    made = portrait.of_parts(release, PARTS, "La métropole, à la main").figures
    known = indicators.read(release, "epci:200093201")
    for indicator in (
        ids.ESTABLISHMENTS,
        ids.UNITS,
        ids.EMPLOYERS,
        ids.WORKFORCE_MIN,
        ids.WORKFORCE_MAX,
        ids.INCLUSION,
        ids.ESUS,
    ):
        assert made.number(indicator) == known.number(indicator), indicator
    for dimension in ("family", "sector", "size", "status", "label"):
        counted = {item: value.value for item, value in made.items(ids.ESTABLISHMENTS, dimension).items()}
        assert counted == {i: v.value for i, v in known.items(ids.ESTABLISHMENTS, dimension).items()}, dimension


def test_an_arrondissement_is_its_communes(release):
    made = portrait.of_parts(release, "arrondissement:595", "")
    assert made.communes == ("59009", "59350", "59512")
    assert made.place.population == 238_695 + 98_892 + 61_000


def test_a_municipal_district_alone(release):
    assert portrait.of_parts(release, "arrondissement_municipal:75101", "").figures.number(ids.ESTABLISHMENTS) == 1


def test_few_employers_hide_the_workforce(release):
    """Two employing units: statistical secrecy, not a number."""
    made = portrait.of_parts(release, "commune:62765", "").figures
    assert made.total(ids.WORKFORCE_MIN).flag == "s"
    assert made.number(ids.EMPLOYERS) == 2


def test_what_one_commune_does_not_know_the_whole_does_not(release):
    """Marquillies has no denominator: the share of the perimeter is unknown, not wrong."""
    assert portrait.of_parts(release, PARTS, "").figures.number(ids.SHARE) is None
    assert portrait.of_parts(release, "commune:59350,commune:59512", "").figures.number(ids.SHARE) is not None


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("parts=,", "ne contient rien"), ("parts=%20", "ne contient rien"), ("parts=59350", "n’est pas reconnue"),
        ("parts=commune:00000", "est inconnu"), ("parts=france:FRA", "n’est pas reconnue"),
        ("parts=commune:59350&nom=" + "a" * 200, "caractères"), ("parts=" + "commune:59350," * 2000, "trop longue"),
        ("parts=commune:59350&nom=%FF", "UTF-8"), ("parts=commune:59350&nom=a%00b", "contrôle"),
    ],
)  # fmt: skip
def test_a_bad_perimeter_is_explained(client, served, query, words):
    response = client.get(f"/territoires/sur-mesure/?{query}")
    assert response.status_code == 400
    assert words in response.content.decode()


def test_the_name_is_escaped(client, served):
    page = client.get(
        "/territoires/sur-mesure/", {"parts": "commune:59350", "nom": "<script>alert(1)</script>"}
    ).content.decode()
    assert "<script>alert" not in page


def test_every_view_of_a_perimeter_answers(client, served):
    for end in (
        "",
        "organisations/",
        "organisations/fichier",
        "indicateurs/fichier",
        "chiffres.svg",
        "points.geojson",
        "contours.geojson",
    ):
        response = client.get(
            f"/territoires/sur-mesure/{end}", {"parts": "commune:59350,commune:59512", "nom": "Deux villes"}
        )
        assert response.status_code == 200, end


def test_parents_of_a_perimeter_are_shared_by_its_members(release):
    made = portrait.of_parts(release, "commune:59350,commune:62765", "")
    assert [n.territory.territory_id for n in made.parents] == ["region:32", "france:FRA"]
    assert selectors.get(release, "commune:59350") is not None
