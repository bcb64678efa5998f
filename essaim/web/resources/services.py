"""Writing in the resource centre outside the back office's own forms: checks, first content."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.resources import watching
from essaim.web.resources.indexing import touch
from essaim.web.resources.models import Entry, Fiche, Work, WorkItem


def next_review(on: date) -> date:
    """Return the day by which a text checked on a day is to be checked again."""
    return on + timedelta(days=settings.ESSAIM_RESOURCE_REVIEW_DAYS)


@transaction.atomic
def check(*, entry_id: int, actor: User | None, on: date, now: datetime) -> Entry:
    """Say that a published text was read and is right on a day: nothing about it is to be read again until then."""
    entry = Entry.objects.select_for_update(of=("self",)).select_related("fiche", "work").get(pk=entry_id)
    of = entry.fiche or entry.work
    before = {"checked_on": of.checked_on}
    type(of)._default_manager.filter(pk=of.pk).update(checked_on=on, review_by=next_review(on), reminded_on=None)
    watching.check(entry, on=on)
    touch(entry, checked_on=on)
    record(actor=actor, action="resources.checked", target=of, before=before, after={"checked_on": on}, now=now)
    return entry


@transaction.atomic
def publish_fiche(*, fields: dict[str, Any], on: date, now: datetime, actor: User | None = None) -> Fiche:
    """Create a fiche and publish it. fields: those of the model, body as raw blocks; on: the day it was checked."""
    fiche = Fiche(**fields, checked_on=on, review_by=next_review(on), live=False)
    return _publish(fiche, actor, now)


@transaction.atomic
def publish_work(
    *, fields: dict[str, Any], parts: list[tuple[str, Fiche]], on: date, now: datetime, actor: User | None = None
) -> Work:
    """Create a work with its fiches in order and publish it. parts: (title of the part that begins, fiche)."""
    work = Work(**fields, checked_on=on, review_by=next_review(on), live=False)
    work.items = [WorkItem(fiche=fiche, part=part, sort_order=rank) for rank, (part, fiche) in enumerate(parts)]
    return _publish(work, actor, now)


def _publish[Text: (Fiche, Work)](of: Text, actor: User | None, now: datetime) -> Text:
    of.full_clean(exclude=["latest_revision", "live_revision"])
    of.save()
    of.save_revision(user=actor).publish(user=actor)
    kept = type(of)._default_manager.get(pk=of.pk)
    record(actor=actor, action="resources.published", target=kept, after={"title": kept.title}, now=now)
    return kept
