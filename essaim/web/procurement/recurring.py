"""Jobs of procurement: tell people of the contracts that end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from essaim.web.jobs.schedule import Job
from essaim.web.observatory.release import NoRelease, current
from essaim.web.procurement import watch_services


def tell_endings(now: datetime) -> int:
    """Write to those who follow a territory; nothing to say without a release. Returns how many letters."""
    try:
        release = current()
    except NoRelease:
        return 0
    return watch_services.write_letters(release=release, today=timezone.localdate(now), now=now)


JOBS = (Job("procurement.endings", timedelta(days=1), tell_endings),)
