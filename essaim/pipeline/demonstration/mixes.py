"""Distributions of the real stocks, as measured or estimated on public excerpts and notes of 2022–2026.

Shares are relative weights: they need not add up to one. What is only estimated says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Weights = dict[str, float]


def table(weights: Weights) -> tuple[list[str], npt.NDArray[np.float64]]:
    """Split weights into (values, cumulative shares), ready for `draw`."""
    shares = np.array(list(weights.values()), dtype=np.float64)
    return list(weights), np.cumsum(shares / shares.sum())


def draw(rng: np.random.Generator, cumulative: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.int64]:
    """Draw `count` positions of a table by its cumulative shares."""
    found = np.searchsorted(cumulative, rng.random(count, dtype=np.float64), side="right")
    return np.minimum(found, len(cumulative) - 1)


# Legal form given the ESS flag O: 9220 92.5 %, 9260 2.5 %, 6316 0.86 %, 5710 0.80 %, 9223 0.79 % (measured); the rest
# is spread by estimate. 9260 (local law of Alsace and Moselle) is given to seats of 57, 67 and 68 only.
ESS_FORMS: Weights = {
    "9220": 94.3,
    "6316": 0.86,
    "5710": 0.80,
    "9223": 0.79,
    "5499": 0.40,
    "9230": 0.35,
    "9221": 0.30,
    "9300": 0.30,
    "8210": 0.25,
    "5458": 0.25,
    "6317": 0.25,
    "5460": 0.20,
    "5560": 0.15,
    "6595": 0.12,
    "5558": 0.10,
    "6318": 0.10,
    "6411": 0.05,
    "5552": 0.05,
    "5547": 0.03,
    "8290": 0.02,
}
# The same with cooperatives, mutuals, foundations and companies made more visible: a demonstration shows every family.
ESS_FORMS_SHOWN: Weights = {
    **{code: weight * 8 for code, weight in ESS_FORMS.items()},
    "9220": 80.0,
    "5458": 2.5,
    "5710": 3.5,
}

# Legal form of the others: natural persons 62 % of all; the rest by the national shares (estimated where not measured).
OTHER_FORMS: Weights = {
    "1000": 65.0,
    "5499": 12.0,
    "5710": 8.0,
    "6540": 7.0,
    "5498": 1.0,
    "2110": 0.6,
    "2900": 0.4,
    "6598": 0.5,
    "6597": 0.3,
    "7210": 0.12,
    "7361": 0.1,
    "7346": 0.1,
    "7348": 0.1,
    "5599": 0.5,
    "5202": 0.3,
    "9110": 0.2,
    "8410": 0.2,
    "9150": 0.1,
}
NATURAL_PERSON = "1000"

# Activity given the flag O: the first ten are measured, the rest (17.6 %) is spread over activities seen in the lists.
ESS_ACTIVITIES: Weights = {
    "94.99Z": 45.7,
    "93.12Z": 14.6,
    "90.01Z": 9.1,
    "88.99B": 3.8,
    "93.29Z": 2.5,
    "93.19Z": 1.9,
    "85.52Z": 1.3,
    "85.59B": 1.2,
    "90.02Z": 1.2,
    "85.59A": 1.1,
    "93.11Z": 1.6,
    "88.10A": 1.4,
    "85.20Z": 1.2,
    "85.31Z": 1.0,
    "87.30A": 0.9,
    "88.91A": 1.1,
    "87.90B": 0.7,
    "86.10Z": 0.4,
    "86.90D": 0.4,
    "88.10C": 0.5,
    "88.99A": 0.6,
    "91.01Z": 0.5,
    "59.14Z": 0.3,
    "60.10Z": 0.3,
    "62.01Z": 0.3,
    "70.22Z": 0.5,
    "72.19Z": 0.2,
    "79.90Z": 0.3,
    "55.20Z": 0.4,
    "56.10A": 0.4,
    "47.79Z": 0.4,
    "38.32Z": 0.3,
    "81.30Z": 0.4,
    "01.61Z": 0.9,
    "46.21Z": 0.2,
    "43.39Z": 0.2,
    "49.32Z": 0.1,
    "64.19Z": 0.2,
    "65.12Z": 0.2,
    "68.20A": 0.3,
    "78.20Z": 0.2,
    "94.12Z": 0.2,
    "94.91Z": 0.4,
    "96.09Z": 0.3,
}
# Activity of the others: shares by division (estimated for the country from one dense district), one code or two each.
OTHER_ACTIVITIES: Weights = {
    "01.11Z": 4.0,
    "01.50Z": 4.0,
    "10.71C": 1.0,
    "25.62B": 1.0,
    "33.12Z": 1.0,
    "41.20A": 2.0,
    "43.21A": 4.0,
    "43.34Z": 4.0,
    "45.20A": 2.0,
    "46.90Z": 3.0,
    "47.11B": 3.5,
    "47.91A": 3.5,
    "49.41A": 2.0,
    "53.20Z": 3.0,
    "55.10Z": 1.0,
    "56.10A": 4.0,
    "58.11Z": 1.0,
    "62.01Z": 3.0,
    "64.20Z": 2.5,
    "66.22Z": 1.5,
    "68.20A": 8.0,
    "68.20B": 9.0,
    "69.10Z": 2.0,
    "70.22Z": 5.0,
    "71.12B": 2.0,
    "74.10Z": 2.0,
    "77.11A": 2.0,
    "81.21Z": 2.0,
    "82.99Z": 2.0,
    "84.11Z": 0.6,
    "85.59B": 3.0,
    "85.59A": 2.0,
    "86.21Z": 2.0,
    "86.90E": 4.0,
    "88.91A": 2.0,
    "90.03B": 3.0,
    "93.13Z": 2.0,
    "94.12Z": 0.3,
    "95.11Z": 1.5,
    "96.02A": 2.5,
    "96.09Z": 1.0,
}
# What an activity given by a legal form makes more likely than the list above.
FORM_ACTIVITIES: dict[str, Weights] = {
    "6316": {"01.61Z": 1.0},
    "6317": {"46.21Z": 3.0, "01.61Z": 1.0, "10.71C": 0.2},
    "6318": {"46.21Z": 1.0},
    "8210": {"65.12Z": 2.0, "86.10Z": 1.0},
    "8290": {"65.12Z": 1.0},
    "6411": {"65.12Z": 1.0},
    "6595": {"64.19Z": 1.0},
    "5547": {"68.20A": 1.0},
    "9300": {"87.30A": 1.0, "86.10Z": 1.0, "94.99Z": 2.0, "91.01Z": 1.0},
    "5458": {"43.39Z": 2.0, "70.22Z": 2.0, "62.01Z": 2.0, "38.32Z": 1.0, "81.30Z": 1.0, "56.10A": 1.0},
    "5558": {"43.39Z": 1.0, "62.01Z": 1.0, "70.22Z": 1.0},
    "5710": {"62.01Z": 2.0, "70.22Z": 2.0, "47.79Z": 2.0, "56.10A": 2.0, "38.32Z": 1.0, "85.59A": 1.0, "88.10A": 1.0},
    "5499": {"62.01Z": 1.0, "47.79Z": 1.0, "56.10A": 1.0, "38.32Z": 1.0, "81.30Z": 1.0},
    "7210": {"84.11Z": 1.0},
    "7361": {"84.11Z": 1.0, "88.10A": 1.0},
}

# Workforce bands of active establishments: the whole economy as measured in one district (26,614 establishments); the
# ESS from its digital part, 10 to 500 employees raised by half (estimated).
BANDS: Weights = {
    "NN": 89.15,
    "01": 5.26,
    "02": 2.38,
    "03": 1.17,
    "11": 0.86,
    "12": 0.53,
    "00": 0.45,
    "21": 0.11,
    "22": 0.08,
    "31": 0.005,
    "32": 0.01,
    "41": 0.01,
    "51": 0.01,
}
ESS_BANDS: Weights = {
    "NN": 80.0,
    "01": 6.1,
    "02": 3.6,
    "03": 2.6,
    "11": 3.4,
    "12": 2.5,
    "00": 1.0,
    "21": 0.45,
    "22": 0.3,
    "31": 0.05,
    "32": 0.1,
    "41": 0.045,
    "42": 0.01,
}

# Establishments of a legal unit: 1: 78 %, 2: 14 %, 3–5: 7 %, 6–50: 0.9 %, more: 0.02 % (estimated).
ESTABLISHMENT_COUNTS: Weights = {"1": 78.0, "2": 14.0, "3": 4.0, "4": 2.0, "5": 1.0, "many": 0.9, "network": 0.02}

# Creations of legal units by year: 0.25 M a year before 2008, 0.5 M until 2017, then 0.7 to 1.1 M (estimated).
CREATION_YEARS: Weights = {
    **{str(year): 0.02 + 0.23 * (year - 1950) / 57 for year in range(1950, 2008)},
    "2008": 0.35,
    **{str(year): 0.5 for year in range(2009, 2018)},
    **{str(2018 + index): million for index, million in enumerate([0.7, 0.8, 0.85, 1.0, 1.05, 1.05, 1.1, 1.1, 0.8])},
}

# Kinds of inclusion structures, 2020 shares: ACI 47, EI 24.5, AI 16, ETTI 8, GEIQ 4.5 (measured).
SIAE_KINDS: Weights = {"ACI": 47, "EI": 24.5, "AI": 16, "ETTI": 8, "GEIQ": 4.5, "EA": 6, "ESAT": 8}


@dataclass(frozen=True)
class Mix:
    """What share of the legal units is ESS and which forms they have."""

    ess_share: float
    ess_forms: tuple[tuple[str, float], ...]
    every_commune_from: int | None = None  # inhabitants: each commune at least so large gets an ESS unit


NATIONAL = Mix(ess_share=0.046, ess_forms=tuple(ESS_FORMS.items()))
# One ESS unit in six instead of one in twenty: few rows, and yet something to see in most communes.
SHOWN = Mix(ess_share=0.17, ess_forms=tuple(ESS_FORMS_SHOWN.items()), every_commune_from=500)
