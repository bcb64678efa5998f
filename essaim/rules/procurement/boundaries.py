"""The days on which the law of a lever changes, as far as the parameters tell."""

from datetime import date
from functools import cache

from essaim.rules import lookup
from essaim.rules.procurement.law import CANDIDATES, Named, oldest, threshold_entries
from essaim.rules.procurement_schema import TESTS, Condition, Lever
from essaim.rules.typography import typo


@cache
def levers() -> tuple[Named[Lever], ...]:
    """Return every lever, whatever the day, in the order of the pages."""
    entries = lookup.load("commande_publique.levers").entries
    return tuple(Named(key, typo(entry.label), entry.values[0]) for key, entry in entries.items())


@cache
def boundaries(lever: str) -> tuple[date, ...]:
    """Return the days on which a rule or a threshold of the lever begins or changes, in order.

    The day after the last known value is none of them: ignorance is not a change of law.
    """
    days: set[date | None] = set()
    seen: set[str] = set()
    waiting = [name for item in levers() if item.id == lever for name in item.value.rules]
    rules = lookup.load("commande_publique.rules").entries
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for version in rules[name].values:
            days.add(version.from_)
            for condition in (*version.conditions, *version.unless, *(doubt.when for doubt in version.doubts)):
                thresholds, others = _mentions(condition)
                waiting += others
                for threshold in thresholds:
                    for value in threshold_entries()[threshold].values:
                        days.add(value.from_)
    return tuple(sorted(day for day in days if day is not None and day > oldest()))


def _mentions(condition: Condition) -> tuple[list[str], list[str]]:
    """Return the thresholds and the rules that a condition names, at any depth."""
    parts = condition.any_of or condition.all_of
    if parts:
        found = [_mentions(part) for part in parts]
        return [name for names, _ in found for name in names], [name for _, names in found for name in names]
    if condition.rule:
        return [], [condition.rule]
    if condition.test in TESTS[:4]:
        name = getattr(condition, condition.test)
        return list(CANDIDATES.get(name, (name,))), []
    return [], []


def levers_of_rule(rule: str) -> tuple[str, ...]:
    """Return the ids of the levers that a rule bears on, in the order of the pages."""
    return tuple(lever.id for lever in levers() if rule in lever.value.rules)


def levers_of_threshold(threshold: str) -> tuple[str, ...]:
    """Return the ids of the levers whose rules compare with a threshold, or whose page shows it."""
    rules = _rules_of_threshold()
    return tuple(
        lever.id
        for lever in levers()
        if threshold in lever.value.figures or rules.get(threshold, frozenset()) & set(lever.value.rules)
    )


@cache
def _rules_of_threshold() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for key, entry in lookup.load("commande_publique.rules").entries.items():
        for version in entry.values:
            for condition in version.conditions:
                for threshold in _mentions(condition)[0]:
                    found.setdefault(threshold, set()).add(key)
    return {threshold: frozenset(rules) for threshold, rules in found.items()}
