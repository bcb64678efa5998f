"""Reading lists and subscriptions."""

from __future__ import annotations

from essaim.web.newsletters.enums import Audience, Standing
from essaim.web.newsletters.models import ImportedFile, MailingList, Subscriber


def public_lists() -> list[MailingList]:
    """Return the lists anybody may subscribe to."""
    return list(MailingList.objects.filter(is_open=True, audience=Audience.PUBLIC))


def list_by_slug(slug: str) -> MailingList | None:
    """Return a list by its address."""
    return MailingList.objects.filter(slug=slug).first()


def list_by_pk(pk: int) -> MailingList | None:
    """Return a list."""
    return MailingList.objects.filter(pk=pk).first()


def subscriber_by_pk(pk: int) -> Subscriber | None:
    """Return a subscriber."""
    return Subscriber.objects.filter(pk=pk).first()


def imported_by_pk(pk: int) -> ImportedFile | None:
    """Return an import, with its list."""
    return ImportedFile.objects.select_related("list", "by").filter(pk=pk).first()


def choices_of(subscriber: Subscriber) -> tuple[list[MailingList], list[MailingList]]:
    """Return (what a subscriber may receive, what they receive or asked for)."""
    held = {one.list_id: one for one in subscriber.subscriptions.select_related("list")}
    lists = [
        one for one in MailingList.objects.filter(is_open=True) if one.audience == Audience.PUBLIC or one.pk in held
    ]
    chosen = [one for one in lists if one.pk in held and held[one.pk].standing in (Standing.ACTIVE, Standing.PENDING)]
    return lists, chosen
