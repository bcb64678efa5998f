"""Asking to act for a body, and deciding."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from essaim.web.accounts import selectors
from essaim.web.accounts.enums import BODY_ROLES, RequestState, Role
from essaim.web.accounts.errors import JoinError
from essaim.web.accounts.models import JoinRequest, User
from essaim.web.accounts.services import give_role
from essaim.web.audit.services import record
from essaim.web.bodies.models import PublicBody
from essaim.web.mail.services import queue_mail


def pending(body: PublicBody | None = None) -> list[JoinRequest]:
    """Return the requests to decide, the oldest first; of every body when None."""
    waiting = JoinRequest.objects.filter(state=RequestState.PENDING).select_related("user", "body")
    return list(waiting if body is None else waiting.filter(body=body))


def requests_of(user: User) -> list[JoinRequest]:
    """Return what a person asked, the latest first."""
    return list(JoinRequest.objects.filter(user=user).select_related("body").order_by("-created_at"))


def by_pk(pk: int) -> JoinRequest | None:
    """Return one request."""
    return JoinRequest.objects.select_related("user", "body").filter(pk=pk).first()


@transaction.atomic
def ask(*, user: User, body: PublicBody, message: str = "", now: datetime) -> JoinRequest:
    """Ask to act for a body. Asked twice, the request already waiting is returned, and nobody is written to again.

    Its administrators are told; the team, when there is none. Raises JoinError for a body that ceased, or that one
    already acts for.
    """
    today = timezone.localdate(now)
    if body.has_ceased:
        heir = f"\u00a0; {body.successor.name} lui succède" if body.successor else ""
        raise JoinError(f"{body.name} n’existe plus depuis le {body.ceased_on:%d/%m/%Y}{heir}.")
    if body.pk in selectors.roles(user, today).contributes:
        raise JoinError(f"Vous agissez déjà pour {body.name}.")
    request, is_new = JoinRequest.objects.get_or_create(
        user=user,
        body=body,
        state=RequestState.PENDING,
        defaults={"message": message.strip(), "created_at": now},
    )
    if is_new:
        record(actor=user, action="accounts.join_asked", target=request, after={"body_id": body.pk}, now=now)
        link = settings.ESSAIM_BASE_URL + reverse("accounts:people", args=[body.pk])
        text = render_to_string("accounts/mail/join_asked.txt", {"request": request, "link": link})
        for someone in _deciders(body, today):
            queue_mail(
                to=someone.email,
                subject=f"{user} demande à rejoindre {body.name}",
                text=text,
                purpose="demande pour rejoindre",
                key=f"join:{request.pk}:{someone.pk}",
                now=now,
            )
    return request


def _deciders(body: PublicBody, on: date) -> list[User]:
    return selectors.administrators_of(body, on) or selectors.team(on)


@transaction.atomic
def decide(
    *, request: JoinRequest, accepted: bool, role: str = Role.CONTRIBUTOR, actor: User, now: datetime
) -> JoinRequest:
    """Accept, with a role for the body, or refuse. Raises JoinError when it was decided in the meantime."""
    if role not in BODY_ROLES:
        raise JoinError("Ce rôle n’est pas celui d’une collectivité.")
    state = RequestState.ACCEPTED if accepted else RequestState.REFUSED
    waiting = JoinRequest.objects.filter(pk=request.pk, state=RequestState.PENDING)
    if not waiting.update(state=state, decided_at=now, decided_by=actor):
        raise JoinError("Cette demande a déjà sa réponse.")
    request.refresh_from_db()
    if accepted:
        today = timezone.localdate(now)
        give_role(user=request.user, role=role, body=request.body, starts_on=today, actor=actor, now=now)
    record(actor=actor, action=f"accounts.join_{'accepted' if accepted else 'refused'}", target=request, now=now)
    context = {"request": request, "accepted": accepted, "link": settings.ESSAIM_BASE_URL + reverse("accounts:space")}
    queue_mail(
        to=request.user.email,
        subject=f"Votre demande pour rejoindre {request.body.name}",
        text=render_to_string("accounts/mail/join_decided.txt", context),
        purpose="demande pour rejoindre",
        key=f"joined:{request.pk}",
        now=now,
    )
    return request


@transaction.atomic
def withdraw(*, request: JoinRequest, now: datetime) -> None:
    """Take one's own request back. Raises JoinError when it was decided in the meantime."""
    waiting = JoinRequest.objects.filter(pk=request.pk, state=RequestState.PENDING)
    if not waiting.update(state=RequestState.WITHDRAWN, decided_at=now):
        raise JoinError("Cette demande a déjà sa réponse.")
    record(actor=request.user, action="accounts.join_withdrawn", target=request, now=now)
