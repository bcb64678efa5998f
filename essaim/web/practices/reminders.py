"""« Toujours vrai ? »: asking the people of a body to check what was published some time ago."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from essaim.web.accounts.selectors import administrators_of, team
from essaim.web.mail.services import queue_mail
from essaim.web.practices.models import Experience


def remind(*, on: date, now: datetime) -> int:
    """Write once about each public experience whose day of review has come; return how many letters were queued.

    The administrators of the body that proposed it are asked; the team when there is none.
    """
    due = Experience.objects.filter(is_public=True, review_by__lte=on, reminded_on__isnull=True)
    written = 0
    for experience in due.select_related("sheet__body", "sheet__author"):
        with transaction.atomic():
            written += _write(experience, on, now)
            Experience.objects.filter(pk=experience.pk).update(reminded_on=on)
    return written


def _write(experience: Experience, on: date, now: datetime) -> int:
    body = experience.sheet.body
    people = (administrators_of(body, on) if body is not None else []) or team(on)
    address = settings.WAGTAILADMIN_BASE_URL + reverse("practices:sheet", args=[experience.sheet_id])
    for person in people:
        text = render_to_string("practices/mail/reminder.txt", {"experience": experience, "address": address})
        queue_mail(
            to=person.email,
            subject=f"Toujours vrai\u00a0? {experience.title}",
            text=text,
            purpose="relecture d’une expérience",
            key=f"practices.reminder:{experience.pk}:{experience.review_by}:{person.pk}",
            now=now,
        )
    return len(people)
