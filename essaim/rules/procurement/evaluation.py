"""Read the facts against the rules of a day, in three values: holds, fails, cannot be told.

A missing fact makes a condition « cannot be told » (None), never false: a group fails as soon as one of its conditions
surely fails, and holds only when all hold. What makes an answer unsure is a Doubt; it is decisive when the answer
would be another under another reading.
"""

import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain

from essaim.rules.facts import Confidence
from essaim.rules.procurement import sentences
from essaim.rules.procurement.facts import FACTS, Facts
from essaim.rules.procurement.law import Law, Named, choose, threshold_label
from essaim.rules.procurement_schema import Condition, Effect, LegalValue, Rule

_OPERATORS = {"below": operator.lt, "at_most": operator.le, "above": operator.gt, "at_least": operator.ge}
_ABOUT_CANDIDATES = frozenset(name for name, fact in FACTS.items() if fact.about == "candidate")


@dataclass(frozen=True, slots=True)
class Doubt:
    """text: why the answer is unsure. decisive: another reading gives another answer. source: id in sources.yaml."""

    text: str
    source: str
    decisive: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What one condition gives. label: the condition in words. text: what is found, a sentence.

    missing: ids of the facts that would tell. required: a condition on candidates, not judged, to be asked of them.
    uncovered: ids of thresholds without value that day.
    """

    holds: bool | None
    label: str
    text: str
    missing: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    assumptions: tuple[str, ...] = ()
    required: bool = False
    uncovered: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule gives. holds None: cannot be told. covered False: the rule is not written down for that day."""

    id: str
    label: str
    effect: Effect
    holds: bool | None
    findings: tuple[Finding, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    open_exceptions: tuple[str, ...] = ()
    rule: Rule | None = None
    covered: bool = True

    @property
    def confidence(self) -> Confidence:
        """« a_verifier » when the answer rests on something nobody re-read on an official text."""
        return "a_verifier" if self.doubts or (self.rule and self.rule.confidence == "a_verifier") else "verifie"

    @property
    def is_settled(self) -> bool:
        """True when the answer is the same under every reading known."""
        unread = self.rule is not None and self.rule.confidence == "a_verifier"
        return self.holds is not None and not unread and not any(doubt.decisive for doubt in self.doubts)

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of the facts that would tell, when nothing else decides."""
        if self.holds is not None:
            return ()
        return tuple(dict.fromkeys(name for found in self.findings if found.holds is None for name in found.missing))

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Ids of the thresholds without value that day, when they are what keeps from telling."""
        if self.holds is not None:
            return ()
        return tuple(dict.fromkeys(name for found in self.findings for name in found.uncovered))


@dataclass(slots=True)
class Reading:
    """One purchase read against the law of its launch and of its notification.

    candidates: whether conditions on candidates are judged; else they become requirements. words: whether sentences are
    made; without them only what holds is told, twice as fast.
    """

    facts: Facts
    launch: Law
    notification: Law
    candidates: bool = True
    words: bool = True
    _verdicts: dict[str, Verdict] = field(default_factory=dict)
    _bare: "Reading | None" = None

    def verdict(self, name: str) -> Verdict:
        """Return what the rule `name` gives. Each rule is read once."""
        known = self._verdicts.get(name)
        if known is None:
            known = self._verdicts[name] = self._read(name)
        return known

    def _read(self, name: str) -> Verdict:
        found = self.launch.rules.get(name) or self.notification.rules.get(name)
        if found is not None and found.value.reference == "notification":
            found = self.notification.rules.get(name)
        if found is None:
            return Verdict(name, name, "peut", None, covered=False)
        rule = found.value
        if rule.none is not None:
            return Verdict(name, found.label, rule.effect, False, (Finding(False, "", rule.none),), rule=rule)
        law = self.notification if rule.reference == "notification" else self.launch
        findings = tuple(self.find(condition, law) for condition in rule.conditions)
        holds = _all([finding.holds for finding in findings])
        exceptions = [(condition, self.find(condition, law)) for condition in rule.unless] if holds is not False else []
        for condition, exception in exceptions:
            if exception.holds:
                said = f"Exception\u00a0: {condition.label}."
                findings = (*findings, replace(exception, holds=False, text=said))
                holds = False
        still_open = tuple(c.label or "" for c, exception in exceptions if exception.holds is None and holds)
        doubts = (*_decisive_doubts(findings, holds=holds), *self._own_doubts(rule, law))
        return Verdict(name, found.label, rule.effect, holds, findings, doubts, still_open, rule)

    def _own_doubts(self, rule: Rule, law: Law) -> tuple[Doubt, ...]:
        return tuple(
            Doubt(doubt.text, doubt.source or rule.source, True)
            for doubt in rule.doubts
            if self.find(doubt.when, law).holds
        )

    # -- one condition

    def find(self, condition: Condition, law: Law) -> Finding:
        """Return what a condition gives under `law`."""
        if not self.candidates and _is_about_candidates(condition):
            return Finding(True, self._in_words(condition, law), "", required=True)
        found = self._tested(condition, law)
        if condition.negate and found.holds is not None:
            holds = not found.holds
            found = replace(found, holds=holds, text=(condition.held if holds else condition.failed) or found.text)
        if found.holds is None and condition.assume is not None and not found.uncovered:
            said = condition.held if condition.assume else condition.failed
            assumed = said or _assumption(condition)
            return replace(
                found,
                holds=condition.assume,
                text=assumed,
                missing=(),
                assumptions=(f"Supposé\u00a0: {_lower(assumed)}",),
            )
        if condition.confidence == "a_verifier" and found.holds:
            return replace(found, doubts=(*found.doubts, Doubt(found.text, "CG", True)))
        return found

    def _tested(self, condition: Condition, law: Law) -> Finding:
        match condition.test:
            case "any_of" | "all_of":
                return self._group(condition, law)
            case "rule":
                return self._other_rule(condition)
            case "is_":
                return self._answer(condition)
            case "among":
                return self._membership(condition)
            case "in_list":
                return self._listed(condition, law)
            case _:
                return self._comparison(condition, law)

    def _group(self, condition: Condition, law: Law) -> Finding:
        is_any = condition.test == "any_of"
        parts = tuple(self.find(part, law) for part in (condition.any_of or condition.all_of or ()))
        holds = _any([part.holds for part in parts]) if is_any else _all([part.holds for part in parts])
        deciding = [part for part in parts if part.holds is holds]
        label = condition.label or (" ou " if is_any else " et ").join(part.label for part in parts)
        # One sure way is enough for « any », one sure failure for « all ».
        sure_one = (holds is True) == is_any and any(not part.doubts for part in deciding)
        text = (condition.failed if holds is False else None) or " ".join(part.text for part in deciding if part.text)
        return Finding(
            holds,
            label,
            text if holds is not None else label,
            _merged(part.missing for part in deciding) if holds is None else (),
            () if sure_one else _merged(part.doubts for part in deciding),
            _merged(part.assumptions for part in parts),
            bool(parts) and all(part.required for part in parts),
            _merged(part.uncovered for part in parts) if holds is None else (),
        )

    def _other_rule(self, condition: Condition) -> Finding:
        verdict = self.verdict(condition.rule or "")
        relevant = [found for found in verdict.findings if found.holds is verdict.holds and found.text]
        return Finding(
            verdict.holds,
            condition.label or f"la règle « {verdict.label} » joue",
            " ".join(dict.fromkeys(found.text for found in relevant)) or f"{verdict.label}.",
            verdict.missing,
            verdict.doubts,
            _merged(found.assumptions for found in verdict.findings),
            bool(verdict.findings) and all(found.required for found in verdict.findings),
            verdict.uncovered,
        )

    def _answer(self, condition: Condition) -> Finding:
        value = getattr(self.facts, condition.fact or "")
        label = sentences.answered(condition, 0, holds=True)
        if value is None:
            return Finding(None, label, label, (condition.fact or "",))
        holds = value == condition.is_
        return Finding(holds, label, sentences.answered(condition, 1 if holds else 2, holds=holds))

    def _membership(self, condition: Condition) -> Finding:
        value = getattr(self.facts, condition.fact or "")
        label = condition.label or ""
        if value is None:
            return Finding(None, label, label, (condition.fact or "",))
        given = {value} if isinstance(value, str) else set(value)
        holds = not given.isdisjoint(condition.among or ())
        return Finding(holds, label, (condition.held if holds else condition.failed) or label)

    def _listed(self, condition: Condition, law: Law) -> Finding:
        label = condition.label or ""
        cpv = self.facts.cpv
        if cpv is None:
            return Finding(None, label, label, ("cpv",))
        line = law.service(cpv)
        if line is None:
            return Finding(
                False, label, f"Le code CPV {cpv} n’est pas dans la liste fermée des services réservables à l’ESS."
            )
        return Finding(True, label, f"Le code CPV {cpv} est dans la liste fermée\u00a0: {_lower(line.label)}.")

    # -- comparisons

    def _comparison(self, condition: Condition, law: Law) -> Finding:
        value: Decimal | None = getattr(self.facts, condition.fact or "")
        choice = choose(getattr(condition, condition.test), self.facts)
        known = [law.thresholds[name] for name in choice.candidates if name in law.thresholds]
        base = next((given for name in condition.times if (given := getattr(self.facts, name)) is not None), None)
        lacks_base = bool(condition.times) and base is None
        shown = label = ""
        if self.words:
            shown = " ou ".join(dict.fromkeys(sentences.threshold(item.value, base) for item in known)) or "le seuil"
            label = sentences.compared(condition, 0, shown, value)
        used = choice.candidates
        if len(known) < len(used):
            absent = tuple(name for name in choice.candidates if name not in law.thresholds)
            said = sentences.uncovered([threshold_label(name) for name in absent])
            return Finding(None, label, said, uncovered=absent, assumptions=choice.assumptions)
        missing = (
            *((condition.fact,) if value is None and condition.fact else ()),
            *(("amount",) if lacks_base else ()),
        )
        if missing or value is None:
            return Finding(None, label, label, (*missing, *choice.missing), thresholds=used)
        limits = [item.value.exact * base if base is not None else item.value.exact for item in known]
        compare = _OPERATORS[condition.test]
        holds, *others = [compare(value, limit) for limit in limits]
        if (not holds) in others:
            return Finding(None, label, label, choice.missing, assumptions=choice.assumptions, thresholds=used)
        text = sentences.compared(condition, 1 if holds else 2, shown, value) if self.words else ""
        doubts = tuple(
            doubt for item in known if (doubt := _threshold_doubt(condition, value, item, holds=holds)) is not None
        )
        return Finding(holds, label, text, (), doubts, choice.assumptions, thresholds=used)

    def _in_words(self, condition: Condition, law: Law) -> str:
        """Return the condition in words, without judging it."""
        if not self.words:
            return ""
        if self._bare is None:
            self._bare = Reading(Facts(nature=self.facts.nature), self.launch, self.notification)
        return self._bare.find(condition, law).label


def _threshold_doubt(condition: Condition, value: Decimal, item: Named[LegalValue], *, holds: bool) -> Doubt | None:
    if item.value.confidence == "verifie":
        return None
    if not item.value.readings:
        return Doubt(sentences.unread(item.label, item.value), item.value.source, True)
    others = [_OPERATORS[condition.test](value, Decimal(str(reading.value))) for reading in item.value.readings]
    differs = any(bool(other) != holds for other in others)
    return Doubt(sentences.several_readings(item.label, item.value), item.value.source, differs)


def _decisive_doubts(findings: Sequence[Finding], *, holds: bool | None) -> tuple[Doubt, ...]:
    """Return the doubts that bear on the answer: a sure failure needs no other, a success needs them all."""
    if holds is None:
        return ()
    if holds is False:
        failing = [finding for finding in findings if finding.holds is False]
        if any(not finding.doubts for finding in failing):
            return ()
        findings = failing
    return _merged(finding.doubts for finding in findings)


def _is_about_candidates(condition: Condition) -> bool:
    parts = condition.any_of or condition.all_of
    if parts:
        return all(_is_about_candidates(part) for part in parts)
    return condition.fact in _ABOUT_CANDIDATES


def _assumption(condition: Condition) -> str:
    fact = FACTS[condition.fact or ""]
    return fact.yes if condition.assume == bool(condition.is_) else fact.no


def _all(values: Sequence[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _any(values: Sequence[bool | None]) -> bool | None:
    if True in values:
        return True
    return None if None in values else False


def _merged[T](groups: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
