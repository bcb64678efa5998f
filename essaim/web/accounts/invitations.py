"""Inviting people, and letting them in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from essaim.web.accounts.enums import BODY_ROLES, Role
from essaim.web.accounts.errors import InvitationError
from essaim.web.accounts.models import Invitation, User
from essaim.web.accounts.services import ensure_user, give_role
from essaim.web.audit.services import record
from essaim.web.bodies.models import PublicBody
from essaim.web.mail.services import queue_mail


def by_key(key: str) -> Invitation | None:
    """Return the invitation of a key, whatever its state."""
    return Invitation.objects.select_related("body", "invited_by").filter(key_hash=_hash(key)).first()


def by_pk(pk: int) -> Invitation | None:
    """Return one invitation."""
    return Invitation.objects.select_related("body").filter(pk=pk).first()


def open_for(body: PublicBody | None, now: datetime) -> list[Invitation]:
    """Return the invitations for a body (for the network itself when None) that can still be accepted."""
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now, body=body)
    return list(waiting.select_related("body"))


@transaction.atomic
def invite(
    *,
    email: str,
    role: str,
    body: PublicBody | None = None,
    region_code: str = "",
    actor: User | None,
    now: datetime,
) -> Invitation:
    """Send an invitation; one already open for the same role is replaced: only the last letter's link works.

    It expires after settings.ESSAIM_INVITATION_DAYS. Raises InvitationError on a wrong address, role or body.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise InvitationError(f"«\u00a0{email}\u00a0» n’est pas une adresse électronique.") from None
    if role not in Role.values or (role in BODY_ROLES) != (body is not None):
        raise InvitationError("Ce rôle ne va pas avec cette collectivité.")
    if (role == Role.COORDINATOR) != bool(region_code):
        raise InvitationError("La coordination régionale vaut pour une région\u00a0: il faut dire laquelle.")
    if body is not None and body.has_ceased:
        raise InvitationError(f"{body.name} n’existe plus.")
    same = Invitation.objects.filter(email=address, role=role, body=body, region_code=region_code)
    same.filter(accepted_at=None, revoked_at=None).update(revoked_at=now)
    key = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address,
        role=role,
        body=body,
        region_code=region_code,
        key_hash=_hash(key),
        invited_by=actor,
        created_at=now,
        expires_at=now + timedelta(days=settings.ESSAIM_INVITATION_DAYS),
    )
    record(
        actor=actor,
        action="accounts.invited",
        target=invitation,
        after={"role": role, "body_id": body.pk if body else None, "region_code": region_code},
        now=now,
    )
    link = settings.ESSAIM_BASE_URL + reverse("accounts:invitation", args=[key])
    queue_mail(
        to=address,
        subject=f"Invitation à rejoindre {body.name if body else 'l’équipe du réseau'} sur Essaim",
        text=render_to_string("accounts/mail/invitation.txt", {"invitation": invitation, "link": link}),
        purpose="invitation",
        confidential=True,
        now=now,
    )
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, first_name: str = "", last_name: str = "", now: datetime) -> User:
    """Give the role to the holder of the address, whose account is made if there was none; returns them.

    Holding the link proves that the address is theirs. Raises InvitationError once it expired, was accepted or revoked.
    """
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now)
    if not taken.update(accepted_at=now):
        raise InvitationError("Cette invitation ne vaut plus\u00a0: demandez-en une autre.")
    user = ensure_user(email=invitation.email, first_name=first_name, last_name=last_name, now=now)
    if not user.is_active:
        raise InvitationError("Le compte de cette adresse est fermé.")
    address, _ = EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True})
    if not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])
    give_role(
        user=user,
        role=invitation.role,
        body=invitation.body,
        region_code=invitation.region_code,
        starts_on=timezone.localdate(now),
        actor=invitation.invited_by,
        now=now,
    )
    record(actor=user, action="accounts.invitation_accepted", target=invitation, now=now)
    return user


@transaction.atomic
def revoke(*, invitation: Invitation, actor: User, now: datetime) -> None:
    """Take an invitation back. Raises InvitationError when it was accepted."""
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(revoked_at=now):
        raise InvitationError("Cette invitation est déjà acceptée.")
    record(actor=actor, action="accounts.invitation_revoked", target=invitation, now=now)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
