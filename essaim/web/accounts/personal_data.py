"""Taking one's data away, and being forgotten.

An app that holds something about people brings a module `personal_data.py` of its own, with
`export(user) -> dict` (what it holds, by name), `erase(user, now)` (blank or delete it) and `KEPT` (sentences about
what stays once the person is forgotten, and why). This one does it for the accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from essaim.web.accounts import selectors
from essaim.web.accounts.errors import ErasureError
from essaim.web.accounts.models import Function, Grant, Invitation, JoinRequest, User
from essaim.web.audit import personal_data as trail
from essaim.web.audit.services import record, snapshot
from essaim.web.mail import personal_data as letters

NOWHERE = "sans-adresse.invalid"
KEPT = (
    "La date et la nature de vos actions au nom d’une collectivité, sans votre nom : elle doit pouvoir en répondre.",
)


def _others() -> Iterator[ModuleType]:
    """The modules of the apps above this one."""
    for config in apps.get_app_configs():
        if (
            config.name.startswith("essaim.web.")
            and config.label not in ("accounts", "audit", "mail")
            and module_has_submodule(config.module, "personal_data")
        ):
            yield import_module(f"{config.name}.personal_data")


def export(user: User) -> dict[str, Any]:
    """Return everything the site holds about a person, by subject, as JSON can hold it."""
    held: dict[str, Any] = {
        "compte": snapshot(user, "email", "first_name", "last_name", "date_joined", "last_login"),
        "roles": [snapshot(one, "role", "body_id", "region_code", "starts_on", "ends_on") for one in
                  Grant.objects.filter(user=user)],
        "fonctions": [snapshot(one) for one in Function.objects.filter(user=user)],
        "demandes": [snapshot(one) for one in JoinRequest.objects.filter(user=user)],
        "invitations": [snapshot(one, "role", "created_at", "accepted_at") for one in
                        Invitation.objects.filter(email=user.email)],
        "identites": [{"fournisseur": one.provider, "donnees": one.extra_data} for one in
                      SocialAccount.objects.filter(user=user)],
        "seconds_facteurs": [{"genre": one.get_type_display(), "depuis": one.created_at.isoformat()} for one in
                             Authenticator.objects.filter(user=user)],
        "journal": trail.export(user),
        "courriels": letters.export(user.email),
    }  # fmt: skip
    for module in _others():
        held |= module.export(user)
    return held


def kept_after_erasure() -> list[str]:
    """Return what stays once a person is forgotten, and why."""
    return [*KEPT, *(sentence for module in _others() for sentence in module.KEPT)]


@transaction.atomic
def erase(*, user: User, actor: User | None, now: datetime) -> None:
    """Forget a person: their account is emptied and closed, what other apps hold of them is blanked.

    The row stays, without a name, so that what a body did keeps its place. Raises ErasureError for the last person of
    the team: nobody could run the site any more.
    """
    today = timezone.localdate(now)
    if [one.pk for one in selectors.team(today)] == [user.pk]:
        raise ErasureError(
            "Vous êtes la dernière personne de l’équipe du réseau\u00a0: donnez d’abord ce rôle à une autre."
        )
    address = user.email
    for module in _others():
        module.erase(user, now)
    theirs = [one for held in (Grant, Function, JoinRequest) for one in held.objects.filter(user=user)]
    theirs += Invitation.objects.filter(email=address)
    trail.erase(user, theirs)
    for held in (Grant, Function, JoinRequest, EmailAddress, SocialAccount, Authenticator):
        held.objects.filter(user=user).delete()
    Invitation.objects.filter(email=address).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email, user.first_name, user.last_name = f"efface-{user.pk}@{NOWHERE}", "", ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()
    letters.erase(address)
    end_sessions(user)
    record(actor=None if actor == user else actor, action="accounts.erased", target=f"compte {user.pk}", now=now)


def end_sessions(user: User) -> int:
    """Close every session of a person; returns how many."""
    theirs = [
        one.pk for one in Session.objects.all().iterator() if one.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    deleted, _ = Session.objects.filter(pk__in=theirs).delete()
    return deleted
