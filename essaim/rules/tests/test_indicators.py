"""Small numbers, secrecy and plausibility."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.rules.errors import InvalidFacts
from essaim.rules.indicators import (
    FLAG_LABELS,
    Cell,
    Figure,
    density,
    density_is_telling,
    implausible,
    is_secret,
    masked,
    may_dominate,
    share,
)

ON = date(2026, 11, 23)
counts = st.integers(0, 10**6)


def test_a_share_needs_thirty_units() -> None:
    assert share(29, 29, on=ON) == Figure(None, "nd", "moins de 30 unités\u00a0: voir les nombres")
    assert share(15, 30, on=ON) == Figure(50.0)
    assert share(0, 30, on=ON) == Figure(0.0)
    assert share(None, 30, on=ON).flag == "nd"
    assert share(3, None, on=ON).value is None


def test_rounding_is_half_up_to_one_decimal() -> None:
    assert share(5, 12 * 10, on=ON).value == 4.2
    assert share(1, 80, on=ON).value == 1.3  # 1.25


def test_the_worked_example_of_the_indicators_file() -> None:
    assert density(60, 7674, on=ON).value == 7.8
    assert density(21, 7674, on=ON).value == 2.7


@given(counts, counts)
def test_a_share_is_a_percentage_or_an_explained_absence(numerator: int, denominator: int) -> None:
    if numerator > denominator:
        with pytest.raises(InvalidFacts):
            share(numerator, denominator, on=ON)
        return
    figure = share(numerator, denominator, on=ON)
    assert (figure.value is None) == (denominator < 30) == (figure.flag is not None)
    assert figure.value is None or 0 <= figure.value <= 100
    assert (figure.flag is None) or (figure.why and figure.flag in FLAG_LABELS)


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 50), (1, -50)])
def test_negative_counts_are_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(InvalidFacts):
        share(numerator, denominator, on=ON)


def test_a_density_needs_inhabitants() -> None:
    assert density(3, 0, on=ON).flag == "nd"
    assert density(3, None, on=ON).flag == "nd"
    assert density(0, 500, on=ON).value == 0.0
    assert not density_is_telling(1999, on=ON)
    assert density_is_telling(2000, on=ON)
    assert not density_is_telling(None, on=ON)
    with pytest.raises(InvalidFacts):
        density(-3, 500, on=ON)


@pytest.mark.parametrize(
    ("cell", "secret"),
    [
        (Cell(0), False),
        (Cell(1), True),
        (Cell(2), True),
        (Cell(3), False),
        (Cell(10, total=100, largest=85), False),
        (Cell(10, total=100, largest=85.5), True),
        (Cell(10, total=0, largest=0), False),
    ],
)
def test_secrecy(cell: Cell, secret: bool) -> None:
    assert is_secret(cell, on=ON) is secret


@pytest.mark.parametrize(
    ("bands", "dominated"),
    [
        ([], False),
        ([(1, 2)] * 3, False),
        ([(1, 2), (1, 2), (6, 9)], False),  # 9 of 11: 82 % at most
        ([(1, 2), (1, 2), (10, 19)], True),  # 19 of 21: 90 % at most, though 10 of 14 at least
        ([(0, 0), (0, 0), (1, 2)], True),  # alone with people
        ([(10_000, None), (1_000, 1_999), (500, 999)], True),  # no upper bound: 87 % of the minimums
        ([(10_000, None), (1_000, 1_999), (1_000, 1_999)], False),  # 83 % of them
        ([(17, 17), (1, 1), (2, 2)], False),  # 85 % exactly is allowed
    ],
)
def test_what_bands_say_of_a_dominant_unit(bands: list[tuple[int, int | None]], dominated: bool) -> None:
    assert may_dominate(bands, on=ON) is dominated


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=6))
def test_dominance_is_the_highest_share_the_bands_allow(pairs: list[tuple[int, int]]) -> None:
    bands = [(min(pair), max(pair)) for pair in pairs]
    floor = sum(low for low, _ in bands)
    shares = [Fraction(high, high + floor - low) for low, high in bands if high + floor - low]
    assert may_dominate(bands, on=ON) is any(share > Fraction(85, 100) for share in shares)


def test_a_lone_masked_cell_takes_a_second_with_it() -> None:
    cells = {"a": Cell(1), "b": Cell(9), "c": Cell(4), "d": Cell(0)}
    assert masked(cells, on=ON) == {"a", "c"}
    assert masked({"a": Cell(1), "d": Cell(0)}, on=ON) == {"a"}
    assert masked({"b": Cell(9), "c": Cell(4)}, on=ON) == frozenset()
    assert masked({"a": Cell(1), "b": Cell(2), "c": Cell(4)}, on=ON) == {"a", "b"}


@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 20).map(Cell)))
def test_no_masked_cell_can_be_found_by_subtraction(cells: dict[str, Cell]) -> None:
    hidden = masked(cells, on=ON)
    assert {key for key, cell in cells.items() if is_secret(cell, on=ON)} <= hidden
    shown = [key for key, cell in cells.items() if key not in hidden and cell.units > 0]
    assert len(hidden) != 1 or not shown
    assert masked(dict(reversed(cells.items())), on=ON) == hidden


def test_implausible_figures_are_said_not_hidden() -> None:
    assert implausible(job_share=10, employer_density=2, on=ON) == ()
    assert len(implausible(job_share=1.9, employer_density=15.1, on=ON)) == 2
    assert implausible(on=ON) == ()
