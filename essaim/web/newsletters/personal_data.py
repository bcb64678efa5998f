"""What the letters hold about a person: what they receive, since when, and what proves it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from essaim.web.accounts.models import User
from essaim.web.audit.services import snapshot
from essaim.web.newsletters import services
from essaim.web.newsletters.models import Proof, Subscriber, Subscription

KEPT = (
    "La trace, sans votre adresse, de ce que vous aviez accepté de recevoir\u00a0: elle prouve votre consentement et "
    "empêche qu’un fichier vous réinscrive.",
)


def export(user: User) -> dict[str, Any]:
    """Return the subscriptions of a person's address, and the proof log of that address."""
    mine = _of(user)
    return {
        "lettres": {
            "personne": [snapshot(one, "email", "level", "region_code", "post", "created_at") for one in mine],
            "themes": [theme.theme for one in mine for theme in one.themes.all()],
            "inscriptions": [
                snapshot(one, "list_id", "standing", "basis", "asked_at", "changed_at")
                for one in Subscription.objects.filter(subscriber__in=mine)
            ],
            "preuves": [
                snapshot(one, "event", "at", "words")
                for one in Proof.objects.filter(email_hash=services.email_hash(user.email))
            ],
        }
    }


def erase(user: User, now: datetime) -> None:
    """Forget their addresses."""
    for one in _of(user):
        services.forget(subscriber=one, now=now)


def _of(user: User) -> list[Subscriber]:
    return list(Subscriber.objects.filter(Q(user=user) | Q(email__iexact=user.email)))
