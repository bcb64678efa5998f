"""How big a contract is beside those who could hold it: capacity from the workforce, lots simulated, consortium.

Nobody publishes the turnover of associations. A capacity is therefore an assumption the reader sees and changes:
employees × yearly turnover an employee × the share of its turnover an organisation may owe to one buyer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# Team's choices, shown and adjustable on the page: neither comes from a text.
DEPENDENCY_LIMIT = 30.0
TURNOVER_PER_EMPLOYEE = 45_000.0
# Competition asks for several offers; three is the usual number of quotes asked.
ENOUGH_CANDIDATES = 3
LOTS_TRIED = (1, 2, 3, 4, 5, 6, 8, 10, 12)
MOST_PARTNERS = 4

Fit = Literal["alone", "maybe", "too_big", "unknown"]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """dependency_limit: percent of its turnover an organisation may owe to this contract. turnover_per_employee: € HT a
    year."""

    dependency_limit: float = DEPENDENCY_LIMIT
    turnover_per_employee: float = TURNOVER_PER_EMPLOYEE


@dataclass(frozen=True, slots=True)
class Capacity:
    """€ HT a year an organisation can take. low, high: from the bounds of its workforce band; None = not known.

    An open band (10,000 and more) has no high bound: high is then None while low is known.
    """

    low: float | None
    high: float | None

    @property
    def is_known(self) -> bool:
        return self.low is not None


@dataclass(frozen=True, slots=True)
class LotSize:
    """One way to cut the need. sure: candidates whose smallest capacity holds a lot; maybe: whose largest does."""

    lots: int
    yearly_amount: float
    sure: int
    maybe: int

    @property
    def is_open(self) -> bool:
        """Whether enough candidates could answer without depending too much on the buyer."""
        return self.sure >= ENOUGH_CANDIDATES


@dataclass(frozen=True, slots=True)
class Sizing:
    """sizes: every cut tried; advised: the smallest number of lots that enough candidates can hold, None when none.

    unknown: candidates whose workforce nobody tells. partners: indexes of candidates that could hold the whole
    together, the nearest first; () when one is enough or when too many would be needed.
    """

    sizes: tuple[LotSize, ...]
    advised: LotSize | None
    unknown: int
    partners: tuple[int, ...]


def capacity(minimum: int | None, maximum: int | None, assumptions: Assumptions) -> Capacity:
    """Return what a workforce (bounds in employees; None = not known) lets an organisation take in a year."""
    if minimum is None:
        return Capacity(None, None)
    worth = assumptions.turnover_per_employee * assumptions.dependency_limit / 100
    return Capacity(minimum * worth, None if maximum is None else maximum * worth)


def fit(yearly_amount: float | None, able: Capacity) -> Fit:
    """Return whether an organisation can hold a yearly amount alone without depending too much on it."""
    if yearly_amount is None or able.low is None:
        return "unknown"
    if yearly_amount <= able.low:
        return "alone"
    return "maybe" if able.high is None or yearly_amount <= able.high else "too_big"


def yearly(amount: float, months: float | None) -> float:
    """Return the amount a year of a contract: the whole over its duration, never more than the whole.

    A contract shorter than a year weighs on one year; without duration it is taken to last one.
    """
    return amount if months is None or months <= 12 else amount * 12 / months


def size(yearly_amount: float, capacities: Sequence[Capacity]) -> Sizing:
    """Cut a yearly amount into equal lots until enough candidates can hold one. `capacities`: nearest first."""
    sizes = tuple(_cut(yearly_amount, lots, capacities) for lots in LOTS_TRIED)
    return Sizing(
        sizes,
        next((each for each in sizes if each.is_open), None),
        sum(not each.is_known for each in capacities),
        _partners(yearly_amount, capacities),
    )


def _cut(yearly_amount: float, lots: int, capacities: Sequence[Capacity]) -> LotSize:
    amount = yearly_amount / lots
    fits = [fit(amount, each) for each in capacities]
    return LotSize(lots, amount, fits.count("alone"), fits.count("alone") + fits.count("maybe"))


def _partners(yearly_amount: float, capacities: Sequence[Capacity]) -> tuple[int, ...]:
    """The fewest candidates that hold the whole together, two to MOST_PARTNERS: the largest of the nearest ones."""
    if any(fit(yearly_amount, each) == "alone" for each in capacities):
        return ()
    known = [(index, each.low) for index, each in enumerate(capacities) if each.low]
    largest = sorted(known, key=lambda each: (-each[1], each[0]))[:MOST_PARTNERS]
    total = 0.0
    for count, (_, low) in enumerate(largest, 1):
        total += low
        if total >= yearly_amount:
            return tuple(sorted(index for index, _ in largest[:count]))
    return ()
