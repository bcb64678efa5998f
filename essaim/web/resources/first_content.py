"""The first fiches and works, read from `content/`: written once, never over what people changed since."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction

from essaim.web.resources import content, editions
from essaim.web.resources.models import Fiche, Work
from essaim.web.resources.services import publish_fiche, publish_work

# They were read against their sources on this day; the reader sees it.
CHECKED_ON = date(2026, 11, 25)
AUTHORS = "Équipe d’Essaim, à partir des sources citées"
FIRST_NOTE = "Première édition."


@transaction.atomic
def load(*, now: datetime) -> int:
    """Publish the first fiches and works that are not there yet, whatever became of the others; return how many.

    A kit published here has two editions: its first texts, then those read again against their sources.
    """
    known = set(Fiche.objects.values_list("slug", flat=True))
    fresh = [slug for slug in content.slugs() if slug not in known]
    for slug in fresh:
        publish_fiche(fields=_stored(content.fiche(slug, first=True)), on=CHECKED_ON, now=now)
    works = set(Work.objects.values_list("slug", flat=True))
    new = {slug: one for slug, one in content.works().items() if slug not in works}
    for one in new.values():
        _publish_work(one, now)
    for slug in fresh:
        _read_again(slug)
    for slug in new:
        _publish_second_edition(slug, now)
    return len(fresh) + len(new)


def _publish_work(one: dict[str, Any], now: datetime) -> None:
    fiches = {fiche.slug: fiche for fiche in Fiche.objects.filter(live=True)}
    parts = [
        (title if rank == 0 else "", fiches[slug])
        for title, slugs in one["parts"]
        for rank, slug in enumerate(slug for slug in slugs if slug in fiches)
    ]
    work = publish_work(fields=_stored(one["fields"]), parts=parts, on=CHECKED_ON, now=now)
    if work.kind != "parcours":
        editions.publish_edition(work_id=work.pk, editor=None, note=FIRST_NOTE, on=CHECKED_ON, now=now)


def _read_again(slug: str) -> None:
    """Publish the text that was read against its sources, where it differs from the first one."""
    first, later = content.fiche(slug, first=True), content.fiche(slug)
    if first == later:
        return
    fiche = Fiche.objects.get(slug=slug)
    for name, value in _stored({key: value for key, value in later.items() if first[key] != value}).items():
        setattr(fiche, name, value)
    fiche.save_revision().publish()


def _publish_second_edition(slug: str, now: datetime) -> None:
    work = Work.objects.get(slug=slug)
    last = work.editions.first()
    if last is not None and last.digest != editions.digest_of(editions.copy_of(work, on=CHECKED_ON)):
        editions.publish_edition(work_id=work.pk, editor=None, on=CHECKED_ON, now=now)


def _stored(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as the model takes them: a StreamField reads its raw blocks as JSON."""
    body = {"body": json.dumps(fields["body"], ensure_ascii=False)} if "body" in fields else {}
    return {"authors": AUTHORS, **fields, **body}
