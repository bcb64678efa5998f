"""Declared contracts counted: reading `procurement_counts`, and what may be said of its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from statistics import median

from essaim.web.observatory.indicators import share
from essaim.web.observatory.release import Release

TABLE = "procurement_counts"
FRANCE = "france:FRA"
MOST_PARAMETERS = 900


@dataclass(frozen=True, slots=True)
class Counts:
    """One row of the published table procurement_counts; units and definitions are its contract's. All 0 = no row."""

    buyers: int = 0
    contracts: int = 0
    sse_contracts: int = 0
    to_settle_contracts: int = 0
    unknown_contracts: int = 0
    siae_contracts: int = 0
    ea_contracts: int = 0
    esat_contracts: int = 0
    esus_contracts: int = 0
    social_filled: int = 0
    social: int = 0
    reserved: int = 0
    environmental_filled: int = 0
    environmental: int = 0
    amount_contracts: int = 0
    amount: float = 0.0
    amount_sse: float = 0.0
    amount_sse_low: float = 0.0
    amount_sse_high: float = 0.0
    frameworks: int = 0
    ceiling: float = 0.0
    set_aside: int = 0
    local_known: int = 0
    local_epci: int = 0
    local_departement: int = 0
    offers_known: int = 0
    single_offer: int = 0
    ending_soon: int = 0

    @property
    def doubtful(self) -> int:
        """Contracts that may turn out to be held by the ESS: holders to be settled, or that nobody can match."""
        return min(self.to_settle_contracts + self.unknown_contracts, self.contracts - self.sse_contracts)

    @property
    def sse_most(self) -> int:
        """Contracts held by the ESS if every doubtful one were."""
        return self.sse_contracts + self.doubtful

    @property
    def matched(self) -> int:
        """Contracts of which we know whether a holder is of the ESS."""
        return self.contracts - self.doubtful

    @property
    def nothing_matched(self) -> bool:
        """True when no holder could be looked up: the number of contracts to the ESS is then unknown, not zero."""
        return self.contracts > 0 and self.sse_contracts == 0 and self.doubtful == self.contracts

    @property
    def sse_share(self) -> float | None:
        """Percent of contracts with a holder of the ESS: a minimum when some are doubtful; None under 30 or unknown."""
        return None if self.nothing_matched else share(self.sse_contracts, self.contracts)

    @property
    def social_share(self) -> float | None:
        return share(self.social, self.social_filled)

    @property
    def reserved_share(self) -> float | None:
        return share(self.reserved, self.social_filled)

    @property
    def environmental_share(self) -> float | None:
        return share(self.environmental, self.environmental_filled)

    @property
    def epci_share(self) -> float | None:
        return share(self.local_epci, self.local_known)

    @property
    def departement_share(self) -> float | None:
        return share(self.local_departement, self.local_known)

    @property
    def amount_share(self) -> float | None:
        """Percent of the amounts that may be added up; None under 30 such contracts, or when no holder is known."""
        if self.nothing_matched or share(1, self.amount_contracts) is None or not self.amount:
            return None
        return 100 * self.amount_sse / self.amount


NAMES = tuple(one.name for one in fields(Counts))
COLUMNS = ", ".join(NAMES)
NONE = Counts()


@dataclass(frozen=True, slots=True)
class Counted:
    """All that is counted of a scope, by dimension (year, division, nature, procedure, kind) then item."""

    scope_id: str
    by: Mapping[str, Mapping[str, Counts]] = field(default_factory=dict)

    @property
    def total(self) -> Counts:
        return self.by.get("total", {}).get("", NONE)

    def items(self, dimension: str) -> Mapping[str, Counts]:
        """Counts by item, in the order of items; "" is what is not known."""
        return self.by.get(dimension, {})


def are_published(release: Release) -> bool:
    """Whether this release holds declared contracts at all."""
    found = release.manifest.table(TABLE)
    return found is not None and found.rows > 0


def read(release: Release, scope_id: str) -> Counted:
    """Return everything counted of a buyer (`buyer:<SIREN>`) or of a territory."""
    return _gathered(
        scope_id,
        release.tuples(f"SELECT dimension, item, {COLUMNS} FROM {TABLE} WHERE scope_id = ?", (scope_id,)),
    )


def of_communes(release: Release, communes: Sequence[str]) -> Counted:
    """Return what the buyers seated in a set of communes declared, added up: a perimeter that a reader made."""
    sums = ", ".join(f"sum({name})" for name in NAMES)
    rows: list[tuple] = []
    for start in range(0, len(communes), MOST_PARAMETERS):
        some = tuple(communes[start : start + MOST_PARAMETERS])
        marks = ", ".join("?" for _ in some)
        rows += release.tuples(
            f"SELECT dimension, item, {sums} FROM {TABLE} WHERE scope_id IN"
            f" (SELECT 'buyer:' || buyer_siren FROM buyers WHERE commune_code IN ({marks})) GROUP BY dimension, item",
            some,
        )
    return _gathered("custom", rows)


def totals(release: Release, scope_ids: Sequence[str]) -> dict[str, Counts]:
    """Return the totals of several scopes, those without any contract left out."""
    found: dict[str, Counts] = {}
    for start in range(0, len(scope_ids), MOST_PARAMETERS):
        some = tuple(scope_ids[start : start + MOST_PARAMETERS])
        marks = ", ".join("?" for _ in some)
        rows = release.tuples(
            f"SELECT scope_id, {COLUMNS} FROM {TABLE} WHERE scope_id IN ({marks}) AND dimension = 'total' AND "
            "item = ''",
            some,
        )
        found.update((row[0], Counts(*row[1:])) for row in rows)
    return found


def middle(values: Sequence[float | None]) -> float | None:
    """The median of what is known; None under three values."""
    known = [value for value in values if value is not None]
    return median(known) if len(known) >= 3 else None


def _gathered(scope_id: str, rows: Sequence[tuple]) -> Counted:
    by: dict[str, dict[str, Counts]] = {}
    for dimension, item, *values in sorted(rows, key=lambda row: (row[0], row[1])):
        one, items = Counts(*values), by.setdefault(dimension, {})
        items[item] = one if item not in items else _added(items[item], one)
    return Counted(scope_id, by)


def _added(one: Counts, other: Counts) -> Counts:
    return Counts(*(getattr(one, name) + getattr(other, name) for name in NAMES))
