"""Daily jobs of accounts: retention periods, groups of the roles whose day has come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from essaim.web.accounts import retention
from essaim.web.accounts.back_office import sync_everybody
from essaim.web.jobs.schedule import Job


def retain(now: datetime) -> dict[str, int]:
    """Apply the retention periods."""
    return retention.apply(now=now)


def sync_groups(now: datetime) -> int:
    """Draw the groups of the back office from the roles of the day."""
    return sync_everybody(timezone.localdate(now))


JOBS = (
    Job("accounts.retention", timedelta(days=1), retain),
    Job("accounts.sync_groups", timedelta(hours=6), sync_groups),
)
