"""Reading the indicators of a release, and computing those of a perimeter that readers make themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from essaim.web.observatory.memory import Memory
from essaim.web.observatory.release import Release

# INSEE and house rule (indicateurs.md, D6): under 30, a share says more than the numbers know.
SMALLEST_DENOMINATOR = 30


class Value(NamedTuple):
    """value: None = unknown; flag: s secret, nd not available; unknown: rows whose value was not filled in."""

    value: float | None
    flag: str | None = None
    unknown: int = 0


UNKNOWN = Value(None, "nd", 0)


# France, régions, départements and intercommunalités stand beside every place they hold: some 1,400 in all, 20 kB each
# at most. Communes are too many, and each is read for its own page.
_COMMUNES = ("commune:", "arrondissement_municipal:")
_WIDE_KEPT = 512


@dataclass(slots=True)
class Indicators:
    """All the values of one territory, by (indicator, dimension) then item."""

    values: dict[tuple[str, str], dict[str, Value]] = field(default_factory=lambda: defaultdict(dict))

    def total(self, indicator: str) -> Value:
        """The value for the whole territory; unknown when the release does not hold it."""
        return self.values.get((indicator, "total"), {}).get("", UNKNOWN)

    def number(self, indicator: str) -> float | None:
        """The total as a number, None when it is unknown or secret."""
        found = self.total(indicator)
        return None if found.flag else found.value

    def items(self, indicator: str, dimension: str) -> dict[str, Value]:
        """The values by item of a dimension, in the release's order."""
        return self.values.get((indicator, dimension), {})


def read(release: Release, territory_id: str) -> Indicators:
    """Return every indicator of one territory; not to be changed, for other pages may share it."""
    if territory_id.startswith(_COMMUNES):
        return read_many(release, [territory_id])[territory_id]
    kept: Memory[Indicators] = release.once("wide_places", lambda _: Memory(_WIDE_KEPT))
    return kept.get(territory_id, lambda: read_many(release, [territory_id])[territory_id])


def read_many(release: Release, territory_ids: Sequence[str]) -> dict[str, Indicators]:
    """Return every indicator of several territories; an unknown id gives an empty set."""
    return _read(release, territory_ids, "")


def totals(release: Release, territory_ids: Sequence[str], wanted: Sequence[str] = ()) -> dict[str, Indicators]:
    """Return only the totals of several territories. wanted: the few indicators a map needs; all without it."""
    if not wanted:
        return _read(release, territory_ids, " AND dimension = 'total'")
    marks = ", ".join("?" for _ in wanted)
    return _read(release, territory_ids, f" AND indicator IN ({marks}) AND dimension = 'total' AND item = ''", wanted)


def totals_and_years(release: Release, territory_ids: Sequence[str]) -> dict[str, Indicators]:
    """Return the totals and the yearly events of several territories: what a perimeter of communes sums."""
    return _read(release, territory_ids, " AND dimension IN ('total', 'year')")


def _read(
    release: Release, territory_ids: Sequence[str], more: str, parameters: Sequence[str] = ()
) -> dict[str, Indicators]:
    found = {key: Indicators() for key in territory_ids}
    marks = ", ".join("?" for _ in territory_ids)
    rows = release.tuples(
        "SELECT territory_id, indicator, dimension, item, value, flag, unknown FROM indicators"
        f" WHERE territory_id IN ({marks}){more}",
        (*territory_ids, *parameters),
    )
    for territory_id, indicator, dimension, item, value, flag, unknown in rows:
        found[territory_id].values[(indicator, dimension)][item] = Value(value, flag, unknown)
    return found


def share(part: float | None, whole: float | None) -> float | None:
    """Return part / whole × 100, None when it cannot be said: unknown, empty, or a whole under 30."""
    if part is None or whole is None or whole < SMALLEST_DENOMINATOR:
        return None
    return 100 * part / whole


def rows_for_download(
    indicators: Mapping[str, Indicators], labels: Iterable[str]
) -> Iterable[tuple[str, str, str, str, Value]]:
    """Yield (territory id, indicator, dimension, item, value), in a stable order."""
    for territory_id in labels:
        for (indicator, dimension), items in sorted(indicators[territory_id].values.items()):
            for item, value in items.items():
                yield territory_id, indicator, dimension, item, value
