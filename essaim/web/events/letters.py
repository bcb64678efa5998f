"""What people who registered are written: each letter with the entry of their calendar, each once."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string

from essaim.web.events import calendar_files, links, moments
from essaim.web.events.enums import Mode, Place, Video
from essaim.web.events.models import Event, Registration
from essaim.web.mail.services import queue_mail

SUBJECTS = {
    "confirmed": "Inscription confirmée\u00a0: {title}",
    "waiting": "En liste d’attente\u00a0: {title}",
    "promoted": "Une place s’est libérée\u00a0: {title}",
    "changed": "Changement\u00a0: {title}",
    "event_cancelled": "Annulé\u00a0: {title}",
    "left": "Inscription annulée\u00a0: {title}",
    "reminder": "Rappel\u00a0: {title}",
    "afterwards": "Documents et attestation\u00a0: {title}",
}
# Those that put the event in a calendar, or take it out.
INVITES = ("confirmed", "promoted", "changed", "reminder")
CANCELS = ("event_cancelled", "left")


def prefix(event: Event) -> str:
    """How the keys of the letters about an event begin."""
    return f"events:{event.pk}:"


def write(kind: str, registration: Registration, *, now: datetime, extra: str = "", reason: str = "") -> None:
    """Queue a letter to one person. kind: a key of SUBJECTS; extra: tells two letters of one kind apart.

    The sequence of the calendar entry grows with each letter that carries one; `registration` is saved with it.
    Somebody on the waiting list has nothing in their calendar, hence nothing to take out.
    """
    event = registration.event
    carries = kind in CANCELS or (kind in INVITES and registration.state == Place.CONFIRMED)
    attachments = []
    if carries and registration.confirmed_at is not None:
        registration.sequence = max(registration.sequence + 1, event.sequence)
        registration.save(update_fields=["sequence"])
        method = "CANCEL" if kind in CANCELS else "REQUEST"
        body = calendar_files.for_guest(
            event, _guest(registration), root=settings.ESSAIM_BASE_URL, cancelled=kind in CANCELS
        )
        attachments.append(("rendez-vous.ics", body, f"text/calendar; method={method}"))
    context = {
        "event": event,
        "registration": registration,
        "when": moments.in_words(event),
        "where": calendar_files.place(event),
        "join": join_address(registration),
        "link": links.mine(registration),
        "page": f"{settings.ESSAIM_BASE_URL}/agenda/{event.slug}/",
        "reason": reason,
        "rank": waiting_rank(registration) if registration.state == Place.WAITING else None,
    }
    queue_mail(
        to=registration.email,
        subject=SUBJECTS[kind].format(title=event.title),
        text=render_to_string(f"events/mail/{kind}.txt", context),
        purpose=f"agenda\u00a0: {SUBJECTS[kind].partition(chr(0xA0))[0].lower()}",
        attachments=attachments,
        key=f"{prefix(event)}{registration.pk}:{kind}:{extra or registration.sequence}:{registration.rank}",
        now=now,
    )


def join_address(registration: Registration) -> str:
    """The address of the online room for somebody whose place is confirmed; empty when there is none."""
    event = registration.event
    if registration.state != Place.CONFIRMED or event.mode == Mode.ON_SITE or event.video == Video.NONE:
        return ""
    return links.room(registration)


def waiting_rank(registration: Registration) -> int:
    """Return the place of somebody on the waiting list, from 1."""
    return (
        Registration.objects.filter(
            event_id=registration.event_id, state=Place.WAITING, rank__lt=registration.rank
        ).count()
        + 1
    )


def _guest(registration: Registration) -> calendar_files.Guest:
    return calendar_files.Guest(
        name=registration.name,
        email=registration.email,
        join=join_address(registration),
        sequence=registration.sequence,
        organizer=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    )
