"""Reading members, as they were on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from essaim.rules import authorities
from essaim.web.members.enums import Category, Decision
from essaim.web.members.models import Member, Membership, MemberTheme, OrganisationFact
from essaim.web.territories.authorities import Authority


@dataclass(frozen=True, slots=True)
class MemberAt:
    """A member on a day, from the default database alone. category: a value of Category, computed that day.

    heir_territory_id: the territory of the body that took over, for one that has ceased since; "" otherwise.
    """

    member_id: int
    body_id: int
    siren: str
    name: str
    kind: str
    territory_id: str
    joined_on: date
    joined_on_known: bool
    fictitious: bool
    heir_territory_id: str
    category: str


def in_force(on: date) -> QuerySet[Membership]:
    """Return the memberships in force on a day: joined_on ≤ day < left_on."""
    return Membership.objects.filter(Q(joined_on__lte=on) & (Q(left_on__isnull=True) | Q(left_on__gt=on)))


def members_on(on: date) -> list[MemberAt]:
    """Return every member on a day, by name; one query, each member once."""
    rows = (
        in_force(on)
        .order_by("member__body__name", "member__body__siren")
        .values_list(
            "member_id", "member__body_id", "member__body__siren", "member__body__name", "member__body__kind",
            "member__body__territory_id", "joined_on", "joined_on_known", "member__fictitious",
            "member__body__successor__territory_id",
        )
    )  # fmt: skip
    return [
        MemberAt(
            *row[:-1],
            row[-1] or "",
            category=authorities.category(kind=row[4], siren=row[2], territory_id=row[5], on=on),
        )
        for row in rows
    ]


def joined(since: date, until: date) -> list[MemberAt]:
    """Return the members of the day before `until` that joined from `since` on, by name, when that day is known."""
    known = in_force(until - timedelta(days=1)).filter(joined_on__gte=since, joined_on_known=True)
    recent = set(known.values_list("member_id", flat=True))
    return [one for one in members_on(until - timedelta(days=1)) if one.member_id in recent] if recent else []


@dataclass(frozen=True, slots=True)
class Stay:
    """A membership that began, whatever its end, with what places it."""

    siren: str
    territory_id: str
    heir_territory_id: str
    joined_on: date
    left_on: date | None


def stays() -> list[Stay]:
    """Return every membership that began, in one query: what the growth of the network is counted from."""
    rows = Membership.objects.filter(joined_on__isnull=False).values_list(
        "member__body__siren", "member__body__territory_id", "member__body__successor__territory_id", "joined_on",
        "left_on",
    )  # fmt: skip
    return [Stay(siren, place, heir or "", joined, left) for siren, place, heir, joined, left in rows.order_by("pk")]


def counts(members: list[MemberAt]) -> dict[str, int]:
    """Return how many members each category has, in the order of the brochure; « autre » only when there are some."""
    found = dict.fromkeys(Category.values, 0)
    for member in members:
        found[member.category] += 1
    if not found[Category.OTHER]:
        del found[Category.OTHER]
    return found


def category(one: Authority, on: date) -> str:
    """Return the category in which an authority would be counted on a day."""
    return authorities.category(kind=one.kind, siren=one.siren, territory_id=one.territory_id, on=on)


def category_of(member: Member, on: date) -> str:
    """Return the category in which a member is counted on a day."""
    body = member.body
    return authorities.category(kind=body.kind, siren=body.siren, territory_id=body.territory_id, on=on)


def by_siren(siren: str) -> Member | None:
    """Return the member of a SIREN, present, past or waiting."""
    return Member.objects.select_related("body", "body__successor").filter(body__siren=siren).first()


def by_pk(pk: int) -> Member | None:
    """Return one member, with its body."""
    return Member.objects.select_related("body").filter(pk=pk).first()


def of_body(body_id: int) -> Member | None:
    """Return the member that a body is, if it is, was or asked to be one."""
    return Member.objects.select_related("body").filter(body_id=body_id).first()


def history(member: Member) -> list[Membership]:
    """Return the memberships of a member, oldest first, those refused and waiting included."""
    return list(member.memberships.select_related("absorbed_by__body").order_by("joined_on", "requested_on", "pk"))


def is_member(member: Member, on: date) -> bool:
    """True when a membership of it is in force that day."""
    return in_force(on).filter(member=member).exists()


def pending() -> QuerySet[Membership]:
    """Return the requests that wait for the board, oldest first."""
    return (
        Membership.objects.filter(decision=Decision.PENDING)
        .select_related("member__body")
        .order_by("requested_on", "pk")
    )


def themes_of(members: list[MemberAt]) -> dict[int, list[str]]:
    """Return the themes that members say they work on, by member, in one query."""
    wanted = {member.member_id for member in members}
    found: dict[int, list[str]] = {}
    for member_id, theme in MemberTheme.objects.values_list("member_id", "theme").order_by("theme"):
        if member_id in wanted:
            found.setdefault(member_id, []).append(theme)
    return found


def facts_on(member: Member, on: date) -> list[OrganisationFact]:
    """Return what is known of the visibility of the ESS in a member's organisation, on a day; one fact a kind."""
    held = member.facts.filter(Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on)))
    return list(held.order_by("kind", "-starts_on"))


def any_member() -> bool:
    """True when somebody is, was or asked to be a member, real or not."""
    return Member.objects.exists()
