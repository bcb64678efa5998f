"""A contract beside those who could hold it."""

import pytest

from essaim.rules import sizing
from essaim.rules.sizing import Assumptions, Capacity

PLAIN = Assumptions(dependency_limit=30, turnover_per_employee=50_000)


def test_capacity_is_workforce_times_turnover_times_limit():
    assert sizing.capacity(20, 49, PLAIN) == Capacity(300_000, 735_000)
    assert sizing.capacity(10_000, None, PLAIN) == Capacity(150_000_000, None)


def test_an_unknown_workforce_is_never_zero():
    able = sizing.capacity(None, None, PLAIN)
    assert not able.is_known
    assert sizing.fit(10, able) == "unknown"


@pytest.mark.parametrize(
    ("amount", "answer"),
    [(300_000, "alone"), (300_001, "maybe"), (735_000, "maybe"), (735_001, "too_big"), (None, "unknown")],
)
def test_the_bounds_of_a_band_are_the_bounds_of_the_answer(amount, answer):
    assert sizing.fit(amount, Capacity(300_000, 735_000)) == answer


def test_an_open_band_is_never_too_small():
    assert sizing.fit(10**12, Capacity(150_000_000, None)) == "maybe"


@pytest.mark.parametrize(("months", "amount"), [(None, 100), (6, 100), (12, 100), (24, 50), (48, 25)])
def test_a_year_of_a_contract(months, amount):
    assert sizing.yearly(100, months) == amount


def test_lots_are_cut_until_three_candidates_can_hold_one():
    capacities = [Capacity(60_000, 90_000)] * 3 + [Capacity(10_000, 20_000), Capacity(None, None)]
    found = sizing.size(200_000, capacities)
    assert found.advised is not None
    assert found.advised.lots == 4
    assert (found.sizes[0].sure, found.sizes[0].maybe, found.unknown) == (0, 0, 1)
    assert found.sizes[2].maybe == 3


def test_partners_are_the_fewest_that_hold_the_whole():
    capacities = [Capacity(20_000, 1), Capacity(90_000, 1), Capacity(50_000, 1), Capacity(80_000, 1)]
    assert sizing.size(160_000, capacities).partners == (1, 3)
    assert sizing.size(80_000, capacities).partners == ()
    assert sizing.size(10**9, capacities).partners == ()


def test_nobody_is_nobody():
    found = sizing.size(1000, [])
    assert (found.advised, found.partners) == (None, ())
