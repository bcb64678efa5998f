"""The share of purchases that go to the ESS: bounds, not a single figure, as long as something is unknown.

Low = what is known to be, high = low + what nobody can tell. Amounts are net of credit notes, in cents. A supplier
counts once in each group it sold to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Substr
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


@dataclass(slots=True)
class Side:
    """One way of counting a group. …_open: what may be, nobody can tell; place_open: whose place is not known."""

    total: int = 0
    sse: int = 0
    sse_open: int = 0
    inclusion: int = 0
    inclusion_open: int = 0
    local: int = 0
    place_open: int = 0


@dataclass(slots=True)
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


# What groups purchases: a column of the sums, or one of their suppliers.
OF_SUMS = {"year": F("year"), "category": F("category"), "division": Substr("category", 1, 2), "service": F("service")}
OF_SUPPLIERS = ("kind", "reason", "near")
DIMENSIONS = (*OF_SUMS, *OF_SUPPLIERS)


class Purchases:
    """The purchases chosen, added up. Suppliers are read once; the database adds by supplier, never counts apart.

    Counting distinct suppliers under six conditions in SQL takes ten times as long.
    """

    def __init__(self, choice: Choice) -> None:
        self.choice = choice

    @cached_property
    def _suppliers(self) -> dict[int, tuple[bool | None, str, str, str]]:
        found = Supplier.objects.filter(body=self.choice.body).values_list("pk", "is_sse", "kind", "near", "reason")
        return {pk: (is_sse, kind, near, reason) for pk, is_sse, kind, near, reason in found.iterator()}

    @cached_property
    def _by_supplier(self) -> list[tuple[int, int, int]]:
        rows = self.choice.rows.order_by().values_list("supplier").annotate(Sum("amount"), Sum("lines"))
        return list(rows)

    def whole(self) -> Group:
        """Return all of them, as one group."""
        found = _added((("", *row) for row in self._by_supplier), self._suppliers)
        return found[0] if found else Group("", Side(), Side(), 0)

    def by(self, dimension: str) -> list[Group]:
        """Return the groups of a dimension (one of DIMENSIONS), the largest amount first."""
        if dimension in OF_SUPPLIERS:
            rank = ("is_sse", "kind", "near", "reason").index(dimension)
            rows = ((self._suppliers[pk][rank], pk, amount, lines) for pk, amount, lines in self._by_supplier)
            return _added(rows, self._suppliers)
        rows = (
            self.choice.rows.order_by()
            .annotate(of=OF_SUMS[dimension])
            .values_list("of", "supplier")
            .annotate(Sum("amount"), Sum("lines"))
        )
        return _added(rows.iterator(), self._suppliers)


def _added(
    rows: Iterable[tuple[Any, int, int, int]], suppliers: Mapping[int, tuple[bool | None, str, str, str]]
) -> list[Group]:
    """Add (key, supplier, amount, lines), where a supplier comes once a key."""
    found: dict[Any, Group] = {}
    for key, pk, amount, lines in rows:
        group = found.get(key)
        if group is None:
            group = found[key] = Group(key, Side(), Side(), 0)
        is_sse, kind, near, _ = suppliers[pk]
        for side, value in ((group.suppliers, 1), (group.amount, amount)):
            side.total += value
            if is_sse:
                side.sse += value
            elif is_sse is None:
                side.sse_open += value
            if kind in INCLUSION_KINDS:
                side.inclusion += value
            elif kind == Kind.UNKNOWN:
                side.inclusion_open += value
            if near == Near.TERRITORY:
                side.local += value
            elif not near:
                side.place_open += value
        group.lines += lines
    return sorted(found.values(), key=lambda group: (-group.amount.total, str(group.key)))


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
