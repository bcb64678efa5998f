"""How many times one reader may try a link: enough to answer, too few to guess."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache

from essaim.web.resources.errors import TooMany

HOUR = 3600


def count(sender_hash: str) -> None:
    """Count one more try of a reader. Raises TooMany past settings.ESSAIM_REVIEW_TRIES_PER_HOUR."""
    key = f"resources.review:{sender_hash}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > settings.ESSAIM_REVIEW_TRIES_PER_HOUR:
        raise TooMany("Trop d’essais depuis votre adresse. Réessayez dans une heure, ou écrivez à la rédaction.")
