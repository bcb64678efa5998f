"""The Atom feed of the agenda, and the entity tags of its feeds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.feedgenerator import Atom1Feed

from essaim.web.events import calendar_files, moments
from essaim.web.events.models import Event


def atom(events: Sequence[Event], *, root: str, path: str, name: str) -> bytes:
    """Return an Atom feed, the last published first."""
    made = Atom1Feed(title=name, link=f"{root}/agenda/", feed_url=root + path, description="Rendez-vous de l’ESS.",
                     language="fr")  # fmt: skip
    for event in sorted(events, key=lambda one: one.published_at or one.created_at, reverse=True)[:50]:
        page = f"{root}/agenda/{event.slug}/"
        said = [moments.in_words(event), calendar_files.place(event), event.summary]
        made.add_item(
            title=event.title,
            link=page,
            description=" · ".join(part for part in said if part),
            pubdate=event.published_at or event.created_at,
            updateddate=event.updated_at,
            unique_id=page,
        )
    return made.writeString("utf-8").encode()


def etag(parts: Sequence[object]) -> str:
    """Return an entity tag for what a feed is made of."""
    return f'"{hashlib.blake2b(repr(tuple(parts)).encode(), digest_size=12).hexdigest()}"'


def without(address: str, name: str) -> str:
    """Return an address without one of its parameters."""
    parts = urlsplit(address)
    pairs = [pair for pair in parse_qsl(parts.query) if pair[0] != name]
    return urlunsplit(parts._replace(query=urlencode(pairs)))
