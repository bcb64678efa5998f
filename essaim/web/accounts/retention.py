"""How long things are kept: periods are settings (ESSAIM_RETENTION_DAYS).

`essaim retention` and a daily job apply them. An app brings its rules in a module `retention.py` of its own, with
`RULES`; this one has those of the apps below too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import module_has_submodule

from essaim.web.accounts import personal_data
from essaim.web.accounts.enums import RequestState
from essaim.web.accounts.models import Invitation, JoinRequest, User
from essaim.web.audit import services as trail
from essaim.web.mail import selectors as outbox
from essaim.web.mail import services as letters
from essaim.web.observatory import services as observatory

WARNED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is forgotten after a period. key: its name in ESSAIM_RETENTION_DAYS; apply(limit, now, dry_run) → how many.

    limit: what is older goes. A dry run counts and changes nothing.
    """

    key: str
    label: str
    apply: Callable[[datetime, datetime, bool], int]


def rules() -> Iterator[Rule]:
    """Every rule of every app."""
    for config in apps.get_app_configs():
        if config.name.startswith("essaim.web.") and module_has_submodule(config.module, "retention"):
            yield from import_module(f"{config.name}.retention").RULES


def apply(*, now: datetime, dry_run: bool = False) -> dict[str, int]:
    """Apply every rule; returns how many things each forgot, by its label."""
    periods = settings.ESSAIM_RETENTION_DAYS
    return {rule.label: rule.apply(now - timedelta(days=periods[rule.key]), now, dry_run) for rule in rules()}


def _delete(old: QuerySet, dry_run: bool) -> int:
    count = old.count()
    if not dry_run:
        old.delete()
    return count


def _letters(limit: datetime, now: datetime, dry_run: bool) -> int:
    return letters.forget(before=limit, dry_run=dry_run)


def _trail(limit: datetime, now: datetime, dry_run: bool) -> int:
    return trail.forget(before=limit, dry_run=dry_run)


def _reports(limit: datetime, now: datetime, dry_run: bool) -> int:
    return observatory.forget_contacts(before=limit, dry_run=dry_run)


def _invitations(limit: datetime, now: datetime, dry_run: bool) -> int:
    return _delete(Invitation.objects.filter(expires_at__lt=limit), dry_run)


def _requests(limit: datetime, now: datetime, dry_run: bool) -> int:
    return _delete(JoinRequest.objects.filter(~Q(state=RequestState.PENDING), decided_at__lt=limit), dry_run)


def _sleeping(limit: datetime, now: datetime, dry_run: bool) -> int:
    """Warn those who have not come for so long, then forget those warned a month ago who still did not come."""
    last_seen = Coalesce("last_login", "date_joined")
    sleeping = User.objects.filter(is_active=True).annotate(seen=last_seen).filter(seen__lt=limit + WARNED_BEFORE)
    count = 0
    for user in sleeping.order_by("pk"):
        key = f"compte-inactif:{user.pk}:{user.seen:%Y-%m-%d}"
        warned = outbox.by_key(key)
        if warned is None and not dry_run:
            link = settings.ESSAIM_BASE_URL + reverse("account_login")
            text = render_to_string(
                "accounts/mail/sleeping.txt", {"user": user, "link": link, "on": now + WARNED_BEFORE}
            )
            subject = "Votre compte Essaim va être effacé"
            letters.queue_mail(to=user.email, subject=subject, text=text, purpose="compte inactif", key=key, now=now)
        elif warned is not None and warned.created_at <= now - WARNED_BEFORE and user.seen < limit:
            count += 1
            if not dry_run:
                personal_data.erase(user=user, actor=None, now=now)
    return count


RULES = (
    Rule("letters", "courriels", _letters),
    Rule("trail", "écritures au journal", _trail),
    Rule("reports", "adresses des signalements", _reports),
    Rule("invitations", "invitations", _invitations),
    Rule("requests", "demandes pour rejoindre", _requests),
    Rule("sleeping_accounts", "comptes inactifs", _sleeping),
)
