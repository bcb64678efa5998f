"""Jobs of letters."""

from __future__ import annotations

from django.tasks import task
from django.utils import timezone

from essaim.web.mail import services


@task()
def send_letter(pk: int) -> bool:
    """Send one letter, if it is due."""
    return services.send(pk=pk, now=timezone.now())
