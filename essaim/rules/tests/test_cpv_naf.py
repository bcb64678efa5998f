"""From what is bought to who does it."""

import json

import pytest

from essaim.rules import cpv_naf, cpv_words
from essaim.rules.nomenclatures import NAF_REV2, naf_rev2


@pytest.mark.parametrize(
    ("code", "naf", "confidence"),
    [
        ("55524000", "56.29A", "high"),
        ("55521100", "88.10A", "high"),
        ("77310000", "81.30Z", "high"),
        ("90919200", "81.21Z", "high"),
        ("15861000", "10.83Z", "high"),
        ("45233140", "42.11Z", "high"),
        ("90511400", "47.79Z", "medium"),
        ("85312110", "88.91A", "high"),
    ],
)
def test_the_activity_that_does_it_is_found(code, naf, confidence):
    assert cpv_naf.activities(code)[naf].confidence == confidence


def test_the_most_precise_entry_wins():
    assert cpv_naf.activities("45112700")["81.30Z"].entry == "45112700"
    assert "81.30Z" not in cpv_naf.activities("45111000")


def test_a_wide_code_without_entry_gathers_those_it_holds():
    found = cpv_naf.activities("55500000")
    assert {found["56.29A"].entry, found["88.10A"].entry} <= {"5551", "5552", "55521"}
    assert found["56.21Z"].confidence == "high"


def test_a_code_deeper_than_any_entry_takes_the_one_above():
    assert {each.entry for each in cpv_naf.activities("98313000").values()} == {"9831"}


def test_every_division_leads_somewhere():
    assert [d for d in cpv_words.words().divisions if not cpv_naf.activities(f"{d}000000")] == []


def test_every_code_buyers_have_words_for_leads_somewhere():
    assert [code for code in cpv_words.words().expressions if not cpv_naf.activities(code)] == []


def test_codes_are_of_divisions_that_exist():
    named = {naf for entry in cpv_naf.entries().values() for nafs in entry.values() for naf in nafs}
    assert [naf for naf in sorted(named) if naf_rev2(naf, NAF_REV2) != naf] == []


@pytest.mark.mirror
def test_every_activity_named_exists(mirror):
    known = set(json.loads((mirror / "nomenclatures" / "naf2008_libelles.json").read_text("utf-8")))
    named = {naf for entry in cpv_naf.entries().values() for nafs in entry.values() for naf in nafs}
    assert named | set(cpv_naf.neutral_activities()) <= known


def test_a_code_that_hides_the_trade_is_neutral():
    assert cpv_naf.is_neutral("88.99B")
    assert cpv_naf.is_neutral(None)
    assert not cpv_naf.is_neutral("81.30Z")
    assert cpv_naf.is_inclusion_trade("77310000")
    assert not cpv_naf.is_inclusion_trade("66510000")


def test_the_measure_counts_pairs_of_holder_and_class():
    seen = [
        ("a", "81.30Z", "77310000"),
        ("a", "81.30Z", "77313000"),
        ("b", "81.21Z", "90910000"),
        ("c", "62.01Z", "77310000"),
    ]
    found = cpv_naf.measure(seen)
    # Classes 7731 and 9091. Told: a in 7731, b in 9091. Seen: those, and c in 7731, whom nothing foretold.
    assert (found.holders, found.classes, found.pairs) == (3, 2, 6)
    assert (found.actual, found.predicted, found.both) == (3, 2, 2)
    assert found.precision == 1.0
    assert found.recall == pytest.approx(2 / 3)


def test_no_contract_no_measure():
    found = cpv_naf.measure([])
    assert (found.precision, found.recall) == (None, None)
