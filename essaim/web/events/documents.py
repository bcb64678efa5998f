"""Papers of an event: badges, attendance sheet, certificate (tagged PDF), and the list of who registered."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.events import calendar_files, links, moments
from essaim.web.events.enums import Function, Place
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event, Registration
from essaim.web.ui import french, pdf

STYLE = "events/papers.css"
# A table that runs over a page loses its caption for a screen reader: each sheet is a table of its own.
ROWS_A_SHEET = 8
# What a spreadsheet would run as a formula is written as text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("ordre", "etat", "nom", "prenom", "courriel", "en_tant_que", "fonction", "organisation", "siren", "region",
           "besoins", "inscription", "arrivee")  # fmt: skip


def badges(event: Event) -> bytes:
    """Return the badges of those whose place is confirmed, eight a page; the code leads the desk to their line."""
    people = [{"who": one, "code": _code(one)} for one in _confirmed(event)]
    context = {"event": event, "people": people, "when": moments.days_in_words(event, weekday=False)}
    return pdf.render(render_to_string("events/badges_pdf.html", context), style=STYLE)


def attendance_sheet(event: Event) -> bytes:
    """Return the sheet to sign, one column a half-day when it lasts one day, one a day otherwise (six at most)."""
    if event.lasts_days:
        days = min((event.ends_on - event.starts_on).days + 1, 6)
        columns = [french.date_fr(event.starts_on + timedelta(days=k), short=True) for k in range(days)]
    else:
        columns = ["Matin", "Après-midi"] if _lasts_over_noon(event) else ["Signature"]
    people = _confirmed(event)
    context = {
        "event": event,
        "sheets": [people[k : k + ROWS_A_SHEET] for k in range(0, len(people), ROWS_A_SHEET)],
        "expected": len(people),
        "columns": columns,
        "when": moments.in_words(event),
        "where": calendar_files.place(event),
    }
    return pdf.render(render_to_string("events/sheet_pdf.html", context), style=STYLE)


def certificate(registration: Registration, *, now: datetime) -> bytes:
    """Return the certificate of attendance. Raises EventError for whoever was not checked in, or before the end."""
    event = registration.event
    if registration.arrived_at is None or registration.forgotten:
        raise EventError("L’attestation est établie pour les personnes dont la présence a été relevée.")
    if now < event.ends_at:
        raise EventError("L’attestation sera prête à la fin du rendez-vous.")
    context = {
        "event": event,
        "who": registration,
        "when": moments.in_words(event),
        "where": calendar_files.place(event),
        "hours": hours(event),
        "elected": registration.function == Function.ELECTED,
        "organizers": [one.name for one in event.parties.filter(role="organise")],
        "on": french.date_fr(now.astimezone(event.tz).date()),
    }
    return pdf.render(render_to_string("events/certificate_pdf.html", context), style=STYLE)


def hours(event: Event) -> str:
    """Return the length to certify: what was typed, else the hours of a one-day event; "" when unknown."""
    if event.training_hours is not None:
        return french.number(event.training_hours)
    if event.starts_time and event.ends_time and not event.lasts_days:
        return french.number(round(Decimal((event.ends_at - event.begins_at).total_seconds()) / 3600, 1))
    return ""


@transaction.atomic
def registrations_csv(event: Event, *, actor: User, now: datetime) -> bytes:
    """Return everybody who registered, for French spreadsheets. That the list was taken goes into the trail."""
    questions = [one.label for one in event.questions.all()]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([*COLUMNS, *questions])
    for one in Registration.objects.filter(event=event).select_related("body").order_by("rank"):
        values = [
            one.rank, Place(one.state).label, one.last_name, one.first_name, one.email, Function(one.function).label,
            one.title, one.organization, one.body.siren if one.body else "", one.region_code, one.needs,
            _local(one.registered_at, event), _local(one.arrived_at, event),
            *(one.answers.get(question, "") for question in questions),
        ]  # fmt: skip
        writer.writerow([_safe(value) for value in values])
    record(actor=actor, action="events.registrations_exported", target=event, now=now)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _local(at: datetime | None, event: Event) -> str:
    return at.astimezone(event.tz).strftime("%Y-%m-%d %H:%M") if at is not None else ""


def _safe(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def response(body: bytes, name: str, kind: str = "application/pdf") -> HttpResponse:
    """A private document: shown, kept by nobody."""
    answer = HttpResponse(body, content_type=kind)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _confirmed(event: Event) -> list[Registration]:
    found = Registration.objects.filter(event=event, state=Place.CONFIRMED, forgotten=False)
    return list(found.select_related("body").order_by("last_name", "first_name", "rank"))


def _lasts_over_noon(event: Event) -> bool:
    if event.starts_time is None or event.ends_time is None:
        return True
    return event.starts_time.hour < 12 and event.ends_time.hour >= 14


def _code(registration: Registration) -> str:
    """The drawing of a code that opens the person's line at the desk."""
    address = settings.ESSAIM_BASE_URL + reverse("events:point", args=[links.token(registration)])
    drawn = io.BytesIO()
    made = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=0)
    made.save(drawn)
    text = drawn.getvalue().decode()
    return text[text.index("<svg") :]
