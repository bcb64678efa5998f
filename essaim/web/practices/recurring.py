"""Jobs of the experiences: remind of those to check again, follow the release served."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from essaim.web.jobs.schedule import Job
from essaim.web.practices.models import Experience
from essaim.web.practices.reminders import remind
from essaim.web.practices.tagging import write_tags


def draw_tags(now: datetime) -> int:
    """Draw the tags of every experience again: a new release may have moved a commune. Returns how many."""
    experiences = list(Experience.objects.all())
    for experience in experiences:
        write_tags(experience)
    return len(experiences)


def remind_reviews(now: datetime) -> int:
    """Ask whether what should be checked by today still holds. Returns how many letters were written."""
    return remind(on=timezone.localdate(now), now=now)


JOBS = (
    Job("practices.reminders", timedelta(days=1), remind_reviews),
    Job("practices.tags", timedelta(days=1), draw_tags),
)
