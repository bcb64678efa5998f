"""Free names, and the public bodies they name."""

from __future__ import annotations

import pytest

from essaim.web.members import matching, reading_names
from essaim.web.members.matching import LIKELY, SURE

MEL, LILLE, PARIS = "200093201", "215903501", "217500016"


@pytest.fixture
def matcher(release):
    return matching.of(release)


@pytest.mark.parametrize(
    ("text", "bare", "level", "departement"),
    [
        ("Conseil départemental du Nord (59)", "nord", "departement", "59"),
        ("Communauté d'agglomération du Pays de Saint-Omer", "pays de st omer", "intercommunalite", ""),
        ("Ville de Lille", "lille", "commune", ""),
        ("LILLE 59000", "lille", "", "59"),
        ("Mairie de Fort-de-France (97200)", "fort de france", "commune", "972"),
        ("Ajaccio (20000)", "ajaccio", "", ""),
        ("Ajaccio (2A)", "ajaccio", "", "2A"),
        ("Métropole", "metropole", "metropole", ""),
        ("", "", "", ""),
    ],
)
def test_a_name_is_read_as_level_place_and_rest(text, bare, level, departement):
    said = reading_names.read(text)
    assert (said.bare, said.level, said.departement) == (bare, level, departement)


@pytest.mark.parametrize(
    ("name", "siren"),
    [
        ("Région Hauts-de-France", "200053742"),
        ("Conseil régional des Hauts de France", "200053742"),
        ("Conseil départemental du Nord", "225900018"),
        ("CD 59", "225900018"),
        ("Ville de LILLE", LILLE),
        ("Métropole européenne de Lille", MEL),
        ("Ville de Paris", PARIS),
        ("Département de Paris", PARIS),
        ("Métropole de Lyon", "200046977"),
    ],
)
def test_a_name_with_its_level_is_sure(matcher, name, siren):
    found = matcher.match(name)
    assert found.best.siren == siren
    assert found.confidence >= SURE
    assert found.problems == ()


def test_a_commune_named_without_its_level_is_only_likely(matcher):
    found = matcher.match("Lille")
    assert found.best.siren == LILLE
    assert LIKELY < found.confidence < SURE


def test_a_column_that_says_the_level_makes_it_sure(matcher):
    assert matcher.match("Lille", level="Commune").confidence >= SURE
    assert matcher.match("Lille", departement="59000").confidence >= SURE


def test_a_siren_says_who_it_is_even_written_as_a_number_or_a_siret(matcher):
    for given in (LILLE, "215 903 501", "215903501.0", "21590350100017"):
        found = matcher.match("Lille", siren=given)
        assert (found.best.siren, found.confidence, found.best.reasons) == (LILLE, 1.0, ("SIREN du fichier",))


def test_a_siren_that_belies_the_name_is_told(matcher):
    found = matcher.match("Roubaix", siren=LILLE)
    assert found.confidence < SURE
    assert "ne ressemble pas" in found.problems[0]


@pytest.mark.parametrize("given", ["123456789", "21590350", "=1+1", "x" * 500])
def test_a_false_siren_is_told_and_the_name_still_serves(matcher, given):
    found = matcher.match("Ville de Lille", siren=given)
    assert found.best.siren == LILLE
    assert "n’est pas un SIREN" in found.problems[0]


def test_a_siren_of_nobody_is_told(matcher):
    found = matcher.match("Ville de Lille", siren="245900410")
    assert found.best.siren == LILLE
    assert "aucune collectivité d’aujourd’hui" in found.problems[0]


def test_a_former_commune_leads_to_the_one_that_took_it_over(matcher):
    found = matcher.match("Lomme")
    assert found.best.siren == LILLE
    assert "ancienne commune" in found.best.reasons[0]
    assert found.confidence < SURE


def test_a_misspelt_name_is_proposed_never_sure(matcher):
    found = matcher.match("Metropole europene de Lile")
    assert found.best.siren == MEL
    assert 0 < found.confidence < SURE


@pytest.mark.parametrize("name", ["", "???", "Association des amis du lac", "Métropole", "困难的"])
def test_what_names_nobody_finds_nobody_sure(matcher, name):
    found = matcher.match(name)
    assert found.confidence < LIKELY
    assert found.candidates or found.problems


def test_words_in_another_order_are_proposed(matcher):
    found = matcher.match("Lille Métropole Européenne")
    assert found.best.siren == MEL
    assert found.confidence < SURE


@pytest.mark.mirror
@pytest.mark.slow
def test_every_real_authority_finds_itself_by_its_own_name(mirror_var, settings):
    from essaim.web.observatory.release import current

    settings.ESSAIM_VAR = mirror_var
    matcher = matching.of(current())
    everyone = list(matcher.authorities.by_siren.values())[::17]
    lost = []
    for one in everyone:
        departement = one.departements[0] if len(one.departements) == 1 else ""
        found = matcher.match(one.name, departement=departement, level=one.kind)
        if found.best is None or found.best.siren != one.siren:
            lost.append(one.name)
    assert len(lost) <= len(everyone) / 1000, lost
