"""Asking the editors to read again what was checked some time ago."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from essaim.web.accounts.selectors import team
from essaim.web.mail.services import queue_mail
from essaim.web.resources.models import Fiche, Work


def remind(*, on: date, now: datetime) -> int:
    """Write once to the team about each published text whose day of review has come; return how many letters."""
    written = 0
    for model in (Fiche, Work):
        for of in model.objects.filter(live=True, review_by__lte=on, reminded_on__isnull=True):
            with transaction.atomic():
                written += _write(of, on, now)
                model.objects.filter(pk=of.pk).update(reminded_on=on)
    return written


def _write(of: Fiche | Work, on: date, now: datetime) -> int:
    address = settings.ESSAIM_BASE_URL + reverse("resources:to_review")
    people = team(on)
    for person in people:
        queue_mail(
            to=person.email,
            subject=f"À relire\u00a0: {of.title}",
            text=render_to_string("resources/mail/reminder.txt", {"of": of, "address": address}),
            purpose="rappel de relecture",
            key=f"resources.reminder:{of._meta.model_name}:{of.pk}:{of.review_by}:{person.pk}",
            now=now,
        )
    return len(people)
