"""What all measures share: the size of France, the day they are made, where generated files stay."""

from __future__ import annotations

import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

FRANCE_UNITS = 30_000_000
TODAY = date(2026, 11, 23)
SEED = 31


def say(message: str) -> None:
    """Progress, on the error stream."""
    sys.stderr.write(f"→ {message}\n")


def stocks_folder(folder: Path, scale: Fraction) -> Path:
    """Where the stocks of this scale are kept from one run to the next."""
    return folder / f"stocks-{scale.numerator}-{scale.denominator}"
