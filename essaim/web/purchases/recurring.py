"""Jobs of own purchases."""

from __future__ import annotations

from datetime import timedelta

from essaim.web.jobs.schedule import Job
from essaim.web.purchases.importing import give_up_dead

JOBS = (Job("purchases.give_up_dead", timedelta(minutes=15), give_up_dead),)
