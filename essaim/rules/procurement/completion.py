"""Facts that others settle: the nature and the kind of service from the CPV code, the whole need from its parts.

Nothing is guessed: what is drawn is said, and a contradiction is shown, never corrected.
"""

from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from essaim.rules.procurement.estimate import Estimate, estimate, small_lots
from essaim.rules.procurement.facts import CENTRAL_BUYERS, NATURES, Facts, Nature
from essaim.rules.procurement.law import Law, choose

# Divisions of the CPV: 45 is works, 03 to 44 and 48 are supplies, the others services (CPV regulation 213/2008).
_WORKS = "45"
_SUPPLIES = (*[f"{number:02d}" for number in range(3, 45)], "48")
_BOOKS = "2211"
_SCHOOL_BOOKS = ("22111", "22112")


class Completed(NamedTuple):
    """The facts with what they settle, what was drawn from them, and what does not fit."""

    facts: Facts
    estimate: Estimate
    drawn: tuple[str, ...]
    warnings: tuple[str, ...]


def complete(facts: Facts, law: Law) -> Completed:
    """Return the facts and what they settle by themselves under the law of the day."""
    drawn: list[str] = []
    warnings: list[str] = []
    changes: dict[str, object] = {}
    usual = nature_of(facts.cpv) if facts.cpv else None
    nature = facts.nature or usual
    if facts.nature is None and usual is not None:
        changes["nature"] = usual
        drawn.append(f"Nature déduite du code CPV\u00a0: {NATURES[usual].lower()}.")
    elif usual is not None and usual != facts.nature:
        warnings.append(
            f"Le code CPV {facts.cpv} désigne d’ordinaire des {NATURES[usual].lower()}, et l’achat est déclaré en "
            f"{NATURES[facts.nature or usual].lower()}\u00a0: vérifiez l’un ou l’autre."
        )
    if facts.buyer_is_central is None and facts.buyer_kind in CENTRAL_BUYERS:
        changes["buyer_is_central"] = True
    changes |= _kind_of_service(facts, nature, law, drawn)
    if facts.non_school_books is None and (
        nature in ("services", "travaux") or (facts.cpv is not None and not _may_be_books(facts.cpv))
    ):
        changes["non_school_books"] = False
    if facts.public_catering is None and nature == "travaux":
        changes["public_catering"] = False
    completed = replace(facts, **changes)  # type: ignore[arg-type]
    value = estimate(completed, law)
    completed = replace(completed, amount=value.amount)
    return Completed(_with_lots(completed, law, drawn), value, tuple(drawn), tuple(warnings))


def nature_of(cpv: str) -> Nature | None:
    """Return the usual nature of a CPV code, by its division. None for a division that does not exist."""
    division = cpv[:2]
    if division == _WORKS:
        return "travaux"
    if division in _SUPPLIES:
        return "fournitures"
    return "services" if "50" <= division <= "98" else None


def _kind_of_service(facts: Facts, nature: Nature | None, law: Law, drawn: list[str]) -> dict[str, object]:
    if facts.social_or_specific_service is not None or nature is None:
        return {}
    if nature != "services":
        return {"social_or_specific_service": False}
    if facts.cpv is not None and law.service(facts.cpv) is not None:
        drawn.append("Service social ou spécifique, d’après le code CPV.")
        return {"social_or_specific_service": True}
    return {}


def _may_be_books(cpv: str) -> bool:
    return cpv.startswith(_BOOKS) and not cpv.startswith(_SCHOOL_BOOKS)


def _with_lots(facts: Facts, law: Law, drawn: list[str]) -> Facts:
    """Judge the largest group of lots that may be bought directly, when lots are given and no lot is singled out."""
    if not facts.lots:
        return facts
    if facts.separable is None and len(facts.lots) > 1:
        facts = replace(facts, separable=True)
    if facts.lot_amount is not None or facts.nature is None or "small_lots_share" not in law.thresholds:
        return facts
    name = choose("direct_purchase", facts).candidates[0]
    if name not in law.thresholds:
        return facts
    limit = Decimal(str(law.thresholds[name].value.value))
    found = small_lots(facts.lots, limit, Decimal(str(law.thresholds["small_lots_share"].value.value)))
    if not found.indexes:
        smallest = min(facts.lots)
        return replace(facts, lot_amount=smallest, small_lots_share=smallest * 100 / sum(facts.lots))
    numbers = ", ".join(str(index + 1) for index in sorted(found.indexes))
    drawn.append(f"Petits lots qui peuvent être traités à part\u00a0: {numbers}.")
    return replace(facts, lot_amount=max(facts.lots[i] for i in found.indexes), small_lots_share=found.share)
