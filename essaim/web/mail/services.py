"""Keeping letters, sending them, trying again."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from essaim.web.mail.errors import MailError
from essaim.web.mail.models import Attachment, Letter, State

log = logging.getLogger("essaim.mail")
# Waits before each new attempt: a server that is down a minute, an hour, a week-end.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
# A process that died while sending: after that, its letter is taken up again.
ABANDONED = timedelta(minutes=15)
LARGEST_ATTACHMENTS = 8 * 1024 * 1024
MOST_AT_ONCE = 200


def queue_mail(
    *,
    to: str | Sequence[str],
    subject: str,
    text: str,
    html: str = "",
    purpose: str,
    attachments: Sequence[tuple[str, bytes, str]] = (),
    headers: Mapping[str, str] | None = None,
    key: str | None = None,
    confidential: bool = False,
    now: datetime | None = None,
) -> Letter:
    """Keep a letter, and have it sent once the transaction of the caller is committed.

    to: one address or several (they see each other: to write to people apart, queue one letter each).
    purpose: why it is written, for the team and for retention (« invitation », « appel de cotisation »).
    attachments: (name, content, type). headers: more headers, such as List-Unsubscribe.
    key: the same key again returns the letter already kept and sends nothing more.
    confidential: the text is never shown to anyone, and blanked once sent.
    Raises MailError on an impossible address, an empty letter, a header on several lines, too heavy attachments.
    """
    addresses = [to] if isinstance(to, str) else list(to)
    _check(addresses, subject, text, headers or {}, attachments)
    moment = now or timezone.now()
    values = {
        "purpose": purpose,
        "to": addresses,
        "subject": " ".join(subject.split())[:300],
        "text": text,
        "html": html,
        "headers": dict(headers or {}),
        "confidential": confidential,
        "next_attempt_at": moment,
        "created_at": moment,
    }
    with transaction.atomic():
        if key is None:
            letter, is_new = Letter.objects.create(**values), True
        else:
            letter, is_new = Letter.objects.get_or_create(key=key, defaults=values)
        if is_new:
            Attachment.objects.bulk_create(
                Attachment(letter=letter, name=name, content=content, content_type=kind)
                for name, content, kind in attachments
            )
            transaction.on_commit(lambda: _enqueue(letter.pk))
    return letter


def _enqueue(pk: int, at: datetime | None = None) -> None:
    """Have the task run, now or at a moment. A backend that cannot wait leaves it to `send_due`."""
    from essaim.web.mail.tasks import send_letter

    if at is None:
        send_letter.enqueue(pk)
    elif send_letter.get_backend().supports_defer:
        send_letter.using(run_after=at).enqueue(pk)


def _check(
    addresses: Sequence[str],
    subject: str,
    text: str,
    headers: Mapping[str, str],
    attachments: Sequence[tuple[str, bytes, str]],
) -> None:
    if not addresses:
        raise MailError("Ce courriel n’a pas de destinataire.")
    for address in addresses:
        try:
            validate_email(address)
        except ValidationError:
            raise MailError(f"«\u00a0{address}\u00a0» n’est pas une adresse électronique.") from None
    if not subject.strip() or not text.strip():
        raise MailError("Ce courriel n’a pas d’objet ou pas de texte.")
    if any("\n" in part or "\r" in part for pair in headers.items() for part in pair):
        raise MailError("Un en-tête de courriel tient sur une ligne.")
    if sum(len(content) for _, content, _ in attachments) > LARGEST_ATTACHMENTS:
        raise MailError("Les pièces jointes dépassent 8\u00a0Mo\u00a0: mettez plutôt un lien.")


def send(*, pk: int, now: datetime) -> bool:
    """Send a letter that is due. Returns True once it is sent; an attempt that fails is put off, then given up.

    Two processes never send the same letter: the first to claim it sends it.
    """
    due = Letter.objects.filter(pk=pk, state=State.WAITING, next_attempt_at__lte=now)
    if not due.update(state=State.SENDING, next_attempt_at=now + ABANDONED):
        return False
    letter = Letter.objects.prefetch_related("attachments").get(pk=pk)
    try:
        _message(letter).send(using="wire")
    except (smtplib.SMTPException, OSError) as error:
        _put_off(letter, error, now)
        return False
    letter.state, letter.sent_at, letter.next_attempt_at, letter.last_error = State.SENT, now, None, ""
    letter.attempts += 1
    if letter.confidential:
        letter.text = letter.html = ""
        letter.attachments.all().delete()
    letter.save()
    return True


def send_due(*, now: datetime) -> int:
    """Send what is due, the oldest first, and take up what a dead process had begun. Returns how many were sent."""
    Letter.objects.filter(state=State.SENDING, next_attempt_at__lte=now).update(state=State.WAITING)
    due = Letter.objects.filter(state=State.WAITING, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
    return sum(send(pk=pk, now=now) for pk in due.values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def send_again(*, letter: Letter, now: datetime) -> None:
    """Put back a letter that failed or was cancelled, as new. Raises MailError when it was sent, or emptied."""
    if letter.state in (State.SENT, State.SENDING) or not letter.text:
        raise MailError("Ce courriel est déjà parti.")
    letter.state, letter.attempts, letter.next_attempt_at = State.WAITING, 0, now
    letter.save(update_fields=["state", "attempts", "next_attempt_at"])
    transaction.on_commit(lambda: _enqueue(letter.pk))


@transaction.atomic
def cancel(*, letter: Letter) -> bool:
    """Give up a letter that has not left. Returns False when it has."""
    waiting = Letter.objects.filter(pk=letter.pk, state__in=[State.WAITING, State.FAILED])
    return bool(waiting.update(state=State.CANCELLED, next_attempt_at=None))


def forget(*, before: datetime, dry_run: bool = False) -> int:
    """Delete the letters written before a moment, those still to send excepted; returns how many there are."""
    old = Letter.objects.filter(~Q(state__in=[State.WAITING, State.SENDING]), created_at__lt=before)
    count = old.count()
    if not dry_run:
        old.delete()
    return count


def _message(letter: Letter) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=letter.to,
        # No robot answers « absent until Monday » to a robot (RFC 3834).
        headers={"Auto-Submitted": "auto-generated", **letter.headers},
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    for attachment in letter.attachments.all():
        message.attach(attachment.name, bytes(attachment.content), attachment.content_type)
    return message


def _put_off(letter: Letter, error: Exception, now: datetime) -> None:
    letter.last_error = f"{type(error).__name__}\u00a0: {error}"[:2000]
    if _is_for_good(error) or letter.attempts >= len(BACK_OFF):
        letter.state, letter.next_attempt_at = State.FAILED, None
        log.error("Courriel %s abandonné\u00a0: %s", letter.pk, letter.last_error)
    else:
        letter.state, letter.next_attempt_at = State.WAITING, now + BACK_OFF[letter.attempts]
        log.warning("Courriel %s remis à %s\u00a0: %s", letter.pk, letter.next_attempt_at, letter.last_error)
    letter.attempts += 1
    letter.save(update_fields=["state", "attempts", "next_attempt_at", "last_error"])
    if letter.next_attempt_at is not None:
        _enqueue(letter.pk, letter.next_attempt_at)


def _is_for_good(error: Exception) -> bool:
    """True when the server says that the address will never be reached (5xx for every recipient)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return False


def forget_keys(*, prefix: str) -> int:
    """Delete the letters whose key begins with `prefix`, whatever their state; return how many there were."""
    about = Letter.objects.filter(key__startswith=prefix)
    count = about.count()
    about.delete()
    return count
