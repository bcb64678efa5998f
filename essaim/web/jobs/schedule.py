"""Recurring jobs, brought by each app in a module `recurring.py` of its own, with `JOBS`. Run by `essaim worker`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module

from django.apps import apps
from django.tasks import task
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from essaim.web.jobs.models import Run

log = logging.getLogger("essaim.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """What to run, and how often at most. run takes an aware date and time; what it returns is only logged."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


@cache
def jobs() -> tuple[Job, ...]:
    """Every job of every app."""
    return tuple(
        job
        for config in apps.get_app_configs()
        if config.name.startswith("essaim.web.") and module_has_submodule(config.module, "recurring")
        for job in import_module(f"{config.name}.recurring").JOBS
    )


@task(backend="at_once")
def run_job(name: str, now: str) -> str:
    """Run a job by its name. now: as isoformat writes it. A task, so that what it raises is kept as its error."""
    job = next(job for job in jobs() if job.name == name)
    return str(job.run(datetime.fromisoformat(now)))


def run_due(now: datetime) -> list[str]:
    """Run the jobs whose time has come; returns their names. Two workers never run the same one at the same time.

    One that fails is written down with its reason, and does not stop the others.
    """
    due = [job.name for job in jobs() if _claim(job, now)]
    for name in due:
        result = run_job.enqueue(name, now.isoformat())
        error = result.errors[-1].traceback if result.errors else ""
        if error:
            log.error("Travail %s\u00a0: %s", name, error)
        Run.objects.filter(name=name).update(ended_at=timezone.now(), error=error[-2000:])
    return due


def _claim(job: Job, now: datetime) -> bool:
    """True for the one process that takes the job."""
    run, is_new = Run.objects.get_or_create(name=job.name, defaults={"started_at": now})
    if is_new:
        return True
    due = Run.objects.filter(pk=run.pk, started_at__lte=now - job.every)
    return bool(due.update(started_at=now, ended_at=None, error=""))
