"""Jobs of letters."""

from __future__ import annotations

from datetime import datetime, timedelta

from essaim.web.jobs.schedule import Job
from essaim.web.mail import services


def send_due(now: datetime) -> int:
    """Send the letters put off, and those a dead process left."""
    return services.send_due(now=now)


JOBS = (Job("mail.send_due", timedelta(seconds=30), send_due),)
