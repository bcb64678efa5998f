"""SIREN and SIRET with a valid Luhn key, for whole arrays at once.

SIREN of the demonstration all begin with 98, of which one million exist; a stock of the size of France needs more and
spreads over the range. Names that end with (SYNTHÈSE) tell both from real ones.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

DEMONSTRATION_UNITS = 1_000_000
_FIRST, _LAST = 10_000_000, 99_999_999


def _block_sums() -> tuple[Ints, Ints]:
    """Luhn sums of every 4-digit block, its last digit doubled or not."""
    digits = np.arange(10_000)[:, None] // np.array([1000, 100, 10, 1]) % 10
    doubled = digits * 2 - 9 * (digits > 4)
    last_doubled = doubled[:, 3] + digits[:, 2] + doubled[:, 1] + digits[:, 0]
    last_plain = digits[:, 3] + doubled[:, 2] + digits[:, 1] + doubled[:, 0]
    return last_doubled, last_plain


_DOUBLED, _PLAIN = _block_sums()


def with_key(body: Ints) -> Ints:
    """Append to each number the key that makes it pass Luhn. Blocks of 4 digits keep the parity of positions."""
    total = np.zeros_like(body)
    rest = body
    while rest.any():
        total += _DOUBLED[rest % 10_000]
        rest = rest // 10_000
    return body * 10 + (10 - total % 10) % 10


def passes(number: Ints) -> npt.NDArray[np.bool_]:
    """Tell which numbers pass Luhn."""
    total = np.zeros_like(number)
    rest = number
    while rest.any():
        total += _PLAIN[rest % 10_000]
        rest = rest // 10_000
    return total % 10 == 0


def sirens(first: int, count: int, total: int) -> Ints:
    """SIREN of the units `first` … `first + count - 1` of a stock of `total` units, ascending.

    Up to a million units: 98 000 000x … 98 999 999x. Raises ValueError above the 90 million that nine digits hold.
    """
    position = np.arange(first, first + count, dtype=np.int64)
    if total <= DEMONSTRATION_UNITS:
        return with_key(98_000_000 + position * (DEMONSTRATION_UNITS // total))
    step = (_LAST - _FIRST) // total
    if step < 1:
        raise ValueError(f"{total} legal units do not fit in nine digits")
    return with_key(_FIRST + position * step)


def sirets(siren: Ints, rank: Ints) -> Ints:
    """SIRET of the establishments number `rank` (1, 2, …) of each SIREN: NIC 0001k, 0002k…"""
    return with_key(siren * 10_000 + rank)
