"""French sentences about conditions: the condition in words, what is found when it holds, fails, or is not known."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from essaim.rules.dates import french_date
from essaim.rules.numbers import NBSP, french_euros, french_number
from essaim.rules.procurement.facts import FACTS, Facts
from essaim.rules.procurement_schema import Condition, LegalValue

# What is said of the condition itself, when it holds, when it fails.
_VERBS = {
    "below": ("reste sous", "est sous", "atteint"),
    "at_most": ("ne dépasse pas", "ne dépasse pas", "dépasse"),
    "above": ("dépasse", "dépasse", "ne dépasse pas"),
    "at_least": ("atteint", "atteint", "reste sous"),
}


@lru_cache(maxsize=8192)
def amount(value: Decimal | int | float, unit: str) -> str:
    """Return a quantity with its unit: « 60 000 € HT », « 20 % », « 36 mois », « 1,5 fois »."""
    match unit:
        case "EUR_HT":
            return f"{french_euros(value)}{NBSP}HT"
        case "EUR":
            return french_euros(value)
        case "pourcent":
            # A third is not written with all its decimals; two are enough to tell 20 % from what exceeds it.
            exact = Decimal(str(value))
            shown = _plain(value) if exact == round(exact, 2) else french_number(exact, 2)
            return f"{shown}{NBSP}%"
        case "mois":
            return f"{_plain(value)}{NBSP}mois"
        case "jours":
            return f"{_plain(value)}{NBSP}jours"
        case "multiple":
            return f"{_plain(value)}{NBSP}fois le montant estimé"
        case _:
            return _plain(value)


def legal_value(value: LegalValue) -> str:
    """Return a threshold with its unit."""
    return amount(value.value, value.unit)


def threshold(value: LegalValue, base: Decimal | None = None) -> str:
    """Return « le seuil de 60 000 € HT », or the bare quantity when it is no amount; with a base, the product."""
    if base is not None:
        return f"{amount(base * value.exact, 'EUR_HT')} ({legal_value(value)})"
    return f"le seuil de {legal_value(value)}" if value.unit in ("EUR", "EUR_HT") else legal_value(value)


def compared(condition: Condition, wanted: int, shown: str, value: Decimal | None) -> str:
    """Return the sentence of a comparison. wanted: 0 = the condition itself, 1 = it holds, 2 = it fails."""
    fact = FACTS[condition.fact or ""]
    given = condition.label if wanted == 0 else condition.held if wanted == 1 else condition.failed
    if given:
        return given
    verb = _VERBS[condition.test][wanted]
    if wanted == 0:
        return f"{_lower(fact.subject)} {verb} {shown}"
    shown_value = amount(value, fact.unit) if value is not None else ""
    return f"{fact.subject} ({shown_value}) {verb} {shown}."


def answered(condition: Condition, wanted: int, *, holds: bool) -> str:
    """Return the sentence of a yes-or-no condition, with the same `wanted`."""
    fact = FACTS[condition.fact or ""]
    given = condition.label if wanted == 0 else condition.held if wanted == 1 else condition.failed
    if given:
        return given
    text = fact.yes if holds == bool(condition.is_) else fact.no
    if wanted == 0:
        text = fact.yes if condition.is_ else fact.no
        return _lower(text).rstrip(".")
    return text


def unread(label: str, value: LegalValue) -> str:
    """Return what is said of a threshold nobody re-read on an official text."""
    start = f", du {french_date(value.from_)}" if value.from_ else ""
    return f"{label}\u00a0: la valeur de {legal_value(value)}{start} n’a pas été relue sur un texte officiel."


def several_readings(label: str, value: LegalValue) -> str:
    """Return what is said of a threshold whose sources disagree."""
    others = " ".join(
        f"Autre lecture, {amount(reading.value, value.unit)}\u00a0: {reading.note}" for reading in value.readings
    )
    return f"{label}\u00a0: lecture retenue, {legal_value(value)}. {value.told} {others}".replace("  ", " ").strip()


def uncovered(labels: Sequence[str]) -> str:
    """Return what is said of thresholds without value that day."""
    return f"Aucune valeur n’est connue ce jour-là pour\u00a0: {', '.join(_lower(label) for label in labels)}."


def fact_shown(name: str, value: object) -> str:
    """Return a fact as a reader expects it: « 85 000 € HT », « oui », « Commune », « EA, ESAT »."""
    fact = FACTS[name]
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return french_date(value)
    if isinstance(value, tuple):
        return "\u00a0; ".join(amount(item, fact.unit) for item in value)
    if isinstance(value, frozenset):
        return ", ".join(sorted(fact.choices.get(item, item) for item in value))
    if isinstance(value, Decimal | int):
        return amount(value, fact.unit)
    return fact.choices.get(str(value), str(value))


def facts_shown(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return the facts known, as (label, value), in the order of the form."""
    found = []
    for name, fact in FACTS.items():
        value = getattr(facts, name)
        if value is not None and value not in ((), frozenset()):
            found.append((f"{fact.label[:1].upper()}{fact.label[1:]}", fact_shown(name, value)))
    return tuple(found)


def _plain(value: Decimal | int | float) -> str:
    exact = Decimal(str(value)).normalize()
    decimals = max(0, -int(exact.as_tuple().exponent))
    return french_number(exact, decimals)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
