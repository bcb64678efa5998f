"""Writing letters, until they leave. Today enters as an argument."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify

from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.mail.services import queue_mail
from essaim.web.newsletters import blocks, passages, rendering
from essaim.web.newsletters.enums import Stage
from essaim.web.newsletters.errors import LetterError
from essaim.web.newsletters.models import Issue, MailingList
from essaim.web.newsletters.segments import Profile, Segment, recipients
from essaim.web.ui.news import News

LONGEST_SLUG = 120


@transaction.atomic
def write(*, issue: Issue, actor: User | None, now: datetime) -> Issue:
    """Keep a letter, new or changed. Raises LetterError once it has begun to leave."""
    if issue.pk is None:
        issue.created_at, issue.slug = now, _free_slug(issue.subject)
        action = "newsletters.issue_made"
    else:
        kept = Issue.objects.select_for_update().get(pk=issue.pk)
        _refuse_once_gone(kept)
        issue.stage, issue.scheduled_at = kept.stage, kept.scheduled_at
        action = "newsletters.issue_written"
    issue.save()
    record(actor=actor, action=action, target=issue, after={"subject": issue.subject, "segment": issue.segment},
           now=now)  # fmt: skip
    return issue


@transaction.atomic
def add_news(
    *, issue_id: int, news: Sequence[News], for_concerned: Iterable[str] = (), actor: User | None, now: datetime
) -> int:
    """Put news at the end of a letter, those already in it left out; return how many.

    for_concerned: addresses of the news to show only in the regions and levels they are about.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    _refuse_once_gone(issue)
    only = set(for_concerned)
    known = {one["value"].get("url") for one in issue.body.raw_data if one["type"] == "item"}
    added = [
        blocks.item(
            kind=one.kind, title=one.title, summary=one.summary, url=one.url, on=one.on, fictitious=one.fictitious,
            regions=one.regions if one.url in only else (), levels=one.levels if one.url in only else (),
        )
        for one in news
        if one.url not in known
    ]  # fmt: skip
    issue.body = _stream(issue, [*list(issue.body.raw_data), *added])
    issue.save(update_fields=["body"])
    record(actor=actor, action="newsletters.news_added", target=issue, after={"count": len(added)}, now=now)
    return len(added)


@transaction.atomic
def begin(*, list_: MailingList, subject: str, since: date, until: date, actor: User | None, now: datetime) -> Issue:
    """Begin a letter about the news of some days. Raises LetterError when the days are the wrong way round."""
    if until <= since:
        raise LetterError("La fin de la période vient après son début.")
    issue = Issue(list=list_, subject=subject, since=since, until=until)
    return write(issue=issue, actor=actor, now=now)


def set_body(issue: Issue, raw: Sequence[dict[str, object]]) -> None:
    """Give a letter its passages, as `blocks.item` and `blocks.text` write them; not saved."""
    issue.body = _stream(issue, raw)


def send_test(*, issue: Issue, to: str, profile: Profile, now: datetime) -> None:
    """Send a letter to one address, as a profile would see it, marked as a test. Raises LetterError, MailError.

    Goes through the outbox: one letter, seen by the team. Its links unsubscribe nobody.
    """
    shown = passages.shown(passages.read(issue), profile)
    if not shown:
        raise LetterError("Cette lettre est vide pour ce profil.")
    mail = rendering.draw(issue, shown).for_reader(rendering.links(issue, ""))
    queue_mail(to=to, subject=f"[Essai] {mail.subject}", text=mail.text, html=mail.html, purpose="essai de lettre",
               now=now)  # fmt: skip


@transaction.atomic
def schedule(*, issue_id: int, at: datetime, actor: User | None, now: datetime) -> Issue:
    """Have a letter leave at a moment; in the past, at once. Raises LetterError without anybody or anything to send."""
    issue = Issue.objects.select_for_update().select_related("list").get(pk=issue_id)
    _refuse_once_gone(issue)
    if not issue.body:
        raise LetterError("Cette lettre est vide. Rien n’est programmé.")
    if not issue.list.is_open:
        raise LetterError("Cette liste est fermée. Rien n’est programmé.")
    if not recipients(issue.list, Segment.read(issue.segment)).exists():
        raise LetterError("Personne ne recevrait cette lettre. Rien n’est programmé.")
    issue.stage, issue.scheduled_at = Stage.SCHEDULED, max(at, now)
    issue.save(update_fields=["stage", "scheduled_at"])
    record(actor=actor, action="newsletters.scheduled", target=issue, after={"at": issue.scheduled_at}, now=now)
    return issue


@transaction.atomic
def unschedule(*, issue_id: int, actor: User | None, now: datetime) -> Issue:
    """Give the sending up. Raises LetterError once it has begun."""
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    _refuse_once_gone(issue)
    issue.stage, issue.scheduled_at = Stage.DRAFT, None
    issue.save(update_fields=["stage", "scheduled_at"])
    record(actor=actor, action="newsletters.unscheduled", target=issue, now=now)
    return issue


@transaction.atomic
def delete(*, issue: Issue, actor: User | None, now: datetime) -> None:
    """Delete a letter that never left. Raises LetterError otherwise: people received it."""
    _refuse_once_gone(issue)
    record(actor=actor, action="newsletters.issue_deleted", target=issue, now=now)
    issue.delete()


def _refuse_once_gone(issue: Issue) -> None:
    if not issue.is_written:
        raise LetterError(
            f"Cette lettre ne change plus\u00a0: son état est «\u00a0{issue.get_stage_display()}\u00a0». "
            "Des personnes l’ont reçue."
        )


def _stream(issue: Issue, raw: Sequence[object]) -> object:
    return issue._meta.get_field("body").stream_block.to_python([dict(one) for one in raw])


def _free_slug(subject: str) -> str:
    base = slugify(subject)[:LONGEST_SLUG].strip("-") or "lettre"
    taken = set(Issue.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
