"""French grammar of territory names, and numbers, dates and typography as French readers write them.

Pure functions: no Django, no clock, no locale of the machine.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from functools import lru_cache

from essaim.rules import numbers, typography
from essaim.rules.dates import french_date

NBSP, NNBSP = numbers.NBSP, numbers.NNBSP
UNKNOWN = "inconnu"
CONFIDENTIAL = "secret statistique"

Number = int | float | Decimal


@lru_cache(maxsize=8192)
def number(value: Number | None, decimals: int | None = None) -> str:
    """`1234.5` → « 1 234,5 ».

    decimals: figures after the comma, rounded half up; None keeps whole numbers whole and gives one decimal
    to the others. Groups of three are held by narrow no-break spaces from 1 000 up; the minus is U+2212.
    What is not zero is never written as zero: 0.004 with two decimals is « < 0,01 ».
    None and NaN → « inconnu ». Raises ValueError on an infinite value: no figure of ours may be infinite.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return UNKNOWN
    if isinstance(value, float) and math.isinf(value):
        raise ValueError("an infinite value cannot be shown")
    return numbers.french_number(value, decimals)


def rate(value: Number | None) -> str:
    """A ratio such as « for 1 000 inhabitants »: one decimal, two under 1, « < 0,01 » at least; exactly 0 is « 0 »."""
    if not value:
        return number(value)
    return number(value, 2 if abs(value) < 1 else 1)


def percent(value: Number | None, decimals: int = 1) -> str:
    """A percentage already multiplied by 100: `12.34` → « 12,3 % » (no-break space before the sign)."""
    text = number(value, decimals)
    return text if text == UNKNOWN else f"{text}{NBSP}%"


def euros(value: Number | None, decimals: int = 0) -> str:
    """`60000` → « 60 000 € »."""
    text = number(value, decimals)
    return text if text == UNKNOWN else f"{text}{NBSP}€"


def date_fr(value: dt.date | str | None, *, short: bool = False) -> str:
    """`2026-11-23` → « 23 novembre 2026 » (first of the month: « 1er »); short: « 23/11/2026 ».

    Takes a date, a datetime or ISO 8601 text; None and empty → « inconnu ». Raises ValueError on other text.
    """
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if short:
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    return french_date(value)


def interval(low: Number | None, high: Number | None) -> str:
    """Bounds of a quantity: « 10 à 19 », « 10 ou plus », « 19 au plus », « inconnu »; equal bounds give one number."""
    if low is None and high is None:
        return UNKNOWN
    if high is None:
        return f"{number(low)} ou plus"
    if low is None:
        return f"{number(high)} au plus"
    if low == high:
        return number(low)
    return f"{number(low)} à{NBSP}{number(high)}"


def plural(count: Number | None, singular: str, plural_form: str | None = None) -> str:
    """The word alone, agreed with its number: French is plural from 2 on (1,5 and 0 are singular)."""
    if count is not None and abs(count) >= 2:
        return plural_form if plural_form is not None else _plural_of(singular)
    return singular


def _plural_of(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith(("eau", "au", "eu")):
        return word + "x"
    if word.endswith("al"):
        return word[:-2] + "aux"
    return word + "s"


typo = typography.typo
