"""The loop of `essaim worker`."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from django.db import close_old_connections
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, task_backends
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker

from essaim.web.jobs.schedule import run_due

PAUSE_SECONDS = 1.0


def work(*, once: bool = False) -> None:
    """Do deferred tasks and recurring jobs until told to stop (SIGTERM, SIGINT), or until nothing is left (once)."""
    stop = threading.Event()
    tasks = _tasks()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()
        if tasks is not None:
            tasks.running = False

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
    while not stop.is_set():
        close_old_connections()
        if tasks is not None:
            tasks.run()
        run_due(timezone.now())
        if once:
            return
        stop.wait(PAUSE_SECONDS)


def _tasks() -> Worker | None:
    """What does the tasks kept in the database; None when they are done at once, in the request."""
    if not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend):
        return None
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
