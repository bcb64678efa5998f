"""Jobs of the libraries: scheduled pages, old sessions, old results."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from essaim.web.jobs.schedule import Job


def publish_scheduled(now: datetime) -> None:
    """Publish and withdraw the pages whose hour has come."""
    call_command("publish_scheduled", verbosity=0)


def clear_sessions(now: datetime) -> None:
    """Delete the sessions that ended."""
    call_command("clearsessions", verbosity=0)


def prune_results(now: datetime) -> int:
    """Delete the results of tasks finished for more than two weeks. Returns how many rows went."""
    deleted, _ = DBTaskResult.objects.filter(finished_at__lt=now - timedelta(days=14)).delete()
    return deleted


JOBS = (
    Job("wagtail.publish_scheduled", timedelta(minutes=2), publish_scheduled),
    Job("django.clear_sessions", timedelta(days=1), clear_sessions),
    Job("tasks.prune_results", timedelta(days=1), prune_results),
)
