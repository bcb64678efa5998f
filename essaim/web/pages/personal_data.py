"""What the pages hold about a person: the messages they sent by the contact form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.audit.services import snapshot
from essaim.web.pages.models import ContactMessage

KEPT: tuple[str, ...] = ()


def export(user: User) -> dict[str, Any]:
    """Return the messages sent from a person's address."""
    sent = ContactMessage.objects.filter(email__iexact=user.email)
    return {"messages": [snapshot(one, "subject", "message", "created_at") for one in sent]}


def erase(user: User, now: datetime) -> None:
    """Delete them."""
    ContactMessage.objects.filter(email__iexact=user.email).delete()
