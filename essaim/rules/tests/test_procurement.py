"""Procurement law: named situations, every edge of every threshold, and what must hold whatever the facts."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.rules import lookup
from essaim.rules.errors import InvalidFacts
from essaim.rules.procurement import FACTS, Facts, NotCovered, advise, asking, calendar, ranked, report, reviews
from essaim.rules.procurement.evaluation import Reading
from essaim.rules.procurement.facts import BY_KEY, cpv_code
from essaim.rules.procurement.law import law, oldest, threshold_entries

CASES = Path(__file__).parents[1] / "cases"
ON = date(2026, 11, 23)
# How many of the situations named in the trade dossier are held here, all of them.
DOSSIER = 131


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((CASES / f"procurement_{name}.yaml").read_text("utf-8"))
    return found


RULE_CASES = [case for name in ("buy", "reserve", "require", "open", "edges") for case in cases(name)]
LEVER_CASES = cases("levers")
# Text written with ordinary spaces in the cases is compared with the same spaces in the answers.
PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " "})


def plain(texts: Any) -> str:
    return " ".join(texts).translate(PLAIN)


def read(case: dict[str, Any]) -> Reading:
    on = case.get("day", ON)
    facts = Facts(**case["facts"])
    return Reading(facts, law(on), law(facts.notified_on or on))


@pytest.mark.parametrize("case", RULE_CASES, ids=[case["name"] for case in RULE_CASES])
def test_named_situation(case: dict[str, Any]) -> None:
    reading = read(case)
    found = {name: reading.verdict(name) for name in case["expected"]}
    assert {name: verdict.holds for name, verdict in found.items()} == case["expected"]
    judged = [case["only_confidence"]] if "only_confidence" in case else list(found)
    confidence = case.get("confidence", "verifie")
    assert {name: found[name].confidence for name in judged} == dict.fromkeys(judged, confidence)


def test_the_dossier_is_there_whole_and_names_are_distinct() -> None:
    names = Counter(case["name"] for case in [*RULE_CASES, *LEVER_CASES])
    assert [name for name, count in names.items() if count > 1] == []
    taken = [case["dossier"] for case in RULE_CASES if "dossier" in case]
    assert sorted(taken, key=lambda ref: int(ref[1:])) == [f"c{number:02d}" for number in range(1, DOSSIER + 1)]


def test_every_rule_has_its_situation() -> None:
    asked = {name for case in RULE_CASES for name in case["expected"]}
    # Rules without condition are told by the answers, below.
    free = {
        name
        for name, entry in lookup.load("commande_publique.rules").entries.items()
        if not any(version.conditions or version.none for version in entry.values)
    }
    assert set(lookup.load("commande_publique.rules").entries) - asked <= free


@pytest.mark.parametrize("case", LEVER_CASES, ids=[case["name"] for case in LEVER_CASES])
def test_whole_situation(case: dict[str, Any]) -> None:
    advice = advise(Facts(**case["facts"]), case.get("day", ON))
    assert {name: advice.answer(name).status for name in case["expected"]} == case["expected"]
    for name, duty in case.get("duties", {}).items():
        assert advice.answer(name).duty is duty, name
    for name, words in case.get("says", {}).items():
        assert words.translate(PLAIN) in plain(advice.answer(name).reasons), name
    for name, words in case.get("doubts", {}).items():
        assert words.translate(PLAIN) in plain(doubt.text for doubt in advice.answer(name).doubts), name
    for name, words in case.get("changes", {}).items():
        assert words.translate(PLAIN) in plain(advice.answer(name).changes), name
    for name, facts in case.get("missing", {}).items():
        assert set(facts) <= set(advice.answer(name).missing), name
    assert case.get("warns", "").translate(PLAIN) in plain(advice.estimate.warnings)
    assert case.get("drawn", "").translate(PLAIN) in plain(advice.drawn)
    assert case.get("contradicts", "").translate(PLAIN) in plain(advice.warnings)


# -- every edge of every amount, from the parameters themselves

AMOUNT_RULES = {
    "direct_purchase_goods_services": ("direct_purchase", {"nature": "services"}, True),
    "direct_purchase_works": ("direct_purchase", {"nature": "travaux"}, True),
    "books": ("books", {"non_school_books": True}, True),
    "innovation": ("innovative_purchase", {"innovative": True, "nature": "services"}, True),
    "formal_goods_services": ("formal", {"nature": "services", "buyer_kind": "commune"}, False),
    "formal_goods_services_central": ("formal", {"nature": "services", "buyer_kind": "etat"}, False),
    "formal_goods_services_utility": ("formal", {"nature": "services", "buyer_kind": "entite_adjudicatrice"}, False),
    "formal_works": ("formal", {"nature": "travaux"}, False),
    "social_services_european": ("notice_european", {"social_or_specific_service": True}, False),
    "documents_online": ("documents_online", {"notice_published": True}, False),
    "written_contract": ("written_contract", {}, False),
    "open_data_amount": ("open_data", {}, False),
    "open_data_list_amount": ("open_data_list", {"direct_ground": True}, False),
}
EDGES = [
    (name, value) for name in AMOUNT_RULES for value in threshold_entries()[name].values if value.from_ is not None
]


@pytest.mark.parametrize(("name", "value"), EDGES, ids=[f"{name}-{value.from_}" for name, value in EDGES])
def test_a_cent_and_a_day_on_each_side_of_a_threshold(name: str, value: Any) -> None:
    rule, facts, below = AMOUNT_RULES[name]
    limit = Decimal(str(value.value))
    first, last = value.from_, value.to or value.from_ + timedelta(days=1)
    for day in {max(first, date(2019, 4, 1)), last}:
        if not (first <= day <= last) or rule not in law(day).rules:
            continue
        for amount, holds in (
            (limit - Decimal("0.01"), below),
            (limit, not below),
            (limit + Decimal("0.01"), not below),
        ):
            reading = Reading(Facts(amount=amount, **facts), law(day), law(day))
            assert reading.verdict(rule).holds is holds, (day, amount)


def test_a_day_before_the_oldest_period_is_not_covered() -> None:
    assert advise(Facts(), oldest()).answers
    with pytest.raises(NotCovered, match="n’est pas couvert"):
        advise(Facts(), oldest() - timedelta(days=1))


# -- whatever the facts: the first answer of a run reads the law, so no deadline

quietly = settings(deadline=None, max_examples=60)

amounts = st.none() | st.decimals(0, 10_000_000, places=2)
booleans = st.sampled_from([None, True, False])
facts_ = st.builds(
    Facts,
    amount=amounts,
    lot_amount=amounts,
    small_lots_share=st.none() | st.decimals(0, 100, places=1),
    nature=st.sampled_from([None, "services", "fournitures", "travaux"]),
    cpv=st.sampled_from([None, "55524000", "85311300", "15860000", "45233141", "92600000", "77310000"]),
    buyer_kind=st.sampled_from([None, "commune", "etat", "entite_adjudicatrice", "autre_pouvoir_adjudicateur"]),
    months=st.none() | st.integers(0, 60),
    lots=st.lists(st.decimals(0, 500_000, places=0), max_size=5).map(tuple),
    separable=booleans,
    innovative=booleans,
    social_or_specific_service=booleans,
    supplier_kinds=st.sampled_from([None, ["EA"], ["ACI", "GEIQ"], ["SEP"], ["EATT"]]),
    target_workers_share=st.none() | st.decimals(0, 100, places=1),
    supplier_is_sse=booleans,
    recent_sse_award=booleans,
    public_service_mission=booleans,
)
days = st.dates(oldest(), date(2031, 1, 1))


@quietly
@given(facts_, days)
def test_every_answer_is_complete(facts: Facts, on: date) -> None:
    advice = advise(facts, on)
    assert len(advice.answers) == len(lookup.load("commande_publique.levers").entries)
    for answer in advice.answers:
        if answer.status in ("possible", "impossible"):
            assert answer.reasons or answer.is_duty, answer.id
        if answer.status == "a_verifier":
            assert (
                answer.missing
                or answer.doubts
                or any(v.rule and v.rule.confidence == "a_verifier" for v in answer.verdicts)
            )
        for text in (*answer.reasons, *answer.changes, *answer.requirements, *answer.warnings, *answer.cautions):
            assert text[0].isupper() or text[0] in "«À", text
            assert text.endswith("."), text
            assert ".." not in text
            assert "None" not in text
        assert all(doubt.source in lookup.sources() for doubt in answer.doubts)
        assert set(answer.missing) <= set(FACTS)


@quietly
@given(facts_, days)
def test_a_missing_fact_never_makes_an_answer_sure_that_it_could_change(facts: Facts, on: date) -> None:
    """Take a fact away: a rule may become undetermined, never turn round, but for what it is said to assume."""
    whole = Reading(facts, law(on), law(on))
    for name in ("amount", "nature", "cpv", "months", "lot_amount", "small_lots_share", "innovative", "supplier_kinds"):
        bare = Facts(**{field: getattr(facts, field) for field in Facts.__slots__ if field != name})
        less = Reading(bare, law(on), law(on))
        for rule in law(on).rules:
            before, after = whole.verdict(rule).holds, less.verdict(rule).holds
            if None not in (before, after) and before is not after:
                # « Unless » exceptions are said open, not denied: see the rule.
                assert less.verdict(rule).open_exceptions, (rule, name)


@quietly
@given(facts_)
def test_only_the_last_known_day_is_beyond_knowledge(facts: Facts) -> None:
    for answer in advise(facts, ON).answers:
        assert answer.status != "non_couvert", answer.id


@quietly
@given(facts_)
def test_the_best_levers_come_first(facts: Facts) -> None:
    statuses = [answer.status for answer in ranked(advise(facts, ON).answers)]
    order = ["possible", "a_verifier", "impossible", "non_couvert"]
    assert statuses == sorted(statuses, key=order.index)


# -- bad input


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": -1},
        {"amount": Decimal("NaN")},
        {"amount": Decimal("Infinity")},
        {"small_lots_share": 101},
        {"nature": "concession"},
        {"cpv": "5552400"},
        {"cpv": "abc"},
        {"buyer_kind": "roi"},
        {"supplier_kinds": ["XX"]},
        {"innovative": "oui"},
        {"renewals": Decimal("1.5")},
        {"lots": (Decimal(-2),)},
    ],
)
def test_an_impossible_fact_is_refused_in_french(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidFacts, match="Valeur impossible"):
        Facts(**wrong)


def test_a_cpv_code_loses_its_check_figure() -> None:
    assert cpv_code(" 55524000-9 ") == "55524000"


def test_facts_have_distinct_french_keys() -> None:
    assert len(BY_KEY) == len(FACTS) == len(Facts.__slots__)


# -- calendar and reviews


def test_the_calendar_tells_each_change_once_with_what_it_replaces() -> None:
    found = calendar.changes()
    assert len({change.id for change in found}) == len(found) > 50
    rise = next(c for c in found if c.on == date(2026, 4, 1) and c.label.endswith("fournitures et services"))
    assert (rise.before.translate(PLAIN), rise.after.translate(PLAIN)) == ("40 000 € HT", "60 000 € HT")
    assert rise.levers[0] == "direct_purchase"
    assert all(change.source in lookup.sources() for change in found)


def test_what_is_announced_comes_after_the_day_asked() -> None:
    coming = calendar.coming(ON)
    assert [change.on for change in coming] == sorted(change.on for change in coming)
    assert coming[0].on == date(2027, 1, 1)
    assert coming[0].other
    assert not set(coming) & set(calendar.past(ON))


def test_a_value_past_its_review_day_is_flagged() -> None:
    assert reviews.due(ON) == ()
    due = reviews.due(date(2026, 12, 21))
    assert [review.name for review in due] == ["commande_publique.procedures.direct_purchase_works"]
    assert "commande_publique.food_and_reuse" in {review.name for review in reviews.due(date(2027, 1, 1))}


# -- what people write


def test_facts_written_the_french_way_are_read_and_come_back() -> None:
    asked = asking.read(
        {
            "montant": "85 000,50 € HT",
            "nature": "Services",
            "cpv": "55524000-9",
            "structures": ["ei", "ACI"],
            "divisible": "oui",
            "lots": "10 000; 20000,5",
        }
    )
    assert asked.errors == {}
    assert asked.facts.amount == Decimal("85000.50")
    assert asked.facts.supplier_kinds == {"EI", "ACI"}
    assert asking.read(asking.written(asked.facts)).facts == asked.facts


def test_what_cannot_be_read_is_said_and_the_rest_kept() -> None:
    asked = asking.read(
        {
            "montant": "cher",
            "nature": "services",
            "inventé": "1",
            "cpv": "12",
            "innovant": "peut-être",
            "duree": "inconnu",
        }
    )
    assert set(asked.errors) == {"montant", "inventé", "cpv", "innovant"}
    assert asked.facts == Facts(nature="services")


@quietly
@given(facts_, days)
def test_an_answer_is_plain_data_and_plain_text(facts: Facts, on: date) -> None:
    advice = advise(facts, on)
    json.dumps(report.as_data(advice))
    text = report.as_text(advice)
    assert advice.disclaimer[:30] in text
    assert "None" not in text


def test_notes_are_told_without_the_ids_of_sources() -> None:
    for change in calendar.changes():
        assert not re.search(r"\bS\d{2,3}\b", " ".join((change.note, *change.other))), change


def test_a_share_is_not_written_with_all_its_decimals() -> None:
    from decimal import Decimal

    from essaim.rules.procurement.sentences import amount

    assert amount(Decimal(100) / 3, "pourcent") == "33,33\u00a0%"
    assert amount(20, "pourcent") == "20\u00a0%"
