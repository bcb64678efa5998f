"""Writing people, their roles and their functions."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from essaim.web.accounts.back_office import sync_groups
from essaim.web.accounts.enums import BODY_ROLES, FunctionKind, Role, Visibility
from essaim.web.accounts.errors import AccountError, FunctionError, GrantError
from essaim.web.accounts.models import Function, Grant, User
from essaim.web.accounts.selectors import by_email, in_force
from essaim.web.audit.services import changes, record, snapshot
from essaim.web.bodies.models import PublicBody


@transaction.atomic
def ensure_user(
    *, email: str, first_name: str = "", last_name: str = "", actor: User | None = None, now: datetime
) -> User:
    """Return the account of an address, made without a password if it is unknown. Raises AccountError on no address."""
    if "@" not in email:
        raise AccountError("Il manque une adresse électronique.")
    if (known := by_email(email)) is not None:
        return known
    user = User.objects.create_user(email=email, first_name=first_name.strip(), last_name=last_name.strip())
    record(actor=actor, action="accounts.user_added", target=user, after=snapshot(user, "email"), now=now)
    return user


@transaction.atomic
def give_role(
    *,
    user: User,
    role: str,
    body: PublicBody | None = None,
    region_code: str = "",
    starts_on: date,
    ends_on: date | None = None,
    actor: User | None,
    now: datetime,
) -> Grant:
    """Give a role from a day on. Given again while it holds, it is returned as it is.

    Raises GrantError when the role wants a body or a region that is missing, or the dates go backwards.
    """
    if role not in Role.values:
        raise GrantError(f"«\u00a0{role}\u00a0» n’est pas un rôle.")
    if (role in BODY_ROLES) != (body is not None):
        raise GrantError("Ce rôle vaut pour une collectivité\u00a0: il faut dire laquelle, et elle seule.")
    if (role == Role.COORDINATOR) != bool(region_code):
        raise GrantError("La coordination régionale vaut pour une région\u00a0: il faut dire laquelle, et elle seule.")
    if ends_on is not None and ends_on < starts_on:
        raise GrantError("Le rôle finirait avant d’avoir commencé.")
    if body is not None and body.ceased_on is not None and body.ceased_on <= starts_on:
        raise GrantError(f"{body.name} a cessé d’exister le {body.ceased_on:%d/%m/%Y}.")
    same = Grant.objects.select_for_update().filter(user=user, role=role, body=body, region_code=region_code)
    if (held := in_force(same, starts_on).first()) is not None:
        return held
    grant = Grant.objects.create(
        user=user, role=role, body=body, region_code=region_code, starts_on=starts_on, ends_on=ends_on, granted_by=actor
    )
    record(actor=actor, action="accounts.role_given", target=grant, after=snapshot(grant), now=now)
    sync_groups(user, timezone.localdate(now))
    return grant


@transaction.atomic
def end_role(*, grant: Grant, ends_on: date, actor: User | None, now: datetime) -> Grant:
    """End a role on a day: that day it holds no more. A role that had not begun never will."""
    before = snapshot(grant, "ends_on")
    grant.ends_on = max(ends_on, grant.starts_on)
    grant.save(update_fields=["ends_on"])
    record(
        actor=actor,
        action="accounts.role_ended",
        target=grant,
        before=before,
        after=snapshot(grant, "ends_on", "user_id", "role", "body_id"),
        now=now,
    )
    sync_groups(grant.user, timezone.localdate(now))
    return grant


@transaction.atomic
def write_function(
    *,
    function: Function | None = None,
    user: User,
    body: PublicBody,
    kind: str,
    title: str = "",
    starts_on: date,
    ends_on: date | None = None,
    visibility: str = Visibility.MEMBERS,
    actor: User | None,
    now: datetime,
) -> Function:
    """Write a function, a new one unless `function` is given. Raises FunctionError."""
    if kind not in FunctionKind.values or visibility not in Visibility.values:
        raise FunctionError("Cette fonction ou cette visibilité n’existe pas.")
    if ends_on is not None and ends_on < starts_on:
        raise FunctionError("La fonction finirait avant d’avoir commencé.")
    before = snapshot(function) if function else {}
    function = function or Function(user=user, body=body)
    if function.user_id != user.pk or function.body_id != body.pk:
        raise FunctionError("Une fonction ne passe pas à une autre personne ni à une autre collectivité.")
    function.kind, function.title, function.visibility = kind, title.strip(), visibility
    function.starts_on, function.ends_on = starts_on, ends_on
    function.save()
    old, new = changes(before, snapshot(function))
    record(actor=actor, action="accounts.function_written", target=function, before=old or None, after=new, now=now)
    return function


@transaction.atomic
def rename(*, user: User, first_name: str, last_name: str, now: datetime) -> None:
    """Change one's own names."""
    before = snapshot(user, "first_name", "last_name")
    user.first_name, user.last_name = first_name.strip(), last_name.strip()
    user.save(update_fields=["first_name", "last_name"])
    old, new = changes(before, snapshot(user, "first_name", "last_name"))
    if new:
        record(actor=user, action="accounts.renamed", target=user, before=old, after=new, now=now)
