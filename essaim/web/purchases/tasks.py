"""Reading a file takes up to half a minute: a task does it."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone


@task()
def read_ledger(pk: int) -> bool:
    """Read a file whose columns were approved."""
    from essaim.web.observatory.release import current
    from essaim.web.purchases.importing import import_ledger

    return import_ledger(pk=pk, release=current(), now=timezone.now())
