"""Writing members: their memberships through time, and what they say of themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from essaim.rules.themes import themes as known_themes
from essaim.web.accounts.models import User
from essaim.web.audit.services import changes, record, record_all, snapshot
from essaim.web.bodies.models import PublicBody
from essaim.web.bodies.services import add_bodies, record_end
from essaim.web.members.enums import Answer, Decision, FactKind, Leaving
from essaim.web.members.errors import MemberError
from essaim.web.members.models import Member, Membership, MemberTheme, OrganisationFact

LATER = date.max
PERIOD = ("requested_on", "decision", "decided_on", "decision_reference", "joined_on", "joined_on_known", "left_on",
          "leaving", "absorbed_by_id", "note")  # fmt: skip


@transaction.atomic
def ensure_member(*, body: PublicBody, fictitious: bool = False, actor: User | None, now: datetime) -> Member:
    """Return the member that a body is, made if it is none yet. That alone gives it no membership."""
    member, made = Member.objects.get_or_create(body=body, defaults={"fictitious": fictitious})
    if made:
        record(actor=actor, action="members.added", target=member, after={"siren": body.siren}, now=now)
    return member


@transaction.atomic
def request_membership(
    *, member: Member, requested_on: date, note: str = "", actor: User | None, now: datetime
) -> Membership:
    """Write that a body asks to join. Asked again while it waits, the same request is returned.

    Raises MemberError when it is a member already, or has ceased.
    """
    _lock(member)
    running = _running(member)
    if running is not None and running.joined_on is None:
        return running
    if running is not None:
        raise MemberError(f"{member} adhère déjà depuis le {running.joined_on:%d/%m/%Y}.")
    _refuse_ceased(member, requested_on)
    membership = Membership(member=member, requested_on=requested_on, note=note.strip())
    return _write(membership, "members.membership_requested", actor, now)


@transaction.atomic
def decide(
    *,
    membership: Membership,
    accepted: bool,
    decided_on: date,
    reference: str = "",
    joined_on: date | None = None,
    actor: User | None,
    now: datetime,
) -> Membership:
    """Write the board's decision. joined_on: first day as a member, by default the day of the decision.

    Raises MemberError when it was decided already, or before it was asked.
    """
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.decision != Decision.PENDING:
        raise MemberError(f"Cette demande a déjà sa décision, du {membership.decided_on or 'jour inconnu'}.")
    if membership.requested_on and decided_on < membership.requested_on:
        raise MemberError("La décision serait antérieure à la demande.")
    before = snapshot(membership, *PERIOD)
    membership.decision = Decision.ACCEPTED if accepted else Decision.REFUSED
    membership.decided_on, membership.decision_reference = decided_on, reference.strip()
    membership.joined_on = (joined_on or decided_on) if accepted else None
    return _write(membership, "members.membership_decided", actor, now, before)


@transaction.atomic
def record_membership(
    *,
    member: Member,
    joined_on: date,
    joined_on_known: bool = True,
    left_on: date | None = None,
    leaving: str = "",
    decided_on: date | None = None,
    requested_on: date | None = None,
    reference: str = "",
    note: str = "",
    actor: User | None,
    now: datetime,
) -> Membership:
    """Write a whole membership at once: history taken over from a list, or a return.

    Raises MemberError when it overlaps another one, or its dates go backwards.
    """
    _lock(member)
    membership = Membership(
        member=member, requested_on=requested_on, decision=Decision.ACCEPTED, decided_on=decided_on,
        decision_reference=reference.strip(), joined_on=joined_on, joined_on_known=joined_on_known, left_on=left_on,
        leaving=leaving or (Leaving.WITHDRAWAL if left_on else ""), note=note.strip(),
    )  # fmt: skip
    return _write(membership, "members.membership_recorded", actor, now)


@transaction.atomic
def record_memberships(*, memberships: Sequence[Membership], actor: User | None, now: datetime) -> list[str]:
    """`record_membership` for a whole list, in a few queries whatever its length; return why each was refused, or "".

    memberships: accepted and not saved; their members, and the bodies of these, may be new: one object for each, saved
    with the first membership that is not refused.
    """
    sirens = {stay.member.body.siren for stay in memberships}
    # Held for the transaction, so that two writers do not begin two memberships.
    list(Member.objects.select_for_update(of=("self",)).filter(body__siren__in=sirens))
    held: dict[str, list[Membership]] = defaultdict(list)
    known = Membership.objects.exclude(decision=Decision.REFUSED).select_related("member__body")
    for stay in known.filter(member__body__siren__in=sirens):
        held[stay.member.body.siren].append(stay)
    refusals, accepted = [], []
    for stay in memberships:
        others = held[stay.member.body.siren]
        try:
            _check(stay, others)
        except MemberError as error:
            refusals.append(str(error))
            continue
        refusals.append("")
        others.append(stay)
        accepted.append(stay)
    members = {stay.member.body.siren: stay.member for stay in accepted if stay.member.pk is None}
    add_bodies(bodies=[one.body for one in members.values() if one.body.pk is None], actor=actor, now=now)
    Member.objects.bulk_create(members.values(), batch_size=500)
    written = [(one, {"siren": one.body.siren}) for one in members.values()]
    record_all(actor=actor, action="members.added", written=written, now=now)
    Membership.objects.bulk_create(accepted, batch_size=500)
    stays = [(stay, changes({}, snapshot(stay, *PERIOD))[1]) for stay in accepted]
    record_all(actor=actor, action="members.membership_recorded", written=stays, now=now)
    return refusals


@transaction.atomic
def correct_membership(*, membership: Membership, actor: User | None, now: datetime, **changed: object) -> Membership:
    """Correct a membership. changed: fields of PERIOD. Raises MemberError, and TypeError on another field."""
    if unknown := set(changed) - set(PERIOD):
        raise TypeError(f"not a field of a membership: {sorted(unknown)}")
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    before = snapshot(membership, *PERIOD)
    for name, value in changed.items():
        setattr(membership, name, value)
    return _write(membership, "members.membership_corrected", actor, now, before)


@transaction.atomic
def leave(
    *, membership: Membership, left_on: date, leaving: str = Leaving.WITHDRAWAL, actor: User | None, now: datetime
) -> Membership:
    """End a membership: left_on is the first day that does not count. Raises MemberError."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.joined_on is None:
        raise MemberError("Cette demande n’a pas encore abouti : elle se refuse, elle ne se termine pas.")
    if membership.left_on is not None:
        raise MemberError(f"Cette adhésion est déjà terminée, le {membership.left_on:%d/%m/%Y}.")
    before = snapshot(membership, *PERIOD)
    membership.left_on, membership.leaving = left_on, leaving
    return _write(membership, "members.membership_ended", actor, now, before)


@transaction.atomic
def absorb(*, members: Sequence[Member], successor: PublicBody, on: date, actor: User | None, now: datetime) -> Member:
    """Merge bodies into another: their memberships end that day, the successor is a member from that day.

    The successor takes over the acts of the bodies it replaces (CGCT, art. L2113-5 for a commune nouvelle, L5211-41-3
    for merged EPCI), hence the membership when one of them held one. What the bodies did keeps their names.
    Returns the successor as a member. Raises MemberError when none is given or one is the successor itself.
    """
    if not members:
        raise MemberError("Il faut dire quelles collectivités fusionnent.")
    heir = ensure_member(body=successor, fictitious=all(one.fictitious for one in members), actor=actor, now=now)
    carried = False
    for member in members:
        if member.pk == heir.pk:
            raise MemberError(f"{member} ne peut pas être absorbée par elle-même.")
        record_end(body=member.body, ceased_on=on, successor=successor, actor=actor, now=now)
        for membership in member.memberships.select_for_update().filter(left_on__isnull=True):
            before = snapshot(membership, *PERIOD)
            if membership.joined_on is None:
                membership.decision, membership.note = Decision.REFUSED, f"Sans objet : fusion dans {successor}."[:300]
            else:
                membership.left_on, membership.leaving, membership.absorbed_by = on, Leaving.MERGER, heir
                carried = True
            _write(membership, "members.membership_absorbed", actor, now, before)
    if carried and _running(heir) is None:
        names = ", ".join(str(member) for member in members)
        record_membership(member=heir, joined_on=on, note=f"Suite de la fusion de {names}."[:300], actor=actor, now=now)
    return heir


@transaction.atomic
def describe(
    *, member: Member, presentation: str, website: str, themes: Sequence[str], actor: User | None, now: datetime
) -> Member:
    """Write what a member says of itself. themes: ids of essaim.rules.themes. Raises MemberError on an unknown one."""
    known = known_themes(on=now.date())
    if unknown := set(themes) - set(known):
        raise MemberError(f"Thème inconnu : {', '.join(sorted(unknown))}.")
    held = [theme.theme for theme in member.themes.all()]
    before = {**snapshot(member, "presentation", "website"), "themes": sorted(held)}
    member.presentation, member.website = presentation.strip(), website.strip()
    member.save(update_fields=["presentation", "website", "updated_at"])
    wanted = list(dict.fromkeys(themes))
    member.themes.exclude(theme__in=wanted).delete()
    MemberTheme.objects.bulk_create([MemberTheme(member=member, theme=t) for t in wanted if t not in held])
    after = {**snapshot(member, "presentation", "website"), "themes": sorted(wanted)}
    old, new = changes(before, after)
    if new:
        record(actor=actor, action="members.described", target=member, before=old, after=new, now=now)
    return member


@transaction.atomic
def set_billing(
    *, member: Member, service_code: str, email: str, address: str, actor: User | None, now: datetime
) -> Member:
    """Write where calls for fees go."""
    fields = ("billing_service_code", "billing_email", "billing_address")
    before = snapshot(member, *fields)
    member.billing_service_code, member.billing_email = service_code.strip(), email.strip()
    member.billing_address = address.strip()
    member.save(update_fields=[*fields, "updated_at"])
    old, new = changes(before, snapshot(member, *fields))
    if new:
        record(actor=actor, action="members.billing_set", target=member, before=old, after=new, now=now)
    return member


@transaction.atomic
def record_fact(
    *,
    member: Member,
    kind: str,
    answer: str,
    label: str = "",
    amount: Decimal | None = None,
    starts_on: date,
    source: str,
    actor: User | None,
    now: datetime,
) -> OrganisationFact:
    """Write how visible the ESS is in a member's organisation, from a day on; the fact that held before ends that day.

    Raises MemberError on unknown words, an amount that is no budget's, or a day before the fact now in force.
    """
    if kind not in FactKind.values or answer not in Answer.values:
        raise MemberError("Ce fait ou cette réponse n’existe pas.")
    if amount is not None and not (kind == FactKind.BUDGET and answer == Answer.YES):
        raise MemberError("Seule une ligne budgétaire a un montant.")
    if not source.strip():
        raise MemberError("Il faut dire d’où on le sait.")
    _lock(member)
    for held in member.facts.filter(kind=kind, ends_on__isnull=True):
        if held.starts_on >= starts_on:
            raise MemberError(f"Un fait plus récent est déjà connu, du {held.starts_on:%d/%m/%Y}.")
        held.ends_on = starts_on
        held.save(update_fields=["ends_on"])
    fact = OrganisationFact.objects.create(
        member=member, kind=kind, answer=answer, label=label.strip(), amount=amount, starts_on=starts_on,
        source=source.strip(),
    )  # fmt: skip
    record(actor=actor, action="members.fact_recorded", target=fact, after=snapshot(fact), now=now)
    return fact


def _lock(member: Member) -> None:
    """Hold the member for the transaction, so that two writers do not begin two memberships."""
    Member.objects.select_for_update().filter(pk=member.pk).first()


def _running(member: Member) -> Membership | None:
    return member.memberships.filter(left_on__isnull=True).exclude(decision=Decision.REFUSED).first()


def _refuse_ceased(member: Member, on: date) -> None:
    if member.body.ceased_on is not None and member.body.ceased_on <= on:
        heir = f" {member.body.successor} lui a succédé." if member.body.successor else ""
        raise MemberError(f"{member} a cessé d’exister le {member.body.ceased_on:%d/%m/%Y}.{heir}")


def _write(
    membership: Membership, action: str, actor: User | None, now: datetime, before: dict | None = None
) -> Membership:
    """Check a membership against itself and its neighbours, save it, and say so in the trail."""
    _check(membership, membership.member.memberships.exclude(pk=membership.pk).exclude(decision=Decision.REFUSED))
    membership.save()
    after = snapshot(membership, *PERIOD)
    old, new = changes(before or {}, after)
    record(actor=actor, action=action, target=membership, before=old if before else None, after=new, now=now)
    return membership


def _check(membership: Membership, others: Iterable[Membership]) -> None:
    """Raise MemberError unless a membership holds by itself and among the others of its member (none a refused one)."""
    start, end = membership.joined_on, membership.left_on
    if start is not None:
        _refuse_ceased(membership.member, start)
        if membership.decision != Decision.ACCEPTED:
            raise MemberError("On n’adhère qu’une fois la demande acceptée.")
    if end is not None and (start is None or end < start):
        raise MemberError("L’adhésion finirait avant d’avoir commencé.")
    if bool(membership.leaving) != (end is not None):
        raise MemberError("Un départ a une date et un motif : il manque l’un des deux.")
    if membership.decision != Decision.REFUSED:
        for other in others:
            begins, stops = other.joined_on or other.requested_on, other.left_on or LATER
            asked = start or membership.requested_on
            if (end or LATER) > (begins or date.min) and stops > (asked or date.min):
                raise MemberError(
                    f"{membership.member} a déjà une adhésion qui court sur ces dates, depuis le "
                    f"{begins:%d/%m/%Y}." if begins else f"{membership.member} a déjà une demande en cours."
                )  # fmt: skip
