"""Words to use: models of clauses, criteria and mentions, and when the law of a day lets them be used.

And the hours of an insertion clause. Formula of practitioners (S157, secondary): amount × share of labour × share of
insertion ÷ cost of an hour. The shares and the cost are the buyer's, never supposed here.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from essaim.rules import lookup
from essaim.rules.errors import InvalidFacts
from essaim.rules.procurement import sentences
from essaim.rules.procurement.answers import Advice, Citation, Status
from essaim.rules.procurement.law import law
from essaim.rules.procurement_schema import Clause
from essaim.rules.typography import typo

KINDS = {
    "clause": "Condition d’exécution",
    "critere": "Critère d’attribution",
    "mention": "Mention dans l’avis",
    "motif": "Motif à conserver",
    "controle": "Contrôle de l’exécution",
}
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Model:
    """A model on a day. status: whether the purchase may use it, « possible » without purchase. kind: in French."""

    id: str
    label: str
    kind: str
    lever: str
    text: str
    fields: Mapping[str, str]
    checks: tuple[str, ...]
    articles: tuple[Citation, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Hours:
    """hours: whole hours, rounded up; exact: before rounding. steps: how it was found, in French."""

    hours: int
    exact: Decimal
    steps: tuple[str, ...]


def models(on: date, lever: str = "") -> tuple[Model, ...]:
    """Return the models that hold on a day, of one lever or of all. Raises NotCovered."""
    return tuple(_model(key, label, clause, on, "possible") for key, label, clause in _holding(on, lever))


def usable(advice: Advice, lever: str = "") -> tuple[Model, ...]:
    """Return the models, each with what the answer says of the rule it needs: possible, a_verifier, impossible."""
    found = []
    for key, label, clause in _holding(advice.on, lever):
        verdicts = [v for answer in advice.answers for v in answer.verdicts if v.id == clause.rule]
        status: Status = "possible"
        if verdicts:
            verdict = verdicts[0]
            if verdict.holds is None or not verdict.is_settled:
                status = "a_verifier"
            elif not verdict.holds:
                status = "impossible"
        found.append(_model(key, label, clause, advice.on, status))
    return tuple(found)


def fill(model: Model, values: Mapping[str, str]) -> str:
    """Return the text with its fields filled; one left empty says what: « [à compléter : nombre d’heures] »."""

    def filled(match: re.Match[str]) -> str:
        return values.get(match[1], "").strip() or f"[à compléter\u00a0: {model.fields[match[1]]}]"

    return _FIELD.sub(filled, model.text)


def insertion_hours(*, amount: Decimal, labour_share: Decimal, insertion_share: Decimal, hour_cost: Decimal) -> Hours:
    """Return the hours of an insertion clause.

    amount: euros without tax; shares: percentages; hour_cost: euros, charges included, of an hour of the trade.
    Raises InvalidFacts when a share is not between 0 and 100, an amount is negative, or the cost is not above 0.

    >>> shares = {"labour_share": Decimal(50), "insertion_share": Decimal(5)}
    >>> insertion_hours(amount=Decimal(1000000), hour_cost=Decimal(30), **shares).hours
    834
    """
    for name, value in (("part de main-d’œuvre", labour_share), ("part d’insertion", insertion_share)):
        if not 0 <= value <= 100:
            raise InvalidFacts(name, value)
    if amount < 0 or not amount.is_finite():
        raise InvalidFacts("montant", amount)
    if not hour_cost.is_finite() or hour_cost <= 0:
        raise InvalidFacts("coût horaire", hour_cost)
    labour = amount * labour_share / 100
    effort = labour * insertion_share / 100
    exact = effort / hour_cost
    steps = (
        f"Main-d’œuvre\u00a0: {_share(labour_share)} de {_euros(amount)}, soit {_euros(labour)}.",
        f"Insertion\u00a0: {_share(insertion_share)} de cette main-d’œuvre, soit {_euros(effort)}.",
        f"Heures\u00a0: {_euros(effort)} divisés par {_euros(hour_cost)} l’heure, arrondi à l’heure supérieure.",
    )
    return Hours(math.ceil(exact), exact, steps)


def _holding(on: date, lever: str) -> list[tuple[str, str, Clause]]:
    found = []
    for key, entry in lookup.load("commande_publique.clauses").entries.items():
        clause = next((value for value in entry.values if value.holds_on(on)), None)
        if clause is not None and lever in ("", clause.lever):
            found.append((key, typo(entry.label), clause))
    return found


def _model(key: str, label: str, clause: Clause, on: date, status: Status) -> Model:
    from essaim.rules.procurement.advice import citation

    articles = tuple(citation(name, law(on).on) for name in clause.articles)
    kind = KINDS[clause.kind]
    return Model(key, label, kind, clause.lever, clause.text, clause.fields, clause.checks, articles, status)


def _euros(value: Decimal) -> str:
    return sentences.amount(value.quantize(Decimal("0.01")), "EUR")


def _share(value: Decimal) -> str:
    return sentences.amount(value, "pourcent")
