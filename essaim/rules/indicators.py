"""Prudence with figures: small numbers, statistical secrecy, plausibility. Source: indicators file, section D.

Nothing here counts anything; it says what may be shown, and why not when it may not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any, Literal

from essaim.rules import lookup
from essaim.rules.errors import InvalidFacts

Flag = Literal["s", "nd"]

FLAG_LABELS: Mapping[Flag, str] = MappingProxyType({"s": "secret statistique", "nd": "non disponible"})

_FILE = "publication.small_numbers"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value to show, or the reason it is not: `flag` as in the indicators table, `why` in French for the reader.

    `value` None always comes with both; a value comes with neither. Zero is a value, unknown is not zero.
    """

    value: float | None
    flag: Flag | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table of head-counts or amounts. `largest`: the share of its biggest unit, in the cell's unit."""

    units: int
    total: float | None = None
    largest: float | None = None


def share(numerator: int | None, denominator: int | None, *, on: date) -> Figure:
    """Return numerator / denominator in percent, rounded half up to the decimals in force (one).

    Unknown (`nd`) when either is unknown, or when the denominator is under the threshold of the day (30): then the
    counts are to be shown, not the percentage. Source: indicators file, D6. Raises InvalidFacts for a negative count
    or a part larger than its whole.
    """
    if numerator is None or denominator is None:
        return Figure(None, "nd", "donnée manquante")
    if denominator < 0:
        raise InvalidFacts("denominator", denominator)
    if not 0 <= numerator <= denominator:
        raise InvalidFacts("numerator", numerator)
    least = lookup.value(f"{_FILE}.min_denominator", on=on)
    if denominator < least:
        return Figure(None, "nd", f"moins de {least} unités\u00a0: voir les nombres")
    return Figure(_rounded(Decimal(numerator) * 100 / denominator, on))


def density(count: int | None, population: int | None, *, on: date) -> Figure:
    """Return count per 1,000 inhabitants, rounded like a share. Unknown (`nd`) without inhabitants.

    Raises InvalidFacts for a negative count or population.
    """
    for name, number in (("count", count), ("population", population)):
        if number is not None and number < 0:
            raise InvalidFacts(name, number)
    if count is None or not population:
        return Figure(None, "nd", "population ou nombre inconnu")
    return Figure(_rounded(Decimal(count) * 1000 / population, on))


def density_is_telling(population: int | None, *, on: date) -> bool:
    """Tell whether a density says anything there: not under 2,000 inhabitants (team's threshold)."""
    return population is not None and population >= lookup.value(f"{_FILE}.density_min_population", on=on)


def is_secret(cell: Cell, *, on: date) -> bool:
    """Tell whether a cell of head-counts or amounts must be masked.

    It must when built on fewer than 3 units (an empty cell hides nobody), or when one unit makes more than 85 % of it.
    Source: INSEE's table protection handbook, law 51-711 (S44). For aggregates of non-public data only: counts of
    public SIRENE rows are not secret.
    """
    if cell.units == 0:
        return False
    if cell.units < lookup.value(f"{_FILE}.min_units", on=on):
        return True
    if cell.largest is None or not cell.total:
        return False
    return cell.largest * 100 > cell.total * lookup.value(f"{_FILE}.max_share", on=on)


def may_dominate(bands: Sequence[tuple[int, int | None]], *, on: date) -> bool:
    """Tell whether one unit may make more of a sum of head-counts than is allowed (85 %), knowing only bands.

    bands: (minimum, maximum) of each unit, None for no upper bound. The share is the highest the bands allow: the top
    of the unit's band, over that top and the bottoms of the others. A unit without upper bound would always dominate;
    only the sum of the minimums is then published, and it is judged on its own minimum. Source: indicators file, D1.
    """
    most = int(lookup.value(f"{_FILE}.max_share", on=on))
    floor = sum(low for low, _ in bands)
    return any(dominance(low, low if high is None else high, most) > most * floor for low, high in bands)


def dominance(low: Any, high: Any, most: int) -> Any:
    """What a unit weighs in the test of `may_dominate`, to be compared with `most` × the sum of the minimums.

    low, high: whole numbers, or arrays of them. top / (top + floor - low) > most / 100 is, without division,
    (100 - most) × top + most × low > most × floor.
    """
    return (100 - most) * high + most * low


def masked(cells: Mapping[str, Cell], *, on: date) -> frozenset[str]:
    """Return the keys to mask in cells whose total is published.

    When a single cell is secret, the total would give it away: the smallest other non-empty cell is masked too (ties
    by key, so that the answer does not depend on the order). Source: indicators file, D3.
    """
    secret = frozenset(key for key, cell in cells.items() if is_secret(cell, on=on))
    others = [(cell.units, key) for key, cell in cells.items() if key not in secret and cell.units > 0]
    if len(secret) != 1 or not others:
        return secret
    return secret | {min(others)[1]}


def implausible(*, job_share: float | None = None, employer_density: float | None = None, on: date) -> tuple[str, ...]:
    """Return French warnings for figures outside what the team holds plausible (D9). Never a ground to hide them.

    `job_share` in percent of jobs, `employer_density` in employer establishments per 1,000 inhabitants.
    """
    limits = lookup.value(_FILE, on=on)
    return tuple(_warnings(limits, job_share, employer_density))


def _warnings(limits: Mapping[str, float], job_share: float | None, employer_density: float | None) -> Iterable[str]:
    low, high = limits["plausible_job_share_min"], limits["plausible_job_share_max"]
    if job_share is not None and not low <= job_share <= high:
        yield f"La part de l’emploi sort de l’intervalle attendu ({low} à {high}\u00a0%)\u00a0: vérifier la source."
    most = limits["plausible_employer_density_max"]
    if employer_density is not None and employer_density > most:
        yield f"La densité d’employeurs dépasse {most} pour 1\u202f000 habitants\u00a0: vérifier la source."


def _rounded(number: Decimal, on: date) -> float:
    decimals = lookup.value(f"{_FILE}.percent_decimals", on=on)
    return float(number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))
