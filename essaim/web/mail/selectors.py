"""Reading the outbox."""

from __future__ import annotations

from essaim.web.mail.models import Letter, State


def by_pk(pk: int) -> Letter | None:
    """Return one letter."""
    return Letter.objects.filter(pk=pk).first()


def failed_count() -> int:
    """Return how many letters were given up."""
    return Letter.objects.filter(state=State.FAILED).count()


def by_key(key: str) -> Letter | None:
    """Return the letter of a key."""
    return Letter.objects.filter(key=key).first()
