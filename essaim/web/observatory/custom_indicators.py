"""The indicators of a perimeter that is not a row of the release: counted, or summed over its communes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from essaim.rules.indicators import Cell, is_secret, may_dominate
from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory.indicators import UNKNOWN, Indicators, Value, share
from essaim.web.observatory.release import Release
from essaim.web.observatory.scope import Scope

# Dimension → column of establishments, with the item an absent value stands for.
_COLUMNS = {
    "family": "e.family",
    "sector": "e.sector",
    "size": "coalesce(e.workforce_band, 'inconnu')",
    "status": "e.status",
    "location": "e.location",
}
# Known for each commune and additive: a perimeter's is their sum.
_SUMMED = (ids.ALL_ESTABLISHMENTS, ids.ALL_EMPLOYERS)
# Events of establishments since closed too, which the published table no longer holds: summed.
_EVENTS = (ids.CREATIONS, ids.CLOSURES)
# The thresholds of statistical secrecy have no date of their own: the same for every release (small_numbers.yaml).
SECRECY_ON = date(2026, 1, 1)


def of_scope(release: Release, scope: Scope, members: Sequence[Indicators], population: int | None) -> Indicators:
    """Return the indicators of a scope. members: those of each commune in it; population: inhabitants or None."""
    made = Indicators()
    # Closed establishments are not published; those whose state nobody knows count, and are said unknown.
    base = f"FROM establishments e WHERE {scope.where}"
    ours = f"{base} AND e.is_sse = 1"
    _totals(release, made, ours, scope.parameters)
    for dimension, column in _COLUMNS.items():
        rows = release.rows(f"SELECT {column} AS item, count(*) {ours} GROUP BY 1 ORDER BY 1", scope.parameters)
        made.values[(ids.ESTABLISHMENTS, dimension)] = {row[0]: Value(float(row[1])) for row in rows}
    _labels(release, made, base, scope.parameters)
    for indicator in _SUMMED:
        made.values[(indicator, "total")][""] = _sum([member.total(indicator) for member in members])
    for indicator in _EVENTS:
        made.values[(indicator, "year")] = _sum_by_year(indicator, members)
    _ratios(made, population)
    return made


def _totals(release: Release, made: Indicators, ours: str, parameters: tuple[str, ...]) -> None:
    row = release.row(
        "SELECT count(*), count(DISTINCT e.siren), coalesce(sum(e.is_employer), 0), sum(e.is_employer IS NULL),"
        " coalesce(sum(e.workforce_min), 0), coalesce(sum(e.workforce_max), 0), sum(e.is_active IS NULL),"
        f" sum(e.is_employer = 1 AND e.workforce_max IS NULL) {ours}",
        parameters,
    )
    assert row is not None
    count, units, employers, silent, low, high, stateless, unbounded = row
    for indicator, value, unknown in (
        (ids.ESTABLISHMENTS, count, stateless),
        (ids.UNITS, units, 0),
        (ids.EMPLOYERS, employers, silent),
        (ids.WORKFORCE_MIN, low, silent),
    ):
        made.values[(indicator, "total")][""] = Value(float(value), None, int(unknown or 0))
    employing = release.rows(
        "SELECT sum(coalesce(e.workforce_min, 0)), sum(coalesce(e.workforce_max, e.workforce_min, 0))"
        f" {ours} AND e.is_employer = 1 GROUP BY e.siren",
        parameters,
    )
    bands = [(row[0], row[1]) for row in employing]
    if bands and (is_secret(Cell(len(bands)), on=SECRECY_ON) or may_dominate(bands, on=SECRECY_ON)):
        for indicator in (ids.WORKFORCE_MIN, ids.WORKFORCE_MAX):
            made.values[(indicator, "total")][""] = Value(None, "s", int(silent or 0))
        return
    # An employer of 10 000 or more has no upper bound: nor has the sum.
    top = Value(None, "nd", int(unbounded)) if unbounded else Value(float(high), None, int(silent or 0))
    made.values[(ids.WORKFORCE_MAX, "total")][""] = top


def _labels(release: Release, made: Indicators, base: str, parameters: tuple[str, ...]) -> None:
    rows = release.rows(
        f"SELECT e.labels, coalesce(e.is_sse, 0), count(*) {base} AND e.labels <> '' GROUP BY 1, 2", parameters
    )
    counts: dict[str, float] = defaultdict(float)
    inclusion = 0.0
    for labels, is_sse, count in rows:
        names = labels.split("|")
        for name in names if is_sse else ():
            counts[name] += count
        if set(names) & set(ids.INCLUSION_LABELS):
            inclusion += count
    made.values[(ids.ESTABLISHMENTS, "label")] = {name: Value(count) for name, count in sorted(counts.items())}
    made.values[(ids.INCLUSION, "total")][""] = Value(inclusion)
    esus = release.value(
        f"SELECT count(DISTINCT e.siren) {base} AND '|' || e.labels || '|' LIKE '%|esus|%'", parameters
    )
    made.values[(ids.ESUS, "total")][""] = Value(float(esus))


def _sum_by_year(indicator: str, members: Sequence[Indicators]) -> dict[str, Value]:
    years: dict[str, float] = defaultdict(float)
    for member in members:
        for year, value in member.items(indicator, "year").items():
            years[year] += value.value or 0
    return {year: Value(count) for year, count in sorted(years.items())}


def _sum(values: Sequence[Value]) -> Value:
    known = [value.value for value in values if value.value is not None and not value.flag]
    return Value(sum(known)) if known and len(known) == len(values) else UNKNOWN


def _ratios(made: Indicators, population: int | None) -> None:
    establishments, employers = made.number(ids.ESTABLISHMENTS), made.number(ids.EMPLOYERS)
    for indicator, count in ((ids.DENSITY, establishments), (ids.EMPLOYER_DENSITY, employers)):
        if population and count is not None:
            made.values[(indicator, "total")][""] = Value(1000 * count / population)
    # Establishments of unknown state are left out, as in the release: the denominator holds none of them.
    sure = None if establishments is None else establishments - made.total(ids.ESTABLISHMENTS).unknown
    part = share(sure, made.number(ids.ALL_ESTABLISHMENTS))
    made.values[(ids.SHARE, "total")][""] = UNKNOWN if part is None else Value(part)
