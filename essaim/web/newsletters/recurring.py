"""Jobs of letters."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from essaim.web.jobs.schedule import Job
from essaim.web.newsletters import enrolment, sending, services
from essaim.web.newsletters.enums import Audience
from essaim.web.newsletters.models import MailingList


def drop_unconfirmed(now: datetime) -> int:
    """Delete the requests nobody confirmed."""
    return services.drop_unconfirmed(now=now)


def follow_members(now: datetime) -> int:
    """Bring the lists of the members up to date. Returns how many were added or ended."""
    lists = MailingList.objects.filter(audience=Audience.MEMBERS, is_open=True)
    return sum(sum(enrolment.follow_members(list_=one, now=now)) for one in lists)


def send(now: datetime) -> int:
    """Send for a turn the letters whose hour has come. Each worker takes a share; returns how many this one sent."""
    return sending.turn(timezone.now)


JOBS = (
    # So often that another worker joins in while the first is still sending.
    Job("newsletters.send", timedelta(seconds=2), send),
    Job("newsletters.drop_unconfirmed", timedelta(hours=6), drop_unconfirmed),
    Job("newsletters.follow_members", timedelta(hours=12), follow_members),
)
