"""Reading files, suppliers, objectives. Sums are in results.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum

from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import bodies_of
from essaim.web.bodies.models import PublicBody
from essaim.web.purchases.enums import Match, State
from essaim.web.purchases.models import Ledger, Objective, Retention, Spending, Supplier

REVIEWED_AT_ONCE = 25


def ledger_by_pk(pk: int) -> Ledger | None:
    """Return one file, with its authority."""
    return Ledger.objects.select_related("body", "author").filter(pk=pk).first()


def body_of(user: User, pk: int, on: date) -> PublicBody | None:
    """Return an authority one acts for."""
    return next((body for body in bodies_of(user, on) if body.pk == pk), None)


def ledgers_of(body_ids: Iterable[int]) -> list[Ledger]:
    """Return the files of some authorities, the last loaded first."""
    return list(Ledger.objects.filter(body_id__in=body_ids).select_related("body", "author"))


def read_ledgers(body: PublicBody) -> list[Ledger]:
    """Return the files of an authority that were read."""
    return list(Ledger.objects.filter(body=body, state=State.READY))


def objectives_of(body: PublicBody) -> list[Objective]:
    """Return the objectives of an authority, the nearest first."""
    return list(Objective.objects.filter(body=body))


def objective_by_pk(pk: int) -> Objective | None:
    """Return one objective."""
    return Objective.objects.select_related("body").filter(pk=pk).first()


def months_kept(body: PublicBody) -> int | None:
    """Return how long an authority chose to keep its files; None = the site's own period."""
    return Retention.objects.filter(body=body).values_list("months", flat=True).first()


def supplier_by_pk(pk: int) -> Supplier | None:
    """Return one supplier, with its authority."""
    return Supplier.objects.select_related("body").filter(pk=pk).first()


def to_review(body: PublicBody) -> QuerySet[Supplier]:
    """Return the suppliers whose name resembles one of the register, those of the largest sums first."""
    return _with_sums(Supplier.objects.filter(body=body, match=Match.PROPOSED))


def review_page(body: PublicBody, wanted: str, number: str | None) -> Page:
    """Return a page of suppliers without number. wanted: "" those to review, "tranches" decided, "autres" the rest."""
    chosen = {
        "tranches": Q(match__in=(Match.NAME, Match.REFUSED)),
        "autres": Q(match=Match.NONE, is_person=False),
    }.get(wanted, Q(match=Match.PROPOSED))
    found = _with_sums(Supplier.objects.filter(chosen, body=body))
    return Paginator(found, REVIEWED_AT_ONCE).get_page(number)


def review_counts(body: PublicBody) -> dict[str, int]:
    """Return how many suppliers wait, are decided, have nothing alike; and how many proposals are nearly sure."""
    return Supplier.objects.filter(body=body).aggregate(
        waiting=Count("pk", filter=Q(match=Match.PROPOSED)),
        decided=Count("pk", filter=Q(match__in=(Match.NAME, Match.REFUSED))),
        others=Count("pk", filter=Q(match=Match.NONE, is_person=False)),
    )


def years_and_services(body: PublicBody) -> tuple[list[int | None], list[str]]:
    """Return the years of an authority's purchases, the last first and the unknown one at the end; its services."""
    rows = Spending.objects.filter(ledger__body=body).order_by()
    years = set(rows.values_list("year", flat=True).distinct())
    return sorted(years, key=lambda year: -(year or 0)), sorted(rows.values_list("service", flat=True).distinct())


def overlaps(body: PublicBody) -> list[tuple[int, list[str]]]:
    """Return the years that several files hold, with the titles of these files: the same purchases may count twice."""
    rows = Spending.objects.filter(ledger__body=body, year__isnull=False).values_list(
        "year", "ledger__title", "ledger_id"
    )
    found: dict[int, dict[int, str]] = {}
    for year, title, pk in rows.distinct():
        found.setdefault(year, {})[pk] = title
    return [(year, list(titles.values())) for year, titles in sorted(found.items()) if len(titles) > 1]


def _with_sums(found: QuerySet[Supplier]) -> QuerySet[Supplier]:
    return found.annotate(amount=Sum("spendings__amount"), lines=Sum("spendings__lines")).order_by("-amount", "pk")
