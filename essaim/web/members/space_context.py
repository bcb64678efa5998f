"""What the pages of the member space are given about one's authority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from essaim.web.accounts.enums import Visibility
from essaim.web.accounts.models import Function
from essaim.web.accounts.selectors import Roles, functions_in, in_force
from essaim.web.bodies.models import PublicBody
from essaim.web.members import addresses, charter, directory, fees, member_page, permissions, selectors
from essaim.web.members.enums import FeeState, ImportState
from essaim.web.members.fee_services import money
from essaim.web.members.models import FeeCall, Member, MemberImport
from essaim.web.observatory.release import Release
from essaim.web.ui.components import Link

CALLS_SHOWN, CONTACTS_SHOWN = 6, 300
TONES = {FeeState.PAID: "leaf", FeeState.LATE: "brick", FeeState.PARTIAL: "honey", FeeState.PENDING: "slate",
         FeeState.CANCELLED: ""}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call, in words: year, amounts, where it stands, its documents (label, address)."""

    call: FeeCall
    amount: str
    owed: str
    state: str
    tone: str
    documents: Sequence[Link]


@dataclass(frozen=True, slots=True)
class AuthorityCard:
    """An authority on the home page of the space."""

    body: PublicBody
    standing: str
    fee: CallLine | None


def cards(roles: Roles, on: date) -> list[AuthorityCard]:
    """Return one's authorities, each with its standing and its last call."""
    members = Member.objects.select_related("body__successor").prefetch_related("memberships__absorbed_by__body")
    found = {member.body_id: member for member in members.filter(body_id__in=roles.contributes)}
    bodies = PublicBody.objects.filter(pk__in=roles.contributes)
    lines = {body_id: calls_of(member, on)[:1] for body_id, member in found.items()}
    return [
        AuthorityCard(
            body,
            member_page.standing(found[body.pk], list(found[body.pk].memberships.all()), on)
            if body.pk in found
            else "N’adhère pas au réseau.",
            lines[body.pk][0] if lines.get(body.pk) else None,
        )
        for body in bodies
    ]


def calls_of(member: Member, on: date) -> list[CallLine]:
    """Return the calls of a member, the latest first."""
    lines = []
    for call in fees.of_member(member)[:CALLS_SHOWN]:
        standing = fees.state(call, on)
        documents = [Link(f"Appel {call.number}", reverse("members:call_pdf", args=[call.pk]))]
        documents += [
            Link(f"Reçu {payment.receipt_number}", reverse("members:receipt_pdf", args=[payment.pk]))
            for payment in call.payments.all()
        ]
        owed = money(call.amount - call.received) if standing != FeeState.CANCELLED else ""
        lines.append(CallLine(call, money(call.amount), owed, standing.label, TONES[standing], documents))
    return lines


def authority(release: Release, body: PublicBody, roles: Roles, on: date) -> dict[str, Any]:
    """Return the context of « my authority at a glance »."""
    member = selectors.of_body(body.pk)
    context: dict[str, Any] = {
        "body": body,
        "member": member,
        "people": functions_in(body, on, roles),
        "may_describe": permissions.can_describe(roles, body.pk),
        "may_administer": permissions.can_record_facts(roles, body.pk),
    }
    if member is None:
        return context | {"standing": "N’adhère pas au réseau."}
    page = member_page.build(release, member, on=on, viewer=roles)
    version = charter.current_version(on)
    signed = page["signatures"]
    return context | {
        **page,
        "public_href": addresses.member(body.siren, body.name),
        "calls": calls_of(member, on) if permissions.can_see_fees_of(roles, body.pk) else [],
        "version": version,
        "to_sign": version is not None and version.pk not in {signature.version_id for signature in signed},
    }


def contacts(release: Release, roles: Roles, on: date, *, query: str, region: str) -> dict[str, Any]:
    """Return the people of the members that one may see, by authority; three queries whatever their number."""
    entries = [one for one in directory.entries(release, on) if region in ("", one.region_code)]
    asked = directory.Filters(on, on, query=query)
    shown = {entry.member.body_id: entry for entry in directory.select(entries, asked)}
    visible = [Visibility.PUBLIC, Visibility.MEMBERS]
    if roles.is_team or roles.is_editor:
        visible.append(Visibility.TEAM)
    held = in_force(Function.objects.filter(body_id__in=list(shown), user__is_active=True), on)
    functions = held.filter(visibility__in=visible).select_related("user", "body")
    return {
        "functions": [(one, shown[one.body_id]) for one in functions[:CONTACTS_SHOWN]],
        "query": query,
        "region": region,
        "regions": directory.region_names(release).items(),
        "members_count": len(shown),
    }


def waiting(on: date) -> Mapping[str, Any] | None:
    """What waits for the team; None when nothing does."""
    requests = list(selectors.pending())
    lists = list(MemberImport.objects.filter(state=ImportState.REVIEW))
    late = fees.in_state(fees.with_paid(FeeCall.objects.all()), FeeState.LATE, on).count()
    return {"requests": requests, "lists": lists, "late": late} if requests or lists or late else None
