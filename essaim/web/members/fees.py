"""Reading fees: where each call stands on a day, the year as a whole, the files of the accountant and of Chorus Pro."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from essaim.web.members.enums import Category, FeeState, PaymentMethod
from essaim.web.members.models import FeeCall, FeePayment, FeeScale, Member
from essaim.web.members.models.fees import Issuer

ZERO = Decimal(0)


def with_paid(calls: QuerySet[FeeCall]) -> QuerySet[FeeCall]:
    """Add to each call what was received for it: `received`."""
    received = (
        FeePayment.objects.filter(call=OuterRef("pk"))
        .order_by()
        .values("call")
        .annotate(total=Sum("amount"))
        .values("total")
    )
    money = DecimalField(max_digits=10, decimal_places=2)
    return calls.annotate(received=Coalesce(Subquery(received, output_field=money), ZERO, output_field=money))


def state(call: FeeCall, on: date, received: Decimal | None = None) -> FeeState:
    """Return where a call stands on a day. received: what was paid, else read from `with_paid`."""
    got = call.received if received is None else received
    if call.cancelled_on is not None and call.cancelled_on <= on:
        return FeeState.CANCELLED
    if got >= call.amount:
        return FeeState.PAID
    if on > call.due_on:
        return FeeState.LATE
    return FeeState.PARTIAL if got else FeeState.PENDING


def in_state(calls: QuerySet[FeeCall], wanted: str, on: date) -> QuerySet[FeeCall]:
    """Keep the calls (with `received`) that stand so on a day: the same rule as `state`, for the database."""
    cancelled = Q(cancelled_on__isnull=False, cancelled_on__lte=on)
    paid, late = Q(received__gte=F("amount")), Q(due_on__lt=on)
    rules = {
        FeeState.CANCELLED: cancelled,
        FeeState.PAID: ~cancelled & paid,
        FeeState.LATE: ~cancelled & ~paid & late,
        FeeState.PARTIAL: ~cancelled & ~paid & ~late & Q(received__gt=0),
        FeeState.PENDING: ~cancelled & ~paid & ~late & Q(received=0),
    }
    return calls.filter(rules[FeeState(wanted)])


def scale_of(year: int) -> FeeScale | None:
    """Return the scale that holds for a year, the latest when several do."""
    held = FeeScale.objects.filter(Q(first_year__lte=year) & (Q(last_year__isnull=True) | Q(last_year__gte=year)))
    return held.order_by("-first_year", "-pk").first()


def scales() -> QuerySet[FeeScale]:
    """Return every scale with its bands."""
    return FeeScale.objects.prefetch_related("bands")


def issuer() -> Issuer | None:
    """Return who asks for the fees, once it was written."""
    return Issuer.objects.first()


def by_pk(pk: int) -> FeeCall | None:
    """Return a call with its payments and its member."""
    found = with_paid(FeeCall.objects.filter(pk=pk)).select_related("member__body", "scale")
    return found.prefetch_related("payments", "reminders").first()


def payment_by_pk(pk: int) -> FeePayment | None:
    """Return a payment with its call."""
    return FeePayment.objects.select_related("call__member__body").filter(pk=pk).first()


def of_member(member: Member) -> list[FeeCall]:
    """Return the calls of a member, the latest year first, with what was received and their payments."""
    return list(with_paid(member.fee_calls.all()).prefetch_related("payments").order_by("-year", "-number"))


@dataclass(frozen=True, slots=True)
class YearState:
    """A year: calls, euros called, received, still owed; how many calls in each state."""

    year: int
    calls: int
    called: Decimal
    received: Decimal
    states: dict[str, int]

    @property
    def owed(self) -> Decimal:
        return self.called - self.received


def year_state(year: int, on: date) -> YearState:
    """Return a year on a day, in one query. Cancelled calls count as such, and their amount does not."""
    calls = list(with_paid(FeeCall.objects.filter(year=year)))
    standing = [(call, state(call, on)) for call in calls]
    live = [call for call, where in standing if where != FeeState.CANCELLED]
    return YearState(
        year,
        len(calls),
        sum((call.amount for call in live), ZERO),
        sum((call.received for call in live), ZERO),
        {one.value: sum(1 for _, where in standing if where == one) for one in FeeState},
    )


def owed_in(year: int, on: date) -> list[FeeCall]:
    """Return the calls of a year that are neither paid nor cancelled on a day, by number."""
    calls = with_paid(FeeCall.objects.filter(year=year)).order_by("number")
    return [call for call in calls if state(call, on) not in (FeeState.CANCELLED, FeeState.PAID)]


def years() -> list[int]:
    """Return the years that have calls, the latest first."""
    return list(FeeCall.objects.order_by("-year").values_list("year", flat=True).distinct())


JOURNAL = (
    "date",
    "piece",
    "libelle",
    "siren",
    "collectivite",
    "exercice",
    "debit",
    "credit",
    "moyen",
    "reference",
    "fictif",
)


def journal(year: int) -> Iterator[tuple[object, ...]]:
    """Give the accountant's lines of a year, by date: calls as debits, payments and cancellations as credits.

    Amounts are decimals in euros. The columns are those of JOURNAL.
    """
    lines: list[tuple[object, ...]] = []
    calls = FeeCall.objects.filter(year=year).select_related("member__body").prefetch_related("payments")
    for call in calls:
        body, mark = call.member.body, "oui" if call.fictitious else ""
        who = (body.siren, call.recipient["name"], call.year)
        lines.append((call.issued_on, call.number, "Appel de cotisation", *who, call.amount, None, "", "", mark))
        for payment in call.payments.all():
            words = "Règlement" if payment.amount == call.amount else "Règlement partiel"
            how = PaymentMethod(payment.method).label
            lines.append((payment.received_on, payment.receipt_number, words, *who, None, payment.amount, how,
                          payment.reference, mark))  # fmt: skip
        if call.cancelled_on is not None:
            words = f"Annulation : {call.cancelled_reason}"
            lines.append((call.cancelled_on, call.number, words, *who, None, call.amount, "", "", mark))
    return iter(sorted(lines, key=lambda line: (line[0], str(line[1]))))


CHORUS = ("numero", "date_emission", "date_echeance", "siret_emetteur", "siret_destinataire", "code_service",
          "numero_engagement", "designation", "montant_ht", "taux_tva", "montant_ttc", "mention_tva", "iban",
          "manque", "fictif")  # fmt: skip


def chorus(calls: Iterable[FeeCall]) -> Iterator[tuple[object, ...]]:
    """Give what is typed or sent to Chorus Pro for each call still owed; « manque » says what it will ask for.

    A fee is not subject to VAT here: both amounts are the same, and the mention is the issuer's own words.
    """
    for call in calls:
        missing = []
        if not call.siret:
            missing.append("SIRET du destinataire")
        yield (
            call.number, call.issued_on, call.due_on, call.issuer["siret"], call.siret, call.service_code,
            call.engagement_number, f"Cotisation {call.year}, {Category(call.category).label}", call.amount, 0,
            call.amount,
            call.issuer["vat_note"], call.issuer["iban"], ", ".join(missing), "oui" if call.fictitious else "",
        )  # fmt: skip
