"""The graded status: named situations, and what must hold whatever the facts."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from essaim.rules import lookup
from essaim.rules.errors import InvalidFacts, NoValueAt
from essaim.rules.ess import REASONS, Facts, assess, families, inclusion_kinds, statuses, sub_families

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "ess.yaml").read_text("utf-8"))
ON = date(2026, 11, 23)

FORMS = [*lookup.load("ess.legal_forms").entries, "1000", "5710", "5499", "6540", "7210", "8140", "9310", "x"]
NAFS = ["94.99Z", "94.91Z", "94.12Z", "84.11Z", "99.00Z", "88.99B", "00.00Z", "8899B", "?"]

facts_ = st.builds(
    Facts,
    legal_form_code=st.none() | st.sampled_from(FORMS),
    naf_code=st.none() | st.sampled_from(NAFS),
    naf_nomenclature=st.sampled_from([None, "NAFRev2", "NAF2025", "NAFRev1"]),
    sirene_flag=st.sampled_from([None, "O", "N"]),
    in_ess_france=st.sampled_from([None, True, False]),
    esus=st.sampled_from([None, "current", "expired"]),
    inclusion_kinds=st.lists(st.sampled_from([*inclusion_kinds(), "?"]), max_size=3).map(tuple),
    is_public_body_siren=st.booleans(),
    in_esus_source_loaded=st.booleans(),
)


def with_(facts: Facts, **changes: Any) -> Facts:
    return Facts(**{name: changes.get(name, getattr(facts, name)) for name in Facts.__slots__})


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_named_situation(case: dict[str, Any]) -> None:
    given_facts = {**case["facts"], "inclusion_kinds": tuple(case["facts"].get("inclusion_kinds", ()))}
    answer = assess(Facts(**given_facts), case.get("on", ON))
    assert {name: getattr(answer, name) for name in case["expected"]} == case["expected"], answer.detail
    assert case.get("says", "") in answer.detail


def test_the_cases_are_many_distinct_and_cover_every_reason() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names)) >= 60
    assert {case["expected"]["reason"] for case in CASES} == set(REASONS)


@given(facts_)
def test_every_answer_is_complete_and_consistent(facts: Facts) -> None:
    answer = assess(facts, ON)
    assert answer.status == REASONS[answer.reason].status
    assert answer.family in families()
    assert answer.sub_family is None or answer.sub_family in sub_families()
    assert {"etabli": True, "probable": True, "a_arbitrer": None, "ecarte": False}.get(
        answer.status, answer.is_sse
    ) is answer.is_sse
    assert answer.detail.endswith(".")
    assert answer.detail[0].isupper()
    assert ".." not in answer.detail
    assert all(reference.source in lookup.sources() for reference in answer.references)


@given(facts_)
def test_the_law_alone_establishes_only_on_what_was_read(facts: Facts) -> None:
    bare = with_(facts, in_ess_france=False, sirene_flag=None, esus=None)
    answer = assess(bare, ON)
    if answer.status == "etabli":
        assert answer.references
        assert all(reference.confidence == "verifie" for reference in answer.references)


@given(facts_)
def test_a_direct_source_is_always_followed(facts: Facts) -> None:
    if facts.in_ess_france or facts.sirene_flag == "O" or facts.esus == "current":
        answer = assess(facts, ON)
        assert answer.is_sse is True
        assert answer.status in ("etabli", "probable", "conteste")


@given(facts_)
def test_the_flag_n_never_changes_membership(facts: Facts) -> None:
    without, with_n = with_(facts, sirene_flag=None), with_(facts, sirene_flag="N")
    assert assess(with_n, ON).is_sse is assess(without, ON).is_sse


@given(facts_)
def test_one_more_source_never_removes_membership(facts: Facts) -> None:
    before = assess(facts, ON).is_sse
    for more in (with_(facts, in_ess_france=True), with_(facts, sirene_flag="O"), with_(facts, esus="current")):
        assert not (before is True and assess(more, ON).is_sse is not True)


@given(facts_)
def test_ignorance_of_the_form_alone_never_sets_aside(facts: Facts) -> None:
    blind = with_(facts, legal_form_code=None, is_public_body_siren=False)
    assert assess(blind, ON).is_sse is not False


@given(facts_, st.randoms())
def test_the_order_of_structures_and_their_doubles_do_not_matter(facts: Facts, random: Any) -> None:
    shuffled = list(facts.inclusion_kinds * 2)
    random.shuffle(shuffled)
    assert assess(with_(facts, inclusion_kinds=tuple(shuffled)), ON) == assess(facts, ON)


@given(facts_)
def test_a_code_of_another_nomenclature_is_never_compared(facts: Facts) -> None:
    other = with_(facts, naf_nomenclature="NAF2025")
    answer = assess(other, ON)
    assert answer.reason not in ("naf_exclue", "naf_exclue_a_verifier", "conflit_naf_exclue")
    same = assess(with_(other, naf_code="01.11Y"), ON)
    assert (same.is_sse, same.status, same.reason) == (answer.is_sse, answer.status, answer.reason)


@given(facts_)
def test_an_inclusion_structure_never_makes_a_company_or_a_public_body_part_of_the_ess(facts: Facts) -> None:
    for form in ("5710", "5499", "7210", "7361"):
        bare = with_(facts, legal_form_code=form, in_ess_france=False, sirene_flag=None, esus=None)
        assert assess(bare, ON).is_sse is False


@given(facts_)
def test_sas_is_never_called_a_cooperative(facts: Facts) -> None:
    assert assess(with_(facts, legal_form_code="5710"), ON).family != "cooperative"


@given(facts_)
def test_activity_never_excludes_a_cooperative_or_a_mutual(facts: Facts) -> None:
    for form in ("5458", "8210"):
        assert assess(with_(facts, legal_form_code=form), ON).is_sse is True


def test_no_rule_before_the_law_of_2014() -> None:
    with pytest.raises(NoValueAt, match="30\u00a0juillet\u00a02014"):
        assess(Facts(), date(2014, 7, 30))


@pytest.mark.parametrize("wrong", [{"sirene_flag": "X"}, {"esus": "maybe"}])
def test_an_impossible_fact_is_refused_in_french(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidFacts, match="Valeur impossible"):
        Facts(**wrong)


def test_the_reasons_cite_known_sources_and_known_statuses() -> None:
    for name, reason in REASONS.items():
        assert reason.status in statuses(), name
        assert reason.title, name
        assert reason.explanation.endswith("."), name
        assert set(reason.sources) <= set(lookup.sources()), name
