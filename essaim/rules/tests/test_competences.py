"""The lists that sheets are filled from agree with one another."""

from datetime import date

import pytest

from essaim.rules import competences, lookup

ON = date(2026, 11, 24)


def test_every_competence_names_a_level_and_levers_that_exist() -> None:
    levels, levers = competences.levels(on=ON), competences.levers(on=ON)
    for found in competences.competences(on=ON).values():
        assert found.level in levels, found.id
        assert set(found.levers) <= set(levers), found.id
        assert found.levers, found.id
        assert found.activities, found.id


def test_every_level_has_competences_and_every_lever_a_group() -> None:
    held = {found.level for found in competences.competences(on=ON).values()}
    assert held == set(competences.levels(on=ON))
    assert set(competences.lever_groups(on=ON)) == set(competences.levers(on=ON))


def test_a_basis_nobody_read_is_said_to_be_checked() -> None:
    doubtful = [found for found in competences.competences(on=ON).values() if found.basis.source == "EQUIPE"]
    assert doubtful
    assert all(found.basis.confidence == "a_verifier" for found in doubtful)
    assert competences.competences(on=ON)["com_energie"].basis.confidence == "a_verifier"


def test_an_unknown_list_is_refused() -> None:
    with pytest.raises(lookup.UnknownParameter):
        lookup.value("competences.inconnues", on=ON)
