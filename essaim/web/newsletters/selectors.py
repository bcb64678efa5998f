"""Reading lists and subscriptions."""

from __future__ import annotations

from django.db.models import QuerySet

from essaim.web.newsletters.enums import Audience, Stage, Standing
from essaim.web.newsletters.models import ImportedFile, Issue, MailingList, Subscriber


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


def issue_by_pk(pk: int) -> Issue | None:
    """Return a letter, with its list."""
    return Issue.objects.select_related("list").filter(pk=pk).first()


def published(list_: MailingList | None = None) -> QuerySet[Issue]:
    """Return the letters everybody may read: those of public lists that began to leave, the latest first."""
    gone = Issue.objects.filter(stage__in=(Stage.SENDING, Stage.PAUSED, Stage.SENT), list__audience=Audience.PUBLIC)
    found = gone.select_related("list").order_by("-sent_at", "-pk")
    return found if list_ is None else found.filter(list=list_)


def published_issue(list_slug: str, slug: str) -> Issue | None:
    """Return a letter everybody may read, by its address."""
    return published().filter(list__slug=list_slug, slug=slug).first()


def received_issue(subscriber: Subscriber, slug: str) -> Issue | None:
    """Return a letter that somebody's lists sent, public or not."""
    mine = subscriber.subscriptions.values("list_id")
    gone = (Stage.SENDING, Stage.PAUSED, Stage.SENT)
    return Issue.objects.select_related("list").filter(slug=slug, list__in=mine, stage__in=gone).first()


def archives() -> list[tuple[MailingList, list[Issue]]]:
    """Return the public lists, with their latest letters."""
    return [(one, list(published(one)[:6])) for one in public_lists()]
