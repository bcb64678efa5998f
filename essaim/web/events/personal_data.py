"""What the agenda holds about a person: the registrations made with their address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.audit.services import snapshot
from essaim.web.events import letters
from essaim.web.events.enums import Place
from essaim.web.events.models import Registration
from essaim.web.events.registering import leave
from essaim.web.mail.services import forget_keys

KEPT = ("Votre présence à des rendez-vous, sans votre nom\u00a0: un nombre, par collectivité et par région.",)
FIELDS = ("event_id", "state", "first_name", "last_name", "email", "function", "title", "organization", "needs",
          "answers", "registered_at", "arrived_at")  # fmt: skip


def export(user: User) -> dict[str, Any]:
    """Return the registrations of a person's address."""
    found = Registration.objects.filter(email=user.email.lower())
    return {"agenda": {"inscriptions": [snapshot(one, *FIELDS) for one in found]}}


def erase(user: User, now: datetime) -> None:
    """Give back the places to come, and erase the names of the others."""
    for one in Registration.objects.filter(email=user.email.lower()).select_related("event"):
        if one.state != Place.CANCELLED and one.event.begins_at > now:
            leave(registration_id=one.pk, actor=None, now=now)
        forget_keys(prefix=f"{letters.prefix(one.event)}{one.pk}:")
    Registration.objects.filter(email=user.email.lower()).update(
        first_name="", last_name="", email="", title="", organization="", needs="", answers={}, forgotten=True
    )
