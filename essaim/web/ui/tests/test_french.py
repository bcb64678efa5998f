import datetime as dt
import math
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.web.ui import french

N, B = french.NNBSP, french.NBSP


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1000, None, f"1{N}000"),
        (1234.5, None, f"1{N}234,5"),
        (1234567, None, f"1{N}234{N}567"),
        (2.94, 1, "2,9"),
        (2.95, 1, "3,0"),  # half up on what is written, not on the binary neighbour
        (0.125, 2, "0,13"),
        (12.0, None, "12"),
        (12, 2, "12,00"),
        (-1234.5, None, f"−1{N}234,5"),
        (0.04, 1, f"<{B}0,1"),  # not zero, hence not written as zero
        (-0.04, 1, f">{B}−0,1"),
        (0.0042, 2, f"<{B}0,01"),
        (0.3, 0, f"<{B}1"),
        (0.05, 1, "0,1"),
        (0.0, 2, "0,00"),
        (Decimal("1234.50"), 2, f"1{N}234,50"),
        (None, None, "inconnu"),
        (float("nan"), None, "inconnu"),
    ],
)
def test_numbers(value, decimals, expected):
    assert french.number(value, decimals) == expected


def test_an_infinite_number_is_refused():
    with pytest.raises(ValueError, match="infinite"):
        french.number(math.inf)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_whole_number_reads_back(value):
    text = french.number(value)
    assert int(text.replace(N, "").replace("−", "-")) == value
    assert re.fullmatch(rf"−?\d{{1,3}}({N}\d{{3}})*", text)


@given(st.floats(min_value=-1e12, max_value=1e12), st.integers(min_value=0, max_value=4))
def test_a_rounded_number_is_close_and_never_breaks(value, decimals):
    text = french.number(value, decimals)
    assert " " not in text
    if text[0] in "<>":
        assert 0 < abs(value) < 10**-decimals
        return
    read = float(text.replace(N, "").replace("−", "-").replace(",", "."))
    assert abs(read - value) <= 0.5 * 10**-decimals + 1e-3
    assert (read == 0) == (value == 0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (0.0, "0"), (0.0042, f"<{B}0,01"), (0.005, "0,01"), (0.42, "0,42"), (1.25, "1,3"), (12.04, "12,0"),
     (1234.56, f"1{N}234,6"), (None, "inconnu")],
)  # fmt: skip
def test_a_ratio_is_never_shown_as_zero_unless_it_is(value, expected):
    assert french.rate(value) == expected


def test_percentages_and_euros_hold_to_their_sign():
    assert french.percent(12.34) == f"12,3{B}%"
    assert french.percent(100, 0) == f"100{B}%"
    assert french.percent(None) == "inconnu"
    assert french.euros(60000) == f"60{N}000{B}€"
    assert french.euros(None) == "inconnu"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (dt.date(2026, 11, 23), f"23{B}novembre{B}2026"),
        (dt.date(2026, 8, 1), f"1er{B}août{B}2026"),
        (dt.datetime(2026, 2, 3, 9, 30, tzinfo=dt.UTC), f"3{B}février{B}2026"),
        ("2026-12-31", f"31{B}décembre{B}2026"),
        (None, "inconnu"),
        ("", "inconnu"),
    ],
)
def test_dates(value, expected):
    assert french.date_fr(value) == expected


def test_short_dates_and_bad_dates():
    assert french.date_fr(dt.date(2026, 2, 3), short=True) == "03/02/2026"
    with pytest.raises(ValueError, match="hier"):
        french.date_fr("hier")


def test_intervals():
    assert french.interval(10, 19) == f"10 à{B}19"
    assert french.interval(10000, None) == f"10{N}000 ou plus"
    assert french.interval(None, 5) == "5 au plus"
    assert french.interval(3, 3) == "3"
    assert french.interval(0, 0) == "0"
    assert french.interval(None, None) == "inconnu"


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "commune"), (1, "commune"), (1.9, "commune"), (2, "communes"), (None, "commune")]
)
def test_plurals_start_at_two(count, expected):
    assert french.plural(count, "commune") == expected


def test_irregular_plurals():
    assert french.plural(2, "cheval") == "chevaux"
    assert french.plural(2, "bureau") == "bureaux"
    assert french.plural(2, "avis") == "avis"
    assert french.plural(2, "œil", "yeux") == "yeux"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qui ? Quoi ! Où ; là : ici", f"Qui{N}? Quoi{N}! Où{N}; là{B}: ici"),
        ("l'élu d'ici", "l’élu d’ici"),
        ("« mot »", f"«{B}mot{B}»"),
        ("«mot»", f"«{B}mot{B}»"),
        ("11 % et 60 000 €", f"11{B}% et 60{N}000{B}€"),
        ("https://example.org à 12:30", "https://example.org à 12:30"),
        ("le 23 novembre 2026", "le 23 novembre 2026"),
    ],
)
def test_typography(text, expected):
    assert french.typo(text) == expected


@given(st.text(alphabet="ab' :;?!%€«»1 0" + B + N, max_size=40))
def test_typography_is_idempotent(text):
    once = french.typo(text)
    assert french.typo(once) == once
