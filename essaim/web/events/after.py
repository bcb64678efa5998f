"""What remains of an event: letters to those who came, minutes that become a draft, names forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from pydantic import ValidationError

from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.events import letters, moments
from essaim.web.events.enums import Place, State
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event, Registration
from essaim.web.mail.services import forget_keys
from essaim.web.practices import content as experiences
from essaim.web.practices.models import Sheet
from essaim.web.practices.services import create_sheet
from essaim.web.resources.drafting import draft_fiche as draft_resource
from essaim.web.resources.models import Fiche

# Days before an event at which those who come are reminded.
REMINDERS = (7, 1)
# Those who came are written once, when the event has ended and somebody put documents on its page, until so long after.
AFTERWARDS = timedelta(days=30)


def remind(*, on: date, now: datetime) -> int:
    """Remind those who come of the events of the next days; each reminder once. Returns how many letters."""
    count = 0
    for days in REMINDERS:
        events = Event.objects.filter(
            state=State.PUBLISHED, starts_on__gt=on, starts_on__lte=on + timedelta(days=days), begins_at__gt=now
        )
        for event in events:
            if any((event.starts_on - on).days <= later < days for later in REMINDERS):
                continue
            # Whoever registered since the reminder fell due has just been written.
            due = moments.moment(event.starts_on - timedelta(days=days), None, event.tz)
            coming = Registration.objects.filter(event=event, state=Place.CONFIRMED, registered_at__lt=due)
            for registration in coming.order_by("rank"):
                count += _remind(registration, event, days, on, now)
    return count


@transaction.atomic
def _remind(registration: Registration, event: Event, days: int, on: date, now: datetime) -> int:
    locked = Registration.objects.select_for_update().get(pk=registration.pk)
    said = event.starts_on - timedelta(days=days)
    if locked.state != Place.CONFIRMED or (locked.reminded_on is not None and locked.reminded_on >= said):
        return 0
    locked.event, locked.reminded_on = event, on
    locked.save(update_fields=["reminded_on"])
    letters.write("reminder", locked, now=now, extra=f"{days}-{event.starts_on}")
    return 1


def tell_who_came(*, now: datetime) -> int:
    """Write to those who came that the documents and their certificate are ready; return how many letters."""
    count = 0
    ended = Event.objects.filter(
        state=State.PUBLISHED, ends_at__lte=now, ends_at__gt=now - AFTERWARDS, forgotten_on__isnull=True
    )
    for event in ended:
        if not (event.minutes or event.materials.exists()):
            continue
        for registration in event.registrations.filter(arrived_at__isnull=False, forgotten=False).order_by("rank"):
            registration.event = event
            letters.write("afterwards", registration, now=now, extra="once")
            count += 1
    return count


def forget(*, on: date, now: datetime) -> int:
    """Erase the names and addresses of the events whose delay is over; return how many registrations.

    What stays: rank, state, body, region, function and hour of arrival. The letters about the event go too.
    """
    count = 0
    for event in Event.objects.filter(forgotten_on__isnull=True, ends_at__lte=now).order_by("pk"):
        if on <= event.ends_on + timedelta(days=event.keep_days):
            continue
        with transaction.atomic():
            erased = Registration.objects.filter(event=event, forgotten=False).update(
                first_name="", last_name="", email="", title="", organization="", needs="", answers={}, forgotten=True
            )
            forget_keys(prefix=letters.prefix(event))
            Event.objects.filter(pk=event.pk).update(forgotten_on=on)
            if erased:
                record(actor=None, action="events.people_forgotten", target=event, after={"registrations": erased},
                       now=now)  # fmt: skip
            count += erased
    return count


@transaction.atomic
def draft_experience(*, event_id: int, actor: User | None, now: datetime) -> Sheet:
    """Turn the minutes of an event into a draft experience of the network; nothing is public.

    Raises EventError without minutes, when it was done already, or when they do not fit.
    """
    event = _with_minutes(event_id)
    if event.minutes_sheet and Sheet.objects.filter(pk=event.minutes_sheet).exists():
        raise EventError("Ce compte rendu est déjà un brouillon d’expérience\u00a0: ouvrez-le dans votre espace.")
    page = f"{settings.ESSAIM_BASE_URL}/agenda/{event.slug}/"
    places = [{"territory_id": f"commune:{event.commune_code}", "name": event.commune_name or event.commune_code}]
    try:
        content = experiences.Content.model_validate(
            {
                "title": event.title[:150],
                "summary": event.summary,
                "theme": event.themes[0] if event.themes else "",
                "places": places if event.commune_code else [],
                "action": event.minutes,
                "started": str(event.starts_on.year),
                "sources": [{"title": f"Compte rendu\u00a0: {event.title}"[:300], "url": page, "read_on": now.date()}],
            }
        )
    except ValidationError as wrong:
        longest = experiences.LONGEST_TEXT
        raise EventError(
            f"Le compte rendu ne tient pas dans une expérience ({longest} signes au plus)\u00a0: raccourcissez-le.",
            "minutes",
        ) from wrong
    sheet = create_sheet(content=content, author=actor, body=None, now=now)
    Event.objects.filter(pk=event.pk).update(minutes_sheet=sheet.pk)
    record(actor=actor, action="events.minutes_drafted", target=event, after={"sheet": sheet.pk}, now=now)
    return sheet


@transaction.atomic
def draft_fiche(*, event_id: int, actor: User | None, on: date, now: datetime) -> Fiche:
    """Turn the minutes of an event into the draft of a fiche of the resource centre; nothing is public.

    Raises EventError without minutes, or when it was done already.
    """
    event = _with_minutes(event_id)
    if event.minutes_fiche and Fiche.objects.filter(pk=event.minutes_fiche).exists():
        raise EventError("Ce compte rendu est déjà un brouillon de fiche\u00a0: ouvrez-le dans la gestion du site.")
    title = f"«\u00a0{event.title}\u00a0»"
    said = f"[{event.title}]({settings.ESSAIM_BASE_URL}/agenda/{event.slug}/)" if event.is_public else title
    fiche = draft_resource(
        title=event.title,
        question=f"Que retenir de {title}\u00a0?",
        summary=event.summary or f"Ce qui s’est dit, {moments.days_in_words(event)}.",
        theme=event.themes[0] if event.themes else "",
        levels=event.levels,
        text=event.minutes,
        source=f"Source\u00a0: compte rendu de {said}, {moments.days_in_words(event)}.",
        actor=actor,
        on=on,
        now=now,
    )
    Event.objects.filter(pk=event.pk).update(minutes_fiche=fiche.pk)
    record(actor=actor, action="events.minutes_drafted", target=event, after={"fiche": fiche.pk}, now=now)
    return fiche


def _with_minutes(event_id: int) -> Event:
    """The event, locked. Raises EventError when its minutes are not written."""
    event = Event.objects.select_for_update().get(pk=event_id)
    if not event.minutes.strip():
        raise EventError("Écrivez d’abord le compte rendu.", "minutes")
    return event
