"""Writing fees: scales, yearly calls, payments, reminders. Public bodies pay by order of their accountant, not here."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.template.loader import render_to_string

from essaim.rules.siren import is_siret
from essaim.web.accounts.enums import FunctionKind
from essaim.web.accounts.models import Function, User
from essaim.web.accounts.selectors import in_force
from essaim.web.audit.services import record, snapshot
from essaim.web.mail.services import queue_mail
from essaim.web.members import directory
from essaim.web.members.directory import Entry
from essaim.web.members.enums import CATEGORY_NOUNS, Category
from essaim.web.members.errors import FeeError
from essaim.web.members.models import FeeBand, FeeCall, FeePayment, FeeReminder, FeeScale, Issuer, Member
from essaim.web.observatory.release import Release
from essaim.web.ui import french

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a call to a member would be. problem: why there cannot be one, in French; "" when there can."""

    entry: Entry
    amount: Decimal | None
    problem: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A line of a scale as typed: amount in euros a year from a population (included) to another (excluded)."""

    category: str
    population_from: int
    population_to: int | None
    amount: Decimal


@transaction.atomic
def write_scale(
    *,
    scale: FeeScale | None = None,
    name: str,
    first_year: int,
    last_year: int | None,
    adopted_on: date | None = None,
    reference: str = "",
    bands: Sequence[Band],
    actor: User | None,
    now: datetime,
) -> FeeScale:
    """Write a scale with its bands, replacing those it had.

    Raises FeeError when bands overlap, years go backwards, or amounts of a scale already used would change.
    """
    if last_year is not None and last_year < first_year:
        raise FeeError("Le barème finirait avant d’avoir commencé.")
    check_bands(bands)
    before = _scale_snapshot(scale) if scale else None
    wanted = sorted((b.category, b.population_from, b.population_to, b.amount) for b in bands)
    if scale is not None and scale.calls.exists():
        held = sorted(scale.bands.values_list("category", "population_from", "population_to", "amount"))
        if held != wanted:
            raise FeeError(
                "Des appels ont été émis d’après ce barème\u00a0: ses montants ne changent plus. "
                "Fermez-le à une année, et écrivez-en un nouveau."
            )
    scale = scale or FeeScale()
    scale.name, scale.first_year, scale.last_year = name.strip(), first_year, last_year
    scale.adopted_on, scale.reference = adopted_on, reference.strip()
    scale.save()
    scale.bands.all().delete()
    FeeBand.objects.bulk_create(
        FeeBand(scale=scale, category=b.category, population_from=b.population_from, population_to=b.population_to,
                amount=b.amount)
        for b in bands
    )  # fmt: skip
    record(
        actor=actor, action="members.scale_written", target=scale, before=before, after=_scale_snapshot(scale), now=now
    )
    return scale


def check_bands(bands: Sequence[Band]) -> None:
    """Raise FeeError when two bands of one category meet, one is empty, or an amount is negative."""
    by_category: dict[str, list[Band]] = {}
    for band in bands:
        if band.category not in Category.values:
            raise FeeError(f"«\u00a0{band.category}\u00a0» n’est pas une catégorie.")
        if band.amount < 0:
            raise FeeError("Un montant ne peut pas être négatif.")
        if band.population_to is not None and band.population_to <= band.population_from:
            raise FeeError("Une tranche va d’une population à une autre, plus grande.")
        by_category.setdefault(band.category, []).append(band)
    for category, those in by_category.items():
        those.sort(key=lambda band: band.population_from)
        for one, other in itertools.pairwise(those):
            if one.population_to is None or one.population_to > other.population_from:
                raise FeeError(
                    f"{Category(category).label}\u00a0: deux tranches se chevauchent à partir de "
                    f"{french.number(other.population_from)} habitants."
                )


def amount_for(scale: FeeScale, category: str, population: int | None, bands: Sequence[FeeBand]) -> Decimal | str:
    """Return the amount of a category and a population, or why there is none (a French sentence).

    A category with a single band from 0 without end needs no population.
    """
    those = [band for band in bands if band.category == category]
    if not those:
        return f"Le barème «\u00a0{scale.name}\u00a0» ne prévoit rien pour {CATEGORY_NOUNS[Category(category)][1]}."
    if len(those) == 1 and those[0].population_from == 0 and those[0].population_to is None:
        return those[0].amount
    if population is None:
        return "Population inconnue dans cette édition\u00a0: aucune tranche ne peut être choisie."
    for band in those:
        if band.population_from <= population and (band.population_to is None or population < band.population_to):
            return band.amount
    return f"Aucune tranche du barème pour {french.number(population)} habitants."


def propose(release: Release, *, scale: FeeScale, year: int, on: date) -> list[Proposal]:
    """Return what the calls of a year would be: members of a day who have none yet, each with its amount or a reason.

    Nothing is written. Raises FeeError when the scale does not hold that year.
    """
    if year < scale.first_year or (scale.last_year is not None and year > scale.last_year):
        raise FeeError(f"Le barème «\u00a0{scale.name}\u00a0» ne vaut pas pour {year}.")
    called = set(FeeCall.objects.filter(year=year, cancelled_on__isnull=True).values_list("member_id", flat=True))
    bands = list(scale.bands.all())
    sirets = dict(Member.objects.values_list("pk", "body__siret"))
    found = []
    for entry in directory.entries(release, on):
        if entry.member.member_id in called:
            continue
        amount = amount_for(scale, entry.member.category, entry.population, bands)
        missing = (
            "" if is_siret(sirets.get(entry.member.member_id, "")) else "SIRET inconnu\u00a0: Chorus Pro le demandera."
        )
        if isinstance(amount, str):
            found.append(Proposal(entry, None, problem=amount))
        else:
            found.append(Proposal(entry, amount, warning=missing))
    return found


@transaction.atomic
def issue(
    release: Release,
    *,
    proposals: Sequence[Proposal],
    scale: FeeScale,
    year: int,
    issued_on: date,
    due_on: date,
    actor: User | None,
    now: datetime,
) -> list[FeeCall]:
    """Issue the calls that can be. Issued again, the members already called are left alone.

    Raises FeeError without an issuer, or when the term comes before the call.
    """
    if due_on < issued_on:
        raise FeeError("L’échéance serait antérieure à l’appel.")
    issuer = Issuer.objects.select_for_update().first()
    if issuer is None:
        raise FeeError("Il manque l’émetteur des appels (nom, SIRET, IBAN)\u00a0: écrivez-le d’abord.")
    wanted = [one for one in proposals if one.amount is not None]
    taken = set(
        FeeCall.objects.filter(
            year=year, cancelled_on__isnull=True, member_id__in=[one.entry.member.member_id for one in wanted]
        ).values_list("member_id", flat=True)
    )
    members = Member.objects.select_related("body").in_bulk([one.entry.member.member_id for one in wanted])
    number = _last_number(year)
    source = population_source(release)
    calls = []
    for one in wanted:
        member = members[one.entry.member.member_id]
        if member.pk in taken:
            continue
        number += 1
        calls.append(
            FeeCall(
                number=f"{year}-{number:04d}",
                member=member,
                year=year,
                scale=scale,
                category=one.entry.member.category,
                population=one.entry.population,
                population_source=source if one.entry.population is not None else "",
                scale_amount=one.amount,
                amount=one.amount,
                issued_on=issued_on,
                due_on=due_on,
                siret=member.body.siret,
                service_code=member.billing_service_code,
                issuer=snapshot(issuer, "name", "siret", "address", "email", "iban", "bic", "vat_note"),
                recipient={"name": member.body.name, "siren": member.body.siren, "address": member.billing_address},
                fictitious=member.fictitious,
            )
        )
    FeeCall.objects.bulk_create(calls)
    record(
        actor=actor, action="members.calls_issued", target=f"Appels {year}",
        after={"year": year, "numbers": [call.number for call in calls], "scale": scale.name,
               "total": sum((call.amount for call in calls), ZERO)},
        now=now,
    )  # fmt: skip
    return calls


def population_source(release: Release) -> str:
    """« Populations de référence des communes, Insee, au 1er janvier 2026 »."""
    source = release.manifest.source("populations")
    if source is None or source.missing:
        return ""
    return f"{source.title}, {source.producer}, au {french.date_fr(source.data_as_of)}"[:200]


@transaction.atomic
def adjust(*, call: FeeCall, amount: Decimal, reason: str, actor: User | None, now: datetime) -> FeeCall:
    """Change the amount of a call nobody has paid yet. Raises FeeError without a reason, or once something was paid."""
    call = FeeCall.objects.select_for_update().get(pk=call.pk)
    if call.cancelled_on is not None or paid(call):
        raise FeeError("Un appel annulé, ou déjà payé en partie, ne change plus de montant.")
    if amount < 0:
        raise FeeError("Un montant ne peut pas être négatif.")
    if amount != call.scale_amount and not reason.strip():
        raise FeeError("Un montant qui s’écarte du barème a un motif.")
    before = snapshot(call, "amount", "amount_reason")
    call.amount, call.amount_reason = amount, reason.strip() if amount != call.scale_amount else ""
    call.save(update_fields=["amount", "amount_reason"])
    after = snapshot(call, "amount", "amount_reason")
    record(actor=actor, action="members.call_adjusted", target=call, before=before, after=after, now=now)
    return call


@transaction.atomic
def set_chorus(
    *, call: FeeCall, siret: str, service_code: str, engagement_number: str, actor: User | None, now: datetime
) -> FeeCall:
    """Write what Chorus Pro needs about the recipient. Raises FeeError on a SIRET that is not the member's."""
    siret = "".join(siret.split())
    if siret and not (is_siret(siret) and siret.startswith(call.member.body.siren)):
        raise FeeError(f"«\u00a0{siret}\u00a0» n’est pas un SIRET du SIREN {call.member.body.siren}.")
    fields = ("siret", "service_code", "engagement_number")
    before = snapshot(call, *fields)
    call.siret, call.service_code, call.engagement_number = siret, service_code.strip(), engagement_number.strip()
    call.save(update_fields=list(fields))
    record(
        actor=actor, action="members.call_addressed", target=call, before=before, after=snapshot(call, *fields), now=now
    )
    return call


@transaction.atomic
def cancel(*, call: FeeCall, on: date, reason: str, actor: User | None, now: datetime) -> FeeCall:
    """Cancel a call; its number stays. Raises FeeError without a reason, or once something was paid."""
    call = FeeCall.objects.select_for_update().get(pk=call.pk)
    if not reason.strip():
        raise FeeError("Une annulation a un motif.")
    if paid(call):
        raise FeeError("Un appel payé, même en partie, ne s’annule pas\u00a0: remboursez d’abord.")
    if call.cancelled_on is not None:
        return call
    call.cancelled_on, call.cancelled_reason = on, reason.strip()
    call.save(update_fields=["cancelled_on", "cancelled_reason"])
    after = snapshot(call, "cancelled_on", "cancelled_reason")
    record(actor=actor, action="members.call_cancelled", target=call, after=after, now=now)
    return call


@transaction.atomic
def record_payment(
    *,
    call: FeeCall,
    received_on: date,
    amount: Decimal,
    method: str,
    reference: str = "",
    actor: User | None,
    now: datetime,
) -> FeePayment:
    """Write money received, whole or part, and number its receipt.

    Raises FeeError on a cancelled call, nothing, or more than what is owed (a mistake, or a payment for another call).
    """
    call = FeeCall.objects.select_for_update().get(pk=call.pk)
    owed = call.amount - paid(call)
    if call.cancelled_on is not None:
        raise FeeError("Cet appel est annulé\u00a0: il ne reçoit pas de règlement.")
    if amount <= 0:
        raise FeeError("Un règlement est une somme positive.")
    if amount > owed:
        raise FeeError(f"Il ne reste que {money(owed)} à régler sur cet appel.")
    year = received_on.year
    last = FeePayment.objects.filter(receipt_number__startswith=f"R{year}-").order_by("-receipt_number").first()
    rank = int(last.receipt_number.rpartition("-")[2]) + 1 if last else 1
    payment = FeePayment.objects.create(
        call=call, receipt_number=f"R{year}-{rank:04d}", received_on=received_on, amount=amount, method=method,
        reference=reference.strip(),
    )  # fmt: skip
    record(actor=actor, action="members.payment_recorded", target=payment, after=snapshot(payment), now=now)
    return payment


@transaction.atomic
def remind(*, call: FeeCall, on: date, actor: User | None, now: datetime) -> FeeReminder:
    """Write to whoever receives the calls of a member, once the term has passed.

    Raises FeeError when nothing is owed, the term has not passed, nobody's address is known, or one was sent lately.
    """
    call = FeeCall.objects.select_for_update().select_related("member__body").get(pk=call.pk)
    owed = call.amount - paid(call)
    if call.cancelled_on is not None or owed <= 0:
        raise FeeError(f"Rien n’est dû sur l’appel {call.number}.")
    if on <= call.due_on:
        raise FeeError(
            f"L’échéance de l’appel {call.number} est le {french.date_fr(call.due_on)}\u00a0: rien à relancer."
        )
    last = call.reminders.order_by("-rank").first()
    if last is not None and on < last.sent_on + timedelta(days=settings.ESSAIM_DAYS_BETWEEN_REMINDERS):
        raise FeeError(f"L’appel {call.number} a été relancé le {french.date_fr(last.sent_on)}.")
    to = billing_address(call.member, on)
    if not to:
        raise FeeError(f"{call.member}\u00a0: aucune adresse pour ses cotisations.")
    rank = last.rank + 1 if last else 1
    context = {"call": call, "owed": money(owed), "rank": rank, "issuer": call.issuer}
    queue_mail(
        to=to, subject=f"Cotisation {call.year}\u00a0: rappel de l’appel {call.number}",
        text=render_to_string("members/reminder.txt", context), purpose="relance de cotisation",
        key=f"fee-reminder:{call.pk}:{rank}", now=now,
    )  # fmt: skip
    reminder = FeeReminder.objects.create(call=call, sent_on=on, recipient=to, rank=rank)
    record(actor=actor, action="members.reminder_sent", target=reminder, after=snapshot(reminder), now=now)
    return reminder


def billing_address(member: Member, on: date) -> str:
    """Return where the calls of a member go: its own address, else somebody of its finances, else "".

    Everybody's address is not good: an elected member is not written to about a payment.
    """
    if member.billing_email:
        return member.billing_email
    held = in_force(Function.objects.filter(body=member.body, kind=FunctionKind.FINANCE, user__is_active=True), on)
    found = held.select_related("user").order_by("pk").first()
    return found.user.email if found else ""


def paid(call: FeeCall) -> Decimal:
    """Return what was received for a call."""
    return call.payments.aggregate(total=Sum("amount"))["total"] or ZERO


def money(amount: Decimal) -> str:
    """« 1 250,00 € »."""
    return french.euros(float(amount), 2)


def _last_number(year: int) -> int:
    last = FeeCall.objects.filter(number__startswith=f"{year}-").order_by("-number").first()
    return int(last.number.rpartition("-")[2]) if last else 0


def _scale_snapshot(scale: FeeScale) -> dict:
    bands = scale.bands.order_by("category", "population_from").values_list(
        "category", "population_from", "population_to", "amount"
    )
    return {
        **snapshot(scale, "name", "first_year", "last_year", "adopted_on", "reference"),
        "bands": [list(band) for band in bands],
    }
