"""Writing what readers send."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from essaim.web.observatory.errors import TooManyRequests
from essaim.web.observatory.models import ErrorReport


@transaction.atomic
def report_error(
    *,
    siren: str,
    subject: str,
    message: str,
    contact: str,
    producer: str,
    release_id: str,
    sender_hash: str,
    now: datetime,
) -> ErrorReport:
    """Keep a report. now: an aware date and time.

    Raises TooManyRequests past settings.ESSAIM_REPORTS_PER_HOUR from one reader.
    """
    recent = ErrorReport.objects.filter(sender_hash=sender_hash, created_at__gte=now - timedelta(hours=1)).count()
    if recent >= settings.ESSAIM_REPORTS_PER_HOUR:
        raise TooManyRequests(
            "Vous avez envoyé plusieurs signalements en peu de temps.", "Réessayez dans une heure.", retry_after=3600
        )
    return ErrorReport.objects.create(
        siren=siren, subject=subject, message=message, contact=contact, producer=producer, release_id=release_id,
        sender_hash=sender_hash,
    )  # fmt: skip


@transaction.atomic
def settle_report(*, report: ErrorReport, state: str) -> ErrorReport:
    """Say where a report stands. state: one of ErrorReport.State. Raises ValueError on another."""
    report.state = ErrorReport.State(state)
    report.save(update_fields=["state"])
    return report


def forget_contacts(*, before: datetime, dry_run: bool = False) -> int:
    """Blank the addresses that readers left with reports received before a moment; returns how many there are."""
    old = ErrorReport.objects.filter(created_at__lt=before).exclude(contact="")
    return old.count() if dry_run else old.update(contact="")
