"""Comparing territories: what can be had is kept, the rest is said, and a name of several is a choice."""

from __future__ import annotations

import pytest

from essaim.web.territories import comparison, shell


def test_a_name_is_added_and_its_namesakes_proposed(release):
    made = comparison.read(release, ["commune:59512"], "Marquillies")
    assert [place.code for place in made.places] == ["59512", "59388"]
    made = comparison.read(release, ["commune:59512"], "Lil")
    assert [place.code for place in made.places] == ["59512"]
    assert {match.label: href for match, href in made.proposals}["Lille"] in (
        "/comparer/?t=commune:59512,commune:59350",
        "/comparer/?t=commune:59512,arrondissement:595",
    )


@pytest.mark.parametrize(
    ("asked", "typed", "words"),
    [
        ("commune:59350,99999", "", "99999"),
        ("commune:59350,59298", "", "n’est plus une commune"),
        ("commune:59350", "zzzzzz", "zzzzzz"),
        ("commune:59350,32", "", "plusieurs territoires"),
        ("commune:59350,59512,59009,59388,departement:59,region:32", "", "laissés de côté : Hauts-de-France"),
    ],
)
def test_what_cannot_be_compared_is_said_and_the_rest_kept(client, served, release, asked, typed, words):
    made = comparison.read(release, [asked], typed)
    assert made.places[0].code == "59350"
    assert len(made.places) <= comparison.MOST
    (refusal,) = [r.replace("\u00a0", " ") for r in made.refusals]
    assert words in refusal
    response = client.get("/comparer/", {"t": asked, "ajouter": typed})
    assert response.status_code == 200
    assert "Une partie de la demande" in response.content.decode()


def test_the_shell_says_that_a_code_is_a_former_one(served):
    said: list[str] = []
    assert shell.portrait("59298", "text", said.append).decode().startswith("Lille\n")
    assert [sentence.replace("\u00a0", " ") for sentence in said] == [
        "Hellemmes-Lille (59298) n’est plus une commune depuis le 15 novembre 1977 : voici Lille (59350)."
    ]
