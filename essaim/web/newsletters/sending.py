"""Sending a letter to thousands, in batches, by any number of workers, so that a crash neither loses nor doubles one.

A recipient is a row. A worker claims some (CLAIMED, for a lease), and for each: opens the envelope (MAIL, RCPT: nothing
is accepted yet), writes SENDING, hands the message over (DATA), writes SENT. A worker that dies before SENDING leaves
rows that another takes up when the lease ends. One that dies between SENDING and SENT leaves one row of which nobody
can know whether the server took it (RFC 5321, 6.1 leaves that window open): it becomes UNCERTAIN, is told to the team,
and goes again only if they ask, under the same Message-ID.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Q

from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.newsletters import services
from essaim.web.newsletters.enums import Handing, Stage
from essaim.web.newsletters.errors import LetterError
from essaim.web.newsletters.handing import Answer, Lost, ServerDown, Wire
from essaim.web.newsletters.models import Delivery, Issue, Subscriber
from essaim.web.newsletters.segments import Segment, recipients
from essaim.web.newsletters.variants import WIRE_POLICY, Variants

BATCH = 100
LEASE = timedelta(minutes=5)
# How long one turn of a worker lasts at most: its other jobs wait meanwhile.
TURN_SECONDS = 20.0
# A server that refuses for now: tried again after these, then given up.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 480))
AFTER_FAULT = timedelta(minutes=1)
# The server refuses what is said, not to whom: going on would only make it worse.
MOST_REFUSED_IN_A_ROW = 20
GOING = (Handing.WAITING, Handing.CLAIMED, Handing.SENDING)


def turn(clock: Callable[[], datetime], seconds: float = TURN_SECONDS) -> int:
    """Send what is to be sent, for some seconds at most; return how many were handed over. Safe in many processes.

    clock: gives an aware date and time, asked again and again since a turn lasts.
    """
    start_scheduled(now=clock())
    take_up_abandoned(now=clock())
    end = time.monotonic() + seconds
    sent = 0
    for issue in _going(clock()):
        sent += _send(issue, clock, end)
        finish(issue_id=issue.pk, now=clock())
        if time.monotonic() >= end:
            break
    return sent


@transaction.atomic
def start_scheduled(*, now: datetime) -> int:
    """Begin the letters whose hour has come: their recipients are written down, once. Returns how many began."""
    due = Issue.objects.select_for_update().select_related("list").filter(stage=Stage.SCHEDULED, scheduled_at__lte=now)
    begun = 0
    for issue in due:
        reached = recipients(issue.list, Segment.read(issue.segment)).order_by("pk").values_list("pk", "email")
        rows = (
            Delivery(issue=issue, subscriber_id=key, email=email, next_attempt_at=now)
            for key, email in reached.iterator(chunk_size=2000)
        )
        Delivery.objects.bulk_create(rows, batch_size=1000)
        issue.stage, issue.prepared_at, issue.sent_at, issue.held_until = Stage.SENDING, now, now, None
        issue.recipients_count = issue.deliveries.count()
        issue.save(update_fields=["stage", "prepared_at", "sent_at", "held_until", "recipients_count"])
        record(actor=None, action="newsletters.begun", target=issue, after={"recipients": issue.recipients_count},
               now=now)  # fmt: skip
        begun += 1
    return begun


def take_up_abandoned(*, now: datetime) -> int:
    """Put back what a dead sender held, and mark as uncertain what it was handing over. Returns how many rows."""
    left = Delivery.objects.filter(claimed_until__lte=now)
    again = left.filter(handing=Handing.CLAIMED).update(handing=Handing.WAITING, claim="", claimed_until=None)
    unknown = left.filter(handing=Handing.SENDING).update(handing=Handing.UNCERTAIN, claim="", claimed_until=None)
    return again + unknown


def finish(*, issue_id: int, now: datetime) -> bool:
    """Count what a letter became; True once nothing is left to send. Safe to call at any moment."""
    counts = handed(issue_id)
    values = {
        "sent_count": counts.get(Handing.SENT, 0),
        "failed_count": counts.get(Handing.FAILED, 0),
        "skipped_count": counts.get(Handing.SKIPPED, 0),
    }
    is_over = not any(counts.get(state) for state in GOING)
    going = Issue.objects.filter(pk=issue_id, stage=Stage.SENDING)
    if is_over and going.update(stage=Stage.SENT, last_error="", **values):
        issue = Issue.objects.get(pk=issue_id)
        record(actor=None, action="newsletters.sent", target=issue, after=values, now=now)
        return True
    going.update(**values)
    return False


def handed(issue_id: int) -> dict[str, int]:
    """Return how many deliveries of a letter stand in each state, in one query."""
    rows = Delivery.objects.filter(issue_id=issue_id).values_list("handing").annotate(count=Count("pk")).order_by()
    return dict(rows)


@transaction.atomic
def pause(*, issue_id: int, actor: User | None, now: datetime, reason: str = "") -> None:
    """Stop a sending, at the end of the message each worker holds. Raises LetterError when it is not going."""
    if not Issue.objects.filter(pk=issue_id, stage=Stage.SENDING).update(stage=Stage.PAUSED, last_error=reason):
        raise LetterError("Cet envoi n’est pas en cours.")
    record(actor=actor, action="newsletters.paused", target=Issue.objects.get(pk=issue_id), now=now)


@transaction.atomic
def resume(*, issue_id: int, actor: User | None, now: datetime) -> None:
    """Take a paused sending up again. Raises LetterError when it is not paused."""
    paused = Issue.objects.filter(pk=issue_id, stage=Stage.PAUSED)
    if not paused.update(stage=Stage.SENDING, held_until=None, last_error=""):
        raise LetterError("Cet envoi n’est pas suspendu.")
    record(actor=actor, action="newsletters.resumed", target=Issue.objects.get(pk=issue_id), now=now)


@transaction.atomic
def retry_uncertain(*, issue_id: int, actor: User | None, now: datetime) -> int:
    """Send again what nobody knows the fate of; returns how many. Under the same Message-ID."""
    doubtful = Delivery.objects.filter(issue_id=issue_id, handing=Handing.UNCERTAIN)
    count = doubtful.update(handing=Handing.WAITING, next_attempt_at=now)
    if count:
        Issue.objects.filter(pk=issue_id, stage=Stage.SENT).update(stage=Stage.SENDING)
        issue = Issue.objects.get(pk=issue_id)
        record(actor=actor, action="newsletters.uncertain_again", target=issue, after={"count": count}, now=now)
    return count


def _going(now: datetime) -> list[Issue]:
    free = Q(held_until__isnull=True) | Q(held_until__lte=now)
    return list(Issue.objects.select_related("list").filter(free, stage=Stage.SENDING).order_by("pk"))


def _send(issue: Issue, clock: Callable[[], datetime], end: float) -> int:
    """Send what one letter still has to send, until `end` of the monotonic clock."""
    sent = refused = 0
    variants = Variants(issue)
    batch: list[Delivery] = []
    try:
        with Wire() as wire:
            while time.monotonic() < end and (batch := claim(issue, clock())):
                variants.look_up(batch)
                for delivery in batch:
                    answer = _hand_over(wire, variants, delivery, clock)
                    if answer is None:
                        continue
                    sent += answer.is_accepted
                    refused = refused + 1 if answer.is_about_the_message else 0
                    if refused >= MOST_REFUSED_IN_A_ROW:
                        reason = f"Le serveur refuse cette lettre\u00a0: {answer.words}"
                        pause(issue_id=issue.pk, actor=None, now=clock(), reason=reason[:1000])
                        return sent
                # A pause leaves some of them unsent.
                _give_back(batch)
    except ServerDown as error:
        reason = f"Le serveur de courriel ne répond pas\u00a0: {error}. Nouvel essai dans une minute."
        Issue.objects.filter(pk=issue.pk).update(held_until=clock() + AFTER_FAULT, last_error=reason[:1000])
    finally:
        _give_back(batch)
    return sent


def _hand_over(wire: Wire, variants: Variants, delivery: Delivery, clock: Callable[[], datetime]) -> Answer | None:
    """Send to one recipient. None when nothing was to be sent. Raises ServerDown, the rest of the batch still held."""
    message = variants.message(delivery)
    if message is None:
        _mine(delivery, Handing.CLAIMED).update(handing=Handing.SKIPPED, claim="", claimed_until=None)
        return None
    answer = wire.address(variants.sender, delivery.email)
    if answer is None:
        # From here on, and from here only, a crash leaves a doubt: it must be written before.
        going = _mine(delivery, Handing.CLAIMED).filter(issue__stage=Stage.SENDING)
        if not going.update(handing=Handing.SENDING, claimed_until=clock() + LEASE):
            wire.drop()
            return None
        try:
            answer = wire.hand(message, message.message(policy=WIRE_POLICY).as_bytes())
        except Lost as error:
            _mine(delivery, Handing.SENDING).update(
                handing=Handing.UNCERTAIN, claim="", claimed_until=None, words=str(error)[:300]
            )
            raise ServerDown(str(error)) from error
    _settle(delivery, answer, clock(), was_limping=delivery.subscriber_id in variants.limping)
    return answer


def _settle(delivery: Delivery, answer: Answer, now: datetime, *, was_limping: bool) -> None:
    """Write what became of one recipient."""
    values: dict[str, object] = {
        "claim": "", "claimed_until": None, "code": answer.code, "words": answer.words[:300],
        "attempts": delivery.attempts + 1,
    }  # fmt: skip
    if answer.is_accepted:
        values |= {"handing": Handing.SENT, "sent_at": now}
    elif answer.is_for_now and delivery.attempts < len(BACK_OFF):
        values |= {"handing": Handing.WAITING, "next_attempt_at": now + BACK_OFF[delivery.attempts]}
    else:
        values |= {"handing": Handing.FAILED}
    Delivery.objects.filter(pk=delivery.pk).update(**values)
    if values["handing"] == Handing.FAILED and not answer.is_about_the_message:
        words = f"{answer.code} {answer.words}"
        services.bounced(email=delivery.email, now=now, words=words, for_good=answer.is_no_such_address)
    elif was_limping and answer.is_accepted:
        Subscriber.objects.filter(pk=delivery.subscriber_id).update(soft_bounces=0)


def _mine(delivery: Delivery, handing: Handing):  # type: ignore[no-untyped-def]
    """The row, if it is still held by the claim it was read with."""
    return Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, handing=handing)


def _give_back(batch: list[Delivery]) -> None:
    """Let others send what is left of a batch."""
    if batch:
        held = Delivery.objects.filter(claim=batch[0].claim, handing=Handing.CLAIMED)
        held.update(handing=Handing.WAITING, claim="", claimed_until=None)


@transaction.atomic
def claim(issue: Issue, now: datetime, size: int = BATCH) -> list[Delivery]:
    """Take some recipients nobody else holds; none once the letter is paused or held. Two workers never share one."""
    if not Issue.objects.filter(pk=issue.pk, stage=Stage.SENDING).exists():
        return []
    waiting = Delivery.objects.filter(issue=issue, handing=Handing.WAITING, next_attempt_at__lte=now).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    keys = list(waiting.values_list("pk", flat=True)[:size])
    token = secrets.token_hex(16)
    # Asked again while writing: on a database without row locks, another may have been quicker.
    Delivery.objects.filter(pk__in=keys, handing=Handing.WAITING).update(
        handing=Handing.CLAIMED, claim=token, claimed_until=now + LEASE
    )
    return list(Delivery.objects.filter(claim=token).order_by("pk"))
