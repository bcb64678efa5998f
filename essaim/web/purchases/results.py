"""The share of purchases that go to the ESS: bounds, not a single figure, as long as something is unknown.

Low = what is known to be, high = low + what nobody can tell. Amounts are net of credit notes, in cents. A supplier
counts once in each group it sold to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Substr
from django.http import QueryDict

from essaim.web.bodies.models import PublicBody
from essaim.web.purchases.enums import INCLUSION_KINDS, Kind, Measure, Near, Target
from essaim.web.purchases.models import Ledger, Spending, Supplier

NO_YEAR = "inconnue"
# Under it, indicateurs.md asks for numbers rather than a percentage.
LEAST_DENOMINATOR = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """Which purchases of an authority. year: "" for all, NO_YEAR or four digits; service: None for all."""

    body: PublicBody
    year: str = ""
    ledger: int | None = None
    service: str | None = None

    @property
    def rows(self) -> QuerySet[Spending]:
        """The sums they hold."""
        found = Spending.objects.filter(ledger__body=self.body)
        if self.year:
            found = found.filter(year=None if self.year == NO_YEAR else int(self.year))
        if self.ledger is not None:
            found = found.filter(ledger_id=self.ledger)
        return found if self.service is None else found.filter(service=self.service)


@dataclass(frozen=True, slots=True)
class Side:
    """One way of counting a group. …_open: what may be, nobody can tell; place_open: whose place is not known."""

    total: int
    sse: int
    sse_open: int
    inclusion: int
    inclusion_open: int
    local: int
    place_open: int


@dataclass(frozen=True, slots=True)
class Group:
    """What a group of purchases adds up to. key: of the dimension; amount: cents."""

    key: Any
    suppliers: Side
    amount: Side
    lines: int

    def side(self, measure: str) -> Side:
        """The way a measure counts."""
        return self.suppliers if measure == Measure.SUPPLIERS else self.amount


@dataclass(frozen=True, slots=True)
class Bounds:
    """A share in percent, between two bounds. None when the whole is nothing, or less (only credit notes)."""

    low: float
    high: float

    @property
    def is_one(self) -> bool:
        """True when nothing is unknown."""
        return self.low == self.high


def bounds(part: int, unknown: int, whole: int) -> Bounds | None:
    """Return the bounds of a share, in percent; None without a positive whole."""
    if whole <= 0:
        return None
    ends = sorted((100 * part / whole, 100 * (part + unknown) / whole))
    return Bounds(*ends)


def of_target(side: Side, target: str) -> Bounds | None:
    """Return the share of what an objective is about."""
    if target == Target.INCLUSION:
        return bounds(side.inclusion, side.inclusion_open, side.total)
    return bounds(side.sse, side.sse_open, side.total)


def read_choice(body: PublicBody, query: QueryDict, ledgers: list[Ledger]) -> Choice:
    """Read what is asked in the address; what means nothing is left out, since every list of choices is on the page."""
    year, ledger = query.get("annee", ""), query.get("releve", "")
    known = {str(one.pk): one.pk for one in ledgers}
    return Choice(
        body,
        year if year == NO_YEAR or (year.isascii() and year.isdigit() and len(year) == 4) else "",
        known.get(ledger),
        query["service"] if "service" in query and query["service"] != "*" else None,
    )


_SSE, _OPEN = Q(supplier__is_sse=True), Q(supplier__is_sse__isnull=True)
_PARTS = {
    "sse": _SSE,
    "sse_open": _OPEN,
    "inclusion": Q(supplier__kind__in=INCLUSION_KINDS),
    "inclusion_open": Q(supplier__kind=Kind.UNKNOWN),
    "local": Q(supplier__near=Near.TERRITORY),
    "place_open": Q(supplier__near=Near.UNKNOWN),
}
_AGGREGATES = {
    "lines_": Coalesce(Sum("lines"), 0),
    "n_total": Count("supplier", distinct=True),
    "a_total": Coalesce(Sum("amount"), 0),
    **{f"n_{name}": Count("supplier", distinct=True, filter=condition) for name, condition in _PARTS.items()},
    **{f"a_{name}": Coalesce(Sum("amount", filter=condition), 0) for name, condition in _PARTS.items()},
}
DIMENSIONS = {
    "year": F("year"),
    "category": F("category"),
    "division": Substr("category", 1, 2),
    "service": F("service"),
    "kind": F("supplier__kind"),
    "reason": F("supplier__reason"),
    "near": F("supplier__near"),
}


def whole(choice: Choice) -> Group:
    """Return everything that was chosen, as one group."""
    return _group("", choice.rows.aggregate(**_AGGREGATES))


def by(choice: Choice, dimension: str) -> list[Group]:
    """Return the groups of a dimension (a key of DIMENSIONS), the largest amount first."""
    rows = (
        choice.rows.annotate(of=DIMENSIONS[dimension]).values("of").annotate(**_AGGREGATES).order_by("-a_total", "of")
    )
    return [_group(row["of"], row) for row in rows]


def _group(key: Any, row: dict[str, Any]) -> Group:
    sides = {mark: Side(row[f"{mark}_total"], *(row[f"{mark}_{name}"] for name in _PARTS)) for mark in ("n", "a")}
    return Group(key, sides["n"], sides["a"], row["lines_"])


def known_suppliers(choice: Choice, limit: int | None = None) -> list[Supplier]:
    """Return the suppliers that the register names as ESS or inclusion structures, the largest sums first.

    These only may be listed outside of the review: the others may be natural persons.
    """
    chosen = choice.rows.filter(Q(supplier__is_sse=True) | Q(supplier__kind__in=INCLUSION_KINDS))
    sums = {
        row["supplier"]: row
        for row in chosen.exclude(supplier__registered_name="")
        .values("supplier")
        .annotate(cents=Sum("amount"), rows=Sum("lines"))
        .order_by("-cents", "supplier")[:limit]
    }
    found = Supplier.objects.in_bulk(list(sums))
    listed = []
    for pk, row in sums.items():
        one = found[pk]
        one.cents, one.rows = row["cents"], row["rows"]
        listed.append(one)
    return listed
