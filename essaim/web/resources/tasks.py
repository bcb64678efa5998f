"""Jobs of the resource centre."""

from __future__ import annotations

from django.tasks import task

from essaim.web.resources import builds


@task()
def make_file(pk: int) -> str:
    """Make a file that was asked for; returns its state."""
    return builds.make(build_id=pk)
