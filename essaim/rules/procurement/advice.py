"""What may lawfully be done with a purchase, lever by lever: possible, impossible, to be checked, or not covered.

`advise` is a pure function of the facts and a day. A missing fact, or a reading nobody could settle, gives
« à vérifier », named. Why it is made so: docs/decisions/0040. Every situation we thought of: `cases/procurement*.yaml`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain

from essaim.rules.dates import french_date
from essaim.rules.procurement import sentences
from essaim.rules.procurement.answers import STATUSES, Advice, Answer, Citation, Duty, Figure, Status
from essaim.rules.procurement.boundaries import boundaries, levers
from essaim.rules.procurement.completion import complete
from essaim.rules.procurement.evaluation import Finding, Reading, Verdict
from essaim.rules.procurement.facts import Facts
from essaim.rules.procurement.law import Law, Named, law
from essaim.rules.procurement_schema import Lever


def advise(facts: Facts, on: date) -> Advice:
    """Return what each lever allows, asks and forbids for a purchase launched on the day `on`.

    Rules that look at the notification (published data) use `facts.notified_on`, or `on` without it.
    Raises NotCovered before the oldest rule.
    """
    today = law(on)
    known = complete(facts, today)
    notified = law(facts.notified_on) if facts.notified_on and facts.notified_on != on else today
    reading = Reading(known.facts, today, notified, candidates=known.facts.knows_a_candidate)
    later = _Later(reading)
    answers = tuple(
        _same_for_all(lever.id, on)
        if lever.id in _levers_without_condition(on)
        else _answer(lever, later, today)
        if lever.id in today.levers
        else _not_covered(lever, on)
        for lever in levers()
    )
    return Advice(on, facts, known.facts, known.estimate, known.drawn, known.warnings, answers)


# -- one lever


@lru_cache(maxsize=512)
def _levers_without_condition(on: date) -> frozenset[str]:
    """Return the levers whose rules ask nothing on the day: their answer is the same whatever the purchase."""
    today = law(on)
    found = set()
    for lever in today.levers.values():
        rules = [today.rules[name].value for name in lever.value.rules if name in today.rules]
        if len(rules) == len(lever.value.rules) and not any(r.conditions or r.unless or r.doubts for r in rules):
            found.add(lever.id)
    return frozenset(found)


@lru_cache(maxsize=4096)
def _same_for_all(lever: str, on: date) -> Answer:
    today = law(on)
    known = next(item for item in levers() if item.id == lever)
    return _answer(known, _Later(Reading(Facts(), today, today)), today)


class _Later:
    """The same purchase, read under the law of later days."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._known: dict[date, Reading] = {}

    def on(self, day: date) -> Reading:
        """Return the purchase read on `day`. Each day is gathered once for all levers."""
        if day not in self._known:
            then = law(day)
            self._known[day] = Reading(self.reading.facts, then, then, self.reading.candidates, words=False)
        return self._known[day]


def _answer(lever: Named[Lever], later: _Later, today: Law) -> Answer:
    value, reading = lever.value, later.reading
    gate = [reading.verdict(name) for name in value.gate]
    duties = [reading.verdict(name) for name in value.duties]
    options = [reading.verdict(name) for name in value.options]
    forbids = [reading.verdict(name) for name in value.forbids]
    status = _status(gate, duties, forbids)
    everything = (*gate, *duties, *options, *forbids)
    telling = _telling(gate, forbids, status)
    open_rules = [verdict for verdict in everything if verdict.holds]
    judged = (*telling, *duties)
    return Answer(
        id=lever.id,
        title=lever.label,
        group=value.group,
        slug=value.slug,
        rank=value.rank,
        question=value.question,
        status=status,
        is_duty=not gate,
        duty=_duty(duties),
        duties=tuple(_one_duty(verdict) for verdict in duties),
        reasons=_each(_reasons(verdict) for verdict in telling),
        missing=_each(verdict.missing for verdict in judged if status != "non_couvert"),
        doubts=_each(verdict.doubts for verdict in everything if verdict.holds is not None),
        changes=(*_changes(telling, status), *_coming(lever, later, today.on, (status, _duty(duties)))),
        requirements=_each(_required(verdict) for verdict in gate),
        obligations=_each(_said(verdict, "obligations") for verdict in open_rules),
        exceptions=_each((*verdict.open_exceptions, *_said(verdict, "exceptions")) for verdict in open_rules),
        warnings=_each(_said(verdict, "warnings") for verdict in everything if verdict.rule and not verdict.rule.none),
        cautions=_each(_said(verdict, "cautions") for verdict in everything if verdict.holds is not False),
        assumptions=_each(f.assumptions for verdict in judged if verdict.holds is not None for f in verdict.findings),
        figures=_figures(everything, value.figures, today),
        articles=_citations(everything, today),
        verdicts=everything,
    )


def _status(gate: Sequence[Verdict], duties: Sequence[Verdict], forbids: Sequence[Verdict]) -> Status:
    for forbidden in forbids:
        if forbidden.holds:
            return "impossible" if forbidden.is_settled else "a_verifier"
    covered = [verdict for verdict in (*gate, *duties, *forbids) if verdict.covered]
    if not covered:
        return "non_couvert"
    if not gate:
        return _status_of_duties([verdict for verdict in duties if verdict.covered])
    if any(verdict.holds and verdict.is_settled for verdict in gate):
        return "possible"
    if any(verdict.uncovered for verdict in gate):
        return "non_couvert"
    if any(verdict.holds is None or not verdict.is_settled for verdict in gate if verdict.covered):
        return "a_verifier"
    return "impossible"


def _status_of_duties(duties: Sequence[Verdict]) -> Status:
    """A lever open to all is « to be checked » as long as a duty cannot be told and none is sure."""
    if duties and all(verdict.uncovered for verdict in duties):
        return "non_couvert"
    return "a_verifier" if _duty(duties) is None else "possible"


def _duty(duties: Sequence[Verdict]) -> bool | None:
    if any(verdict.holds and verdict.is_settled for verdict in duties):
        return True
    return None if any(verdict.holds is None or not verdict.is_settled for verdict in duties) else False


def _one_duty(verdict: Verdict) -> Duty:
    required = verdict.holds if verdict.is_settled else None
    return Duty(verdict.id, verdict.label, required, _reasons(verdict), verdict.missing)


def _telling(gate: Sequence[Verdict], forbids: Sequence[Verdict], status: Status) -> tuple[Verdict, ...]:
    """Return the rules that decide the status."""
    if any(verdict.holds for verdict in forbids):
        return tuple(verdict for verdict in forbids if verdict.holds)
    if status == "possible":
        return tuple(verdict for verdict in gate if verdict.holds)
    if status == "a_verifier":
        return tuple(verdict for verdict in gate if verdict.holds is None or not verdict.is_settled)
    return tuple(gate)


def _reasons(verdict: Verdict) -> tuple[str, ...]:
    """Return what decides: what fails for a failure, all that holds for a success, what is known otherwise."""
    if verdict.holds is False:
        kept = [finding for finding in verdict.findings if finding.holds is False]
    else:
        kept = [f for f in verdict.findings if not f.required and (f.holds is not None or f.uncovered)]
    said = tuple(dict.fromkeys(finding.text for finding in kept if finding.text))
    if not said and verdict.holds and verdict.rule and verdict.rule.always:
        return (verdict.rule.always,)
    return said


def _required(verdict: Verdict) -> tuple[str, ...]:
    return tuple(f"{_upper(finding.label)}." for finding in verdict.findings if finding.required)


def _changes(telling: Sequence[Verdict], status: Status) -> tuple[str, ...]:
    said: list[str] = []
    for verdict in telling:
        if verdict.rule is None or verdict.rule.none:
            continue
        failing = [finding for finding in verdict.findings if finding.holds is False]
        unknown = [finding for finding in verdict.findings if finding.holds is None and not finding.uncovered]
        limits = [finding for finding in verdict.findings if finding.thresholds and finding.holds]
        if verdict.effect == "interdit" and verdict.holds:
            said.append(f"Interdit tant que : {_list(verdict.findings)}.")
        elif failing and status != "possible":
            said.append(f"« {verdict.label} » suppose ceci : {_list(failing)}.")
        elif unknown and status != "possible":
            said.append(f"« {verdict.label} » est ouvert si : {_list(unknown)}.")
        elif status == "possible" and verdict.holds and limits:
            said.append(f"Vaut tant que : {_list(limits)}.")
    return tuple(dict.fromkeys(said))


def _coming(lever: Named[Lever], later: _Later, on: date, known: tuple[Status, bool | None]) -> tuple[str, ...]:
    """Return what the changes of law already written down would make of the answer, the nearest first.

    A day without known value is not a change: it is said once, in the calendar.
    """
    said = []
    for day in (day for day in boundaries(lever.id) if day > on):
        then = later.on(day)
        value = lever.value
        gate, duties, forbids = (
            [then.verdict(name) for name in group] for group in (value.gate, value.duties, value.forbids)
        )
        status, duty = _status(gate, duties, forbids), _duty(duties)
        if status == "non_couvert":
            break
        if status != known[0]:
            word = STATUSES[status].lower()
            said.append(
                f"À partir du {french_date(day)}, la réponse devient «\u00a0{word}\u00a0», d’après les textes connus."
            )
        elif duty != known[1] and duty is not None:
            verb = "commence" if duty else "cesse"
            said.append(f"À partir du {french_date(day)}, l’obligation {verb}, d’après les textes connus.")
        known = status, duty
    return tuple(said[:2])


# -- what an answer rests on


def _figures(verdicts: Iterable[Verdict], more: Iterable[str], today: Law) -> tuple[Figure, ...]:
    names = dict.fromkeys((*(n for v in verdicts for finding in v.findings for n in finding.thresholds), *more))
    return tuple(
        Figure(
            name,
            item.label,
            sentences.legal_value(item.value),
            item.value.article or "",
            item.value.from_,
            item.value.confidence,
        )
        for name in names
        if (item := today.thresholds.get(name)) is not None
    )


def _citations(verdicts: Iterable[Verdict], today: Law) -> tuple[Citation, ...]:
    names = dict.fromkeys(name for verdict in verdicts if verdict.rule for name in verdict.rule.articles)
    return tuple(citation(name, today.on) for name in names)


@lru_cache(maxsize=4096)
def citation(name: str, on: date) -> Citation:
    """Return an article as it is cited on the day. Its link only when the version read held that day."""
    found = law(on).articles[name]
    value = found.value
    read = value.version_since is None or value.version_since <= on
    url = f"https://www.legifrance.gouv.fr/codes/article_lc/{value.legifrance}" if value.legifrance and read else None
    return Citation(
        name, found.label, value.code, value.source, value.confidence, value.version_since if read else None, url
    )


def _not_covered(lever: Named[Lever], on: date) -> Answer:
    value = lever.value
    start = french_date(value.from_) if value.from_ else ""
    reason = f"Ce levier n’est décrit ici qu’à partir du {start}."
    none: tuple[str, ...] = ()
    return Answer(
        lever.id, lever.label, value.group, value.slug, value.rank, value.question, "non_couvert", not value.gate,
        None, (), (reason,), none, (), none, none, none, none, none, none, none, (), (), (),
    )  # fmt: skip


def _said(verdict: Verdict, name: str) -> tuple[str, ...]:
    return tuple(getattr(verdict.rule, name)) if verdict.rule else ()


def _each[T](groups: Iterable[Iterable[T]] | Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(groups)))  # type: ignore[arg-type]


def _list(findings: Sequence[Finding]) -> str:
    return "\u00a0; ".join(finding.label for finding in findings)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
