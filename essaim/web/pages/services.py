"""Writing what readers send to the team."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from essaim.web.accounts.selectors import team
from essaim.web.mail.services import queue_mail
from essaim.web.observatory.errors import TooManyRequests
from essaim.web.pages.models import ContactMessage
from essaim.web.pages.selectors import publisher


@transaction.atomic
def write_to_team(
    *, name: str, email: str, organization: str, subject: str, message: str, sender_hash: str, now: datetime
) -> ContactMessage:
    """Keep a message, and write it to the publisher's address, or else to the people of the team.

    Raises TooManyRequests past settings.ESSAIM_MESSAGES_PER_HOUR from one reader.
    """
    recent = ContactMessage.objects.filter(sender_hash=sender_hash, created_at__gte=now - timedelta(hours=1)).count()
    if recent >= settings.ESSAIM_MESSAGES_PER_HOUR:
        raise TooManyRequests(
            "Vous avez envoyé plusieurs messages en peu de temps.", "Réessayez dans une heure.", retry_after=3600
        )
    kept = ContactMessage.objects.create(
        name=name, email=email, organization=organization, subject=subject, message=message, created_at=now,
        sender_hash=sender_hash,
    )  # fmt: skip
    who = f"{name} <{email}>" + (f", {organization}" if organization else "")
    contact = publisher().contact
    for address in [contact] if contact else [one.email for one in team(now.date())]:
        queue_mail(
            to=address, subject=f"[Contact] {subject}", text=f"De\u00a0: {who}\n\n{message}\n", purpose="contact",
            headers={"Reply-To": email}, key=f"contact-{kept.pk}-{address}", now=now,
        )  # fmt: skip
    return kept


def forget_messages(*, before: datetime, dry_run: bool = False) -> int:
    """Delete the messages received before a moment; returns how many there are."""
    old = ContactMessage.objects.filter(created_at__lt=before)
    count = old.count()
    if not dry_run:
        old.delete()
    return count
