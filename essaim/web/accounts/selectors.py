"""Reading people, their roles and their functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from essaim.web.accounts.enums import Role, Visibility
from essaim.web.accounts.models import Function, Grant, User
from essaim.web.bodies.models import PublicBody


@dataclass(frozen=True, slots=True)
class Roles:
    """What someone may do on a day. Sets hold region codes and primary keys of bodies.

    administers ⊆ contributes. A visitor has no role at all and is no person. lacks_second_factor: belongs to the team,
    and has yet to prove it in this session (is_team is then False).
    """

    is_person: bool = False
    is_team: bool = False
    is_editor: bool = False
    regions: frozenset[str] = frozenset()
    administers: frozenset[int] = frozenset()
    contributes: frozenset[int] = frozenset()
    user_id: int | None = None
    lacks_second_factor: bool = False

    @property
    def is_member(self) -> bool:
        """True for someone who acts for at least one body."""
        return bool(self.contributes)


VISITOR = Roles()


def roles(user: User | AnonymousUser | None, on: date) -> Roles:
    """Return the roles of a user on a day, in one query. Anonymous and deactivated users have none."""
    if user is None or not user.is_authenticated or not user.is_active:
        return VISITOR
    held = list(in_force(Grant.objects.filter(user_id=user.pk), on).values_list("role", "body_id", "region_code"))
    administers = frozenset(body for role, body, _ in held if role == Role.ADMINISTRATOR)
    return Roles(
        is_person=True,
        is_team=any(role == Role.TEAM for role, _, _ in held),
        is_editor=any(role == Role.EDITOR for role, _, _ in held),
        regions=frozenset(region for role, _, region in held if role == Role.COORDINATOR),
        administers=administers,
        contributes=administers | frozenset(body for role, body, _ in held if role == Role.CONTRIBUTOR),
        user_id=user.pk,
    )


def in_force[Q_: QuerySet](dated: Q_, on: date) -> Q_:
    """Keep the grants or the functions in force on a day: starts_on ≤ day < ends_on."""
    return dated.filter(Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on)))


def by_email(email: str) -> User | None:
    """Return the active or deactivated user of an address, whatever its case."""
    return User.objects.filter(email=email.strip().lower()).first()


def bodies_of(user: User, on: date) -> list[PublicBody]:
    """Return the bodies a user acts for on a day, by name."""
    held = in_force(Grant.objects.filter(user_id=user.pk, body__isnull=False), on)
    return list(PublicBody.objects.filter(pk__in=held.values("body_id")))


def grants_for(body: PublicBody, on: date) -> list[Grant]:
    """Return the grants in force for a body, with their users."""
    return list(in_force(Grant.objects.filter(body=body), on).select_related("user"))


def administrators_of(body: PublicBody, on: date) -> list[User]:
    """Return the people who administer a body on a day."""
    held = in_force(Grant.objects.filter(body=body, role=Role.ADMINISTRATOR), on)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True))


def team(on: date) -> list[User]:
    """Return the people of the network's team on a day."""
    held = in_force(Grant.objects.filter(role=Role.TEAM), on)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True))


def functions_of(user: User) -> list[Function]:
    """Return all the functions of a user, past ones included, the latest first."""
    return list(Function.objects.filter(user=user).select_related("body").order_by("-starts_on"))


def functions_in(body: PublicBody, on: date, viewer: Roles) -> list[Function]:
    """Return the functions in force in a body that `viewer` may see, with their holders.

    Visitors see the public ones; people who act for any body, those for members too; the team, the editors and the
    body's own people, all of them.
    """
    found = in_force(Function.objects.filter(body=body, user__is_active=True), on).select_related("user")
    if viewer.is_team or viewer.is_editor or body.pk in viewer.contributes:
        return list(found)
    seen = [Visibility.PUBLIC]
    if viewer.is_member or viewer.regions:
        seen.append(Visibility.MEMBERS)
    return list(found.filter(visibility__in=seen))


def grant_by_pk(pk: int) -> Grant | None:
    """Return one grant, with its person and body."""
    return Grant.objects.select_related("user", "body").filter(pk=pk).first()


def function_by_pk(pk: int) -> Function | None:
    """Return one function, with its person and body."""
    return Function.objects.select_related("user", "body").filter(pk=pk).first()


def network_grants(on: date) -> list[Grant]:
    """Return the roles of the network in force (team, editors, coordinators), with their people."""
    return list(
        in_force(Grant.objects.filter(body=None), on).select_related("user").order_by("role", "user__last_name")
    )


def grants_of(user: User, on: date) -> list[Grant]:
    """Return the roles a person holds on a day."""
    return list(in_force(Grant.objects.filter(user=user), on).select_related("body"))
