"""The decision tree of a lever on a day, drawn from the conditions of its rules: what to ask, in order.

The very conditions that `advise` reads: the tree a page shows and the answer it gives cannot disagree.
"""

from dataclasses import dataclass
from datetime import date

from essaim.rules.procurement import sentences
from essaim.rules.procurement.evaluation import Reading
from essaim.rules.procurement.facts import FACTS, Facts
from essaim.rules.procurement.law import Law, choose, law, threshold_label
from essaim.rules.procurement_schema import TESTS, Condition, Effect, Lever, Rule


@dataclass(frozen=True, slots=True)
class Step:
    """One condition in words. thresholds: (label, value) when several may apply. options: ways, one of which is enough.

    on_candidates: to be asked of candidates. unsure: the threshold was not re-read, or sources disagree.
    """

    text: str
    thresholds: tuple[tuple[str, str], ...] = ()
    options: tuple["Step", ...] = ()
    on_candidates: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """One rule. steps: all must be true. unless: what takes it away. none: why there was no such rule that day."""

    rule: str
    label: str
    effect: Effect
    steps: tuple[Step, ...]
    unless: tuple[str, ...]
    always: str
    none: str


def trees(lever: Lever, on: date) -> tuple[Tree, ...]:
    """Return the trees of the rules of a lever that are written down for the day, gates first. Raises NotCovered."""
    today = law(on)
    found = [(name, today.rules[name]) for name in lever.rules if name in today.rules]
    return tuple(_tree(name, item.label, item.value, today) for name, item in found)


def _tree(name: str, label: str, rule: Rule, today: Law) -> Tree:
    return Tree(
        rule=name,
        label=label,
        effect=rule.effect,
        steps=tuple(_step(condition, today) for condition in rule.conditions),
        unless=tuple(condition.label or _words(condition, today) for condition in rule.unless),
        always=rule.always or "",
        none=rule.none or "",
    )


def _step(condition: Condition, today: Law) -> Step:
    parts = condition.any_of or condition.all_of
    if parts:
        options = tuple(_step(part, today) for part in parts)
        text = condition.label or (" ou " if condition.any_of else " et ").join(option.text for option in options)
        return Step(_upper(text), (), options, all(option.on_candidates for option in options))
    on_candidates = condition.fact is not None and FACTS[condition.fact].about == "candidate"
    if condition.test not in TESTS[:4]:
        return Step(_upper(_words(condition, today)), (), (), on_candidates)
    names = choose(getattr(condition, condition.test), Facts()).candidates
    known = [today.thresholds[name] for name in names if name in today.thresholds]
    unsure = any(item.value.confidence == "a_verifier" for item in known)
    if len(names) == 1 and known:
        shown = sentences.threshold(known[0].value)
        return Step(_upper(sentences.compared(condition, 0, shown, None)), (), (), on_candidates, unsure)
    text = sentences.compared(condition, 0, "le seuil qui s’applique", None)
    values = tuple(
        (
            threshold_label(name),
            sentences.legal_value(today.thresholds[name].value) if name in today.thresholds else "non connu",
        )
        for name in names
    )
    return Step(_upper(text), values, (), on_candidates, unsure)


def _words(condition: Condition, today: Law) -> str:
    return Reading(Facts(), today, today).find(condition, today).label


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
