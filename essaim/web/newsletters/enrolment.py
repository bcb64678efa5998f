"""The lists of the members: who is on them follows from roles and memberships, until they leave by themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from essaim.web.accounts.enums import BODY_ROLES, FunctionKind
from essaim.web.accounts.models import Function, Grant, User
from essaim.web.accounts.selectors import in_force
from essaim.web.members.selectors import MemberAt, members_on
from essaim.web.newsletters.enums import Audience, Basis, Event, Post, Standing
from essaim.web.newsletters.models import MailingList, Proof, Subscriber, Subscription
from essaim.web.newsletters.services import email_hash, prove
from essaim.web.observatory.release import NoRelease, current
from essaim.web.territories import selectors as territories
from essaim.web.ui import news

ELECTED = (FunctionKind.ELECTED_REFERENT, FunctionKind.EXECUTIVE, FunctionKind.ELECTED)


@transaction.atomic
def follow_members(*, list_: MailingList, now: datetime) -> tuple[int, int]:
    """Add the people of the members of the day, end those who no longer are; return (added, ended).

    Who left the list, complained or asked to be forgotten is never added again. Raises ValueError for a public list.
    """
    if list_.audience != Audience.MEMBERS:
        raise ValueError("only a list of the members follows them")
    people = _people(list_, now)
    kept = {
        one.subscriber.user_id: one
        for one in Subscription.objects.filter(list=list_).select_related("subscriber", "list")
    }
    added = sum(_enrol(list_, user, body, posts, now) for user, body, posts in people if user.pk not in kept)
    wanted = {user.pk for user, _, _ in people}
    ended = 0
    for user_id, one in kept.items():
        if user_id in wanted and one.standing == Standing.ENDED:
            _set(one, Standing.ACTIVE, Event.ENROLLED, now)
            added += 1
        elif user_id not in wanted and one.standing == Standing.ACTIVE and one.basis == Basis.MEMBERSHIP:
            _set(one, Standing.ENDED, Event.ENDED, now)
            ended += 1
    return added, ended


def _people(list_: MailingList, now: datetime) -> list[tuple[User, MemberAt, set[str]]]:
    """Who the list is for: each person once, with the first of their members and their functions there."""
    today = timezone.localdate(now)
    bodies = {one.body_id: one for one in members_on(today)}
    functions: dict[int, set[str]] = {}
    for user_id, kind in in_force(Function.objects.filter(body_id__in=bodies), today).values_list("user_id", "kind"):
        functions.setdefault(user_id, set()).add(kind)
    grants = Grant.objects.filter(role__in=BODY_ROLES, body_id__in=bodies, user__is_active=True)
    found: dict[int, tuple[User, MemberAt, set[str]]] = {}
    for grant in in_force(grants, today).select_related("user").order_by("user_id", "pk"):
        held = functions.get(grant.user_id, set())
        if not list_.function_kinds or held & set(list_.function_kinds):
            found.setdefault(grant.user_id, (grant.user, bodies[grant.body_id], held))
    return list(found.values())


def _enrol(list_: MailingList, user: User, body: MemberAt, functions: set[str], now: datetime) -> bool:
    if Proof.objects.filter(email_hash=email_hash(user.email), event=Event.FORGOTTEN).exists():
        return False
    levels = news.levels([body.kind])
    described = {
        "created_at": now,
        "user": user,
        "level": levels[0] if levels else "",
        "region_code": _region(body.territory_id),
        "post": Post.ELECTED if functions & set(ELECTED) else Post.OFFICER,
    }
    subscriber, _ = Subscriber.objects.get_or_create(email=user.email.lower(), defaults=described)
    if subscriber.user_id is None:
        subscriber.user = user
        subscriber.save(update_fields=["user"])
    _, is_new = Subscription.objects.get_or_create(
        subscriber=subscriber, list=list_,
        defaults={"standing": Standing.ACTIVE, "basis": Basis.MEMBERSHIP, "asked_at": now, "changed_at": now},
    )  # fmt: skip
    if is_new:
        prove(subscriber, Event.ENROLLED, now=now, list_=list_, words=f"Au titre de {body.name}.")
    return is_new


def _region(territory_id: str) -> str:
    try:
        place = territories.get(current(), territory_id)
    except NoRelease:
        return ""
    if place is None:
        return ""
    return (place.code if place.level == "region" else place.region_code) or ""


def _set(subscription: Subscription, standing: Standing, event: Event, now: datetime) -> None:
    subscription.standing, subscription.changed_at = standing, now
    subscription.save(update_fields=["standing", "changed_at"])
    prove(subscription.subscriber, event, now=now, list_=subscription.list)
