"""Reading the needs an authority keeps."""

from __future__ import annotations

from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import Roles
from essaim.web.procurement.models import SavedNeed, Watch


def needs_of(roles: Roles) -> list[SavedNeed]:
    """Return the needs of the authorities someone acts for, the last changed first."""
    found = SavedNeed.objects.filter(body_id__in=roles.contributes).select_related("body", "author")
    return list(found)


def need_by_pk(pk: int) -> SavedNeed | None:
    """Return one need."""
    return SavedNeed.objects.select_related("body", "author").filter(pk=pk).first()


def need_by_share_key(key: str) -> SavedNeed | None:
    """Return the need shared under a key; none for an empty key."""
    return SavedNeed.objects.select_related("body").filter(share_key=key).first() if key else None


def watches_of(person: User) -> list[Watch]:
    """Return what a person asked to be told of."""
    return list(Watch.objects.filter(person=person))


def watch_by_pk(pk: int) -> Watch | None:
    """Return one watch."""
    return Watch.objects.filter(pk=pk).first()
