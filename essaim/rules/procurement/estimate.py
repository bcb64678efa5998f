"""The value of the whole need: what is declared, what the parts add up to, and the signs of a need cut in pieces.

R2121-1: the need counts every lot, option and renewal. R2121-6: supplies and services of the same kind add up,
whatever the number of contracts. R2121-7: a regular need counts twelve months. R2121-4: cutting a need is forbidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from essaim.rules.procurement import sentences
from essaim.rules.procurement.facts import Facts
from essaim.rules.procurement.law import Law, choose

# Below the threshold by less than this share, the proof of the estimate matters: a choice of the team, said as such.
CLOSE = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Estimate:
    """amount: the value retained, the highest the parts support. steps: how it was found. warnings: signs of splitting.

    declared: what was given. articles: ids of the articles behind the warnings.
    """

    amount: Decimal | None
    declared: Decimal | None
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


class SmallLots(NamedTuple):
    """Which lots may be treated apart. indexes: their places in the list given, the smallest first.

    share: what they make of all lots, in percent. limit: amount below which a lot may be taken.
    """

    indexes: tuple[int, ...]
    share: Decimal
    limit: Decimal


def estimate(facts: Facts, law: Law) -> Estimate:
    """Return the value of the whole need and the signs of splitting, under the law of the day."""
    found: list[tuple[Decimal, str, str]] = []
    if facts.lots:
        total = sum(facts.lots, Decimal(0))
        found.append((total, f"les {len(facts.lots)} lots font {_euros(total)}", "R2121-1"))
    if facts.first_period_amount is not None and facts.renewals is not None:
        total = facts.first_period_amount * (1 + facts.renewals)
        said = (
            f"{_euros(facts.first_period_amount)} par période et {facts.renewals} reconduction(s) font {_euros(total)}"
        )
        found.append((total, said, "R2121-1"))
    base = max([facts.amount or Decimal(0), *(total for total, _, _ in found)])
    if facts.same_need_amounts:
        others = sum(facts.same_need_amounts, Decimal(0))
        said = f"avec les autres achats du même besoin ({_euros(others)}), le total est de {_euros(base + others)}"
        found.append((base + others, said, "R2121-6"))
    if not found:
        return _close_to_a_threshold(Estimate(facts.amount, facts.amount), facts, law)
    retained = max([facts.amount or Decimal(0), *(total for total, _, _ in found)])
    steps = tuple(f"{said[:1].upper()}{said[1:]}." for _, said, _ in found)
    warnings: tuple[str, ...] = ()
    if facts.amount is not None and retained > facts.amount:
        warnings = (
            f"Le montant déclaré ({_euros(facts.amount)}) est inférieur au besoin entier ({_euros(retained)})\u00a0: "
            "c’est le besoin entier qui est comparé aux seuils.",
            *_hidden_threshold(facts, law, retained),
        )
    elif facts.amount is None:
        warnings = _hidden_threshold(facts, law, retained)
    articles = tuple(dict.fromkeys([*(article for _, _, article in found), *(["R2121-4"] if warnings else [])]))
    return _close_to_a_threshold(Estimate(retained, facts.amount, steps, warnings, articles), facts, law)


def _hidden_threshold(facts: Facts, law: Law, retained: Decimal) -> tuple[str, ...]:
    """Return the warning that each part alone would stay below the threshold of direct purchase, and the whole not."""
    parts = [facts.amount, facts.first_period_amount, *facts.lots, *facts.same_need_amounts]
    given = [part for part in parts if part is not None]
    said = []
    for name in choose("direct_purchase", facts).candidates:
        if name not in law.thresholds:
            continue
        limit = Decimal(str(law.thresholds[name].value.value))
        if given and max(given) < limit <= retained:
            said.append(
                f"Chaque part reste sous le seuil de {sentences.amount(limit, 'EUR_HT')}, mais le besoin entier "
                "l’atteint\u00a0: acheter part par part, sans mise en concurrence, serait un fractionnement interdit."
            )
    return tuple(dict.fromkeys(said[:1]))


def _close_to_a_threshold(found: Estimate, facts: Facts, law: Law) -> Estimate:
    """Add a word of care when the need stays just below a threshold."""
    if found.amount is None or facts.nature is None:
        return found
    near = []
    for choice in ("direct_purchase", "formal"):
        for name in choose(choice, facts).candidates:
            limit = Decimal(str(law.thresholds[name].value.value)) if name in law.thresholds else None
            if limit is not None and limit * (1 - CLOSE) <= found.amount < limit:
                near.append(
                    f"Le besoin est à {_euros(limit - found.amount)} du seuil de {sentences.amount(limit, 'EUR_HT')}"
                    "\u00a0: gardez la preuve de l’estimation, une reconduction ou un besoin oublié le ferait passer."
                )
    if not near:
        return found
    articles = tuple(dict.fromkeys((*found.articles, "R2121-1")))
    return Estimate(found.amount, found.declared, found.steps, (*found.warnings, *near), articles)


def small_lots(lots: Sequence[Decimal], limit: Decimal, share: Decimal) -> SmallLots:
    """Return as many lots as may be treated apart: each strictly below `limit`, together at most `share` % of all.

    The smallest lots are taken first, which gives the greatest number. Source: R2123-1, 2°, a and b.
    """
    total = sum(lots, Decimal(0))
    taken: list[int] = []
    cumulated = Decimal(0)
    for index in sorted(range(len(lots)), key=lambda place: lots[place]):
        if lots[index] >= limit or (cumulated + lots[index]) * 100 > share * total:
            break
        cumulated += lots[index]
        taken.append(index)
    return SmallLots(tuple(taken), cumulated * 100 / total if total else Decimal(0), limit)


def _euros(value: Decimal) -> str:
    return sentences.amount(value, "EUR_HT")
