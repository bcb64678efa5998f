"""Families, sectors, bands and structures: complete, without overlap, read from the files."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.rules import lookup, nomenclatures
from essaim.rules.facts import STATUSES, Family


def test_nomenclatures_hold_one_value_whatever_the_day() -> None:
    for name in ("ess.sectors", "ess.families", "ess.sub_families", "sirene.workforce_bands", "inclusion.kinds"):
        assert all(len(entry.values) == 1 for entry in lookup.load(name).entries.values()), name


def test_the_families_are_those_of_the_glossary() -> None:
    assert set(nomenclatures.families()) == set(Family.__args__)  # type: ignore[attr-defined]
    assert set(nomenclatures.statuses()) == set(STATUSES)


def test_every_legal_form_has_a_known_family_and_sub_family() -> None:
    for code, entry in lookup.load("ess.legal_forms").entries.items():
        (form,) = entry.values
        assert len(code) == 4
        assert form.family in nomenclatures.families()
        assert form.sub_family is None or form.sub_family in nomenclatures.sub_families()
        assert (form.family == "none") == (form.statut == "exclu") or code == "9224"


def test_each_division_has_one_sector() -> None:
    divisions = [
        division for entry in lookup.load("ess.sectors").entries.values() for division in entry.values[0].divisions
    ]
    assert len(divisions) == len(set(divisions)) == 88


@pytest.mark.parametrize(
    ("code", "nomenclature", "sector"),
    [
        ("88.10A", "NAFRev2", "action_sociale"),
        ("8810a", "NAFRev2", "action_sociale"),
        ("94.99Z", "NAFRev2", "services_divers"),
        ("62.01Z", "NAFRev2", "information_communication"),
        ("62.01Z", "NAF2025", "non_classe"),
        ("88.10A", None, "non_classe"),
        (None, "NAFRev2", "non_classe"),
        ("00.00Z", "NAFRev2", "non_classe"),
        ("84.11Z", "NAFRev2", "non_classe"),
    ],
)
def test_sector_of_a_code(code: str | None, nomenclature: str | None, sector: str) -> None:
    assert nomenclatures.sector_of(code, nomenclature) == sector


@given(st.none() | st.text(), st.sampled_from([None, "NAFRev2", "NAF2025"]))
def test_any_code_gets_a_sector(code: str | None, nomenclature: str | None) -> None:
    assert nomenclatures.sector_of(code, nomenclature) in nomenclatures.sectors()


def test_workforce_bands_follow_each_other_without_hole() -> None:
    bands = list(nomenclatures.workforce_bands().values())
    assert [band.code for band in bands][:3] == ["NN", "00", "01"]
    assert (bands[0].minimum, bands[0].maximum, bands[0].is_employer) == (None, None, False)
    for lower, upper in pairwise(bands[1:]):
        assert lower.maximum is not None
        assert upper.minimum == lower.maximum + 1
    assert bands[-1].maximum is None


def test_only_five_structures_are_siae() -> None:
    kinds = nomenclatures.inclusion_kinds()
    assert {kind for kind, item in kinds.items() if item.is_siae} == {"EI", "AI", "ACI", "ETTI", "EITI"}
    assert kinds["GEIQ"].label == "Groupement d’employeurs pour l’insertion et la qualification"


def test_labels_of_legal_forms() -> None:
    assert nomenclatures.legal_form_label("9220") == "Association déclarée"
    assert nomenclatures.legal_form_label("5710") == "SAS, société par actions simplifiée"
    assert nomenclatures.legal_form_label("0042") is None
    assert nomenclatures.legal_form_label(None) is None
