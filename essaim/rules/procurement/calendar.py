"""The calendar of procurement law: what changes, when, what it replaces, what is announced. Drawn from the parameters.

Nothing is written twice: a change is the passage from one dated value, or one version of a rule, to the next.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, Literal

from essaim.rules import lookup
from essaim.rules.facts import Confidence
from essaim.rules.procurement import sentences
from essaim.rules.procurement.boundaries import levers_of_rule, levers_of_threshold
from essaim.rules.procurement.law import THRESHOLD_FILES
from essaim.rules.procurement_schema import LegalValue, OtherReading
from essaim.rules.typography import typo

Kind = Literal["threshold", "rule", "end"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change. before, after: what is shown (« 40 000 € HT »), or what a rule says before and after.

    kind: a threshold, a rule, or « end »: the day after the last value known. levers: ids of the levers it bears on.
    other: readings of other sources for the same period. id: stable, for feeds.
    """

    id: str
    on: date
    kind: Kind
    label: str
    before: str
    after: str
    article: str
    act: str
    source: str
    confidence: Confidence
    note: str
    other: tuple[str, ...]
    levers: tuple[str, ...]


@cache
def changes() -> tuple[Change, ...]:
    """Return every change written down, the latest first; on one day, thresholds before rules, by label."""
    found: list[Change] = []
    for file in THRESHOLD_FILES:
        for key, entry in lookup.load(f"commande_publique.{file}").entries.items():
            found += _of_threshold(key, typo(entry.label), entry.values)
    for key, entry in lookup.load("commande_publique.rules").entries.items():
        found += _of_rule(key, typo(entry.label), entry.values)
    order = {"threshold": 0, "rule": 1, "end": 2}
    return tuple(sorted(found, key=lambda change: (-change.on.toordinal(), order[change.kind], change.label)))


def coming(on: date) -> tuple[Change, ...]:
    """Return the changes after the day `on`, the nearest first."""
    return tuple(sorted((change for change in changes() if change.on > on), key=lambda change: change.on))


def past(on: date) -> tuple[Change, ...]:
    """Return the changes up to the day `on`, the latest first."""
    return tuple(change for change in changes() if change.on <= on)


def amount_of(value: LegalValue, reading: OtherReading) -> str:
    """Return what another source reads, in the unit of the value."""
    return sentences.amount(reading.value, value.unit)


def _of_threshold(key: str, label: str, values: tuple[Any, ...]) -> list[Change]:
    found = []
    for earlier, later in pairwise(values):
        before, after = sentences.legal_value(earlier), sentences.legal_value(later)
        if (before, earlier.act) == (after, later.act):
            if not later.readings:
                continue
            after = f"{after}, autre lecture {' ou '.join(amount_of(later, reading) for reading in later.readings)}"
        elif before == after:
            after = f"{after}, maintenu"
        if earlier.to is not None and later.from_ > earlier.to + timedelta(days=1):
            before = f"{before}, puis valeur non connue"
        found.append(_change("threshold", key, label, before, after, later, levers_of_threshold(key)))
    first, last = values[0], values[-1]
    if len(values) == 1 and first.act and first.from_ and first.from_ > date(2019, 4, 1):
        found.append(
            _change("threshold", key, label, "", sentences.legal_value(first), first, levers_of_threshold(key))
        )
    if last.to is not None:
        end = last.model_copy(update={"from_": last.to + timedelta(days=1), "note": None, "act": None})
        found.append(_change("end", key, label, sentences.legal_value(last), "à relire", end, levers_of_threshold(key)))
    return found


def _of_rule(key: str, label: str, versions: tuple[Any, ...]) -> list[Change]:
    found = []
    for earlier, later in pairwise(versions):
        before = earlier.none or "Règle précédente."
        after = later.change or later.always or later.none or f"{label}."
        found.append(_change("rule", key, label, before, after, later, levers_of_rule(key)))
    return found


def _change(kind: Kind, key: str, label: str, before: str, after: str, value: Any, levers: tuple[str, ...]) -> Change:
    others = tuple(f"{amount_of(value, reading)}\u00a0: {reading.note}" for reading in getattr(value, "readings", ()))
    article = value.article or ", ".join(getattr(value, "articles", ())[:2])
    return Change(
        id=f"{kind}-{key}-{value.from_.isoformat()}".replace("_", "-"),
        on=value.from_,
        kind=kind,
        label=label,
        before=before,
        after=after,
        article=article,
        act=value.act or "",
        source=value.source,
        confidence=value.confidence,
        note=getattr(value, "told", value.note or ""),
        other=others,
        levers=levers,
    )
