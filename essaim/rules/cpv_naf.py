"""Who does what is bought: from CPV codes to NAF rév. 2 activities, reviewed data of ours with a confidence.

Data: `correspondences/cpv_naf.yaml`. No official table links the two nomenclatures: a match is a lead to check, and
says so. `high` is what the activity is defined by, `medium` what it often does, `low` what it may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from essaim.rules import cpv
from essaim.rules.errors import InvalidParameters

Confidence = Literal["high", "medium", "low"]
LEVELS: tuple[Confidence, ...] = ("high", "medium", "low")
CONFIDENCE_NAMES: Mapping[Confidence, str] = MappingProxyType({"high": "forte", "medium": "moyenne", "low": "faible"})

_FILE = Path(__file__).parent / "correspondences" / "cpv_naf.yaml"
_Start = Annotated[str, Field(pattern=r"^[0-9]{2,8}$")]
_Naf = Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}[A-Z]$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    high: tuple[_Naf, ...] = ()
    medium: tuple[_Naf, ...] = ()
    low: tuple[_Naf, ...] = ()
    why: str = Field(min_length=3)

    @model_validator(mode="after")
    def _each_activity_once(self) -> _Entry:
        named = [*self.high, *self.medium, *self.low]
        if not named or len(set(named)) != len(named):
            raise ValueError("une activité est nommée deux fois, ou aucune ne l’est")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    nomenclature: Literal["NAFRev2"]
    checked_on: date
    review_by: date
    neutral: tuple[_Naf, ...]
    inclusion_trades: tuple[_Start, ...]
    entries: dict[_Start, _Entry]


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity that answers a CPV code. entry: the beginning of code that says so; why: in French."""

    naf: str
    confidence: Confidence
    entry: str
    why: str


@lru_cache(maxsize=4096)
def activities(code: str) -> Mapping[str, Activity]:
    """Return the activities that answer a CPV code, by NAF code with its dot.

    The most precise entry wins; a code wider than any entry gathers those it holds. Empty when nothing is written.
    """
    entries = _file().entries
    digits = cpv.significant(code)
    if digits not in entries:
        below = [entry for entry in entries if entry.startswith(digits)]
        if below:
            return MappingProxyType(_gather(below))
        above = [digits[:length] for length in range(len(digits) - 1, 1, -1) if digits[:length] in entries]
        if not above:
            return MappingProxyType({})
        digits = above[0]
    return MappingProxyType(_gather([digits]))


def is_neutral(naf: str | None) -> bool:
    """Whether an activity code says nothing of the trade (association n.c.a., social work n.c.a., staffing…)."""
    return naf is None or naf in _file().neutral


def neutral_activities() -> tuple[str, ...]:
    """Return the codes that say nothing of the trade."""
    return _file().neutral


def is_inclusion_trade(code: str) -> bool:
    """Whether structures of integration or of disabled workers commonly do this: their activity code often hides it."""
    return cpv.significant(code).startswith(_file().inclusion_trades)


def checked_on() -> date:
    """Return the last day somebody re-read the correspondence."""
    return _file().checked_on


def entries() -> Mapping[str, Mapping[Confidence, tuple[str, ...]]]:
    """Return the whole correspondence, by beginning of CPV code, for the page that shows it."""
    return {
        start: {level: getattr(entry, level) for level in LEVELS if getattr(entry, level)}
        for start, entry in _file().entries.items()
    }


def why(start: str) -> str:
    """Return the French reason of an entry. Raises KeyError for a beginning without entry."""
    return _file().entries[start].why


@dataclass(frozen=True, slots=True)
class Measure:
    """pairs: (holder, class of CPV) looked at; predicted and actual: how many the correspondence, the contracts say."""

    holders: int
    classes: int
    pairs: int
    actual: int
    predicted: int
    both: int

    @property
    def precision(self) -> float | None:
        """Share of the pairs told by the correspondence that contracts confirm; None when it tells none."""
        return self.both / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Share of the pairs seen in contracts that the correspondence would have told; None without contract."""
        return self.both / self.actual if self.actual else None


def measure(seen: Iterable[tuple[str, str, str]], *, lowest: Confidence = "low") -> Measure:
    """Hold the correspondence against contracts: `seen` = (holder, its NAF rév. 2 code, CPV code of a contract).

    A pair (holder, class) is actual when the holder has a contract in the class, predicted when its activity answers
    the class with at least the confidence `lowest`. Precision is a lower bound: a holder able to do what it has not
    yet won counts against it.
    """
    kept = LEVELS[: LEVELS.index(lowest) + 1]
    naf: dict[str, str] = {}
    won: set[tuple[str, str]] = set()
    for holder, activity, code in seen:
        naf[holder] = activity
        won.add((holder, cpv.class_of(code)))
    classes = sorted({family for _, family in won})
    answers = {family: activities(family.ljust(cpv.LENGTH, "0")) for family in classes}
    predicted = {
        (holder, family)
        for holder, activity in naf.items()
        for family in classes
        if (found := answers[family].get(activity)) is not None and found.confidence in kept
    }
    return Measure(len(naf), len(classes), len(naf) * len(classes), len(won), len(predicted), len(predicted & won))


def _gather(starts: Iterable[str]) -> dict[str, Activity]:
    """The activities of some entries, each with its best confidence."""
    found: dict[str, Activity] = {}
    for level in LEVELS:
        for start in starts:
            entry = _file().entries[start]
            for naf in getattr(entry, level):
                found.setdefault(naf, Activity(naf, level, start, entry.why))
    return found


@cache
def _file() -> _File:
    try:
        return _File.model_validate(yaml.safe_load(_FILE.read_text("utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise InvalidParameters("cpv_naf", str(error)) from error
