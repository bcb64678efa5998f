"""Words to use: bound to their articles and rules; the hours of an insertion clause."""

from datetime import date
from decimal import Decimal

import pytest

from essaim.rules import lookup
from essaim.rules.errors import InvalidFacts
from essaim.rules.procurement import Facts, advise, clauses

ON = date(2026, 11, 23)


def test_every_model_names_a_known_lever_rule_and_article() -> None:
    levers = lookup.load("commande_publique.levers").entries
    rules = lookup.load("commande_publique.rules").entries
    for model in clauses.models(ON):
        assert model.lever in levers
        assert model.articles
        assert model.checks
    for entry in lookup.load("commande_publique.clauses").entries.values():
        for clause in entry.values:
            assert clause.rule is None or clause.rule in rules


def test_a_mention_is_offered_only_where_the_law_opens_it() -> None:
    works = advise(Facts(nature="travaux", cpv="45233141", amount=Decimal(900000)), ON)
    found = {model.id: model.status for model in clauses.usable(works)}
    assert found["reserved_ess"] == "impossible"
    assert found["reserved_integration"] == "possible"
    nursery = advise(Facts(nature="services", cpv="85312110", amount=Decimal(180000)), ON)
    assert {m.id: m.status for m in clauses.usable(nursery)}["reserved_ess"] == "a_verifier"


def test_a_motive_exists_only_since_the_duty_does() -> None:
    assert "no_social_clause" not in {model.id for model in clauses.models(date(2026, 8, 21))}
    assert "no_social_clause" in {model.id for model in clauses.models(date(2026, 8, 22), "social_clause")}


def test_a_field_left_empty_says_what_to_write() -> None:
    model = next(model for model in clauses.models(ON) if model.id == "insertion_hours")
    text = clauses.fill(model, {"heures": "834", "jours": " "})
    assert "au moins 834 heures" in text
    assert "[à compléter\u00a0: délai en jours]" in text


@pytest.mark.parametrize(
    ("amount", "labour", "insertion", "cost", "hours"),
    [
        (1_000_000, 50, 5, 30, 834),  # the example of a maison de l’emploi, 833,3 rounded up
        (100_000, 100, 10, 25, 400),
        (100_000, 0, 10, 25, 0),
        (0, 50, 5, 30, 0),
        ("99.99", 100, 100, "0.01", 9999),
    ],
)
def test_hours(amount, labour, insertion, cost, hours) -> None:  # type: ignore[no-untyped-def]
    given = {"amount": amount, "labour_share": labour, "insertion_share": insertion, "hour_cost": cost}
    found = clauses.insertion_hours(**{name: Decimal(value) for name, value in given.items()})
    assert found.hours == hours
    assert len(found.steps) == 3


@pytest.mark.parametrize("wrong", [{"labour_share": 101}, {"insertion_share": -1}, {"hour_cost": 0}, {"amount": -1}])
def test_hours_refuse_what_cannot_be(wrong: dict[str, int]) -> None:
    given = {"amount": 1000, "labour_share": 50, "insertion_share": 5, "hour_cost": 30, **wrong}
    with pytest.raises(InvalidFacts, match="Valeur impossible"):
        clauses.insertion_hours(**{name: Decimal(value) for name, value in given.items()})
