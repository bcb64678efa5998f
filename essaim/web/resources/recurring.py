"""Jobs of the resource centre: what changed in what fiches are bound to, reminders, files."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from essaim.web.jobs.schedule import Job
from essaim.web.resources import builds
from essaim.web.resources.reminders import remind
from essaim.web.resources.watching import recheck


def watch(now: datetime) -> int:
    """Compare what fiches are bound to with the law and the figures of the day. Returns how many values changed."""
    return recheck(on=timezone.localdate(now), now=now)


def remind_reviews(now: datetime) -> int:
    """Ask to read again what should be by today. Returns how many letters were written."""
    return remind(on=timezone.localdate(now), now=now)


JOBS = (
    Job("resources.watch", timedelta(hours=6), watch),
    Job("resources.reminders", timedelta(days=1), remind_reviews),
    Job("resources.files", timedelta(minutes=5), builds.tidy),
)
