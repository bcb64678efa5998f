"""What changes in the law of procurement, from the rules themselves."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from essaim.rules.procurement import calendar
from essaim.web.procurement.law_calendar import sentence
from essaim.web.ui.news import News

AHEAD = timedelta(days=92)


def news(since: date, until: date) -> list[News]:
    """Return the changes in force from a day (included) to another (excluded), and those of the three months after."""
    changes = [change for change in calendar.past(until) if since <= change.on < until]
    changes += [change for change in calendar.coming(until - timedelta(days=1)) if until <= change.on < until + AHEAD]
    return [_told(change) for change in changes if change.kind != "end"]


def _told(change: calendar.Change) -> News:
    words = sentence(change)
    reference = ", ".join(part for part in (change.act, change.article) if part)
    doubt = " À vérifier sur un texte officiel." if change.confidence == "a_verifier" else ""
    return News(
        "droit",
        change.label,
        f"{words}{f' ({reference})' if reference else ''}{doubt}",
        f"{reverse('procurement:calendar')}#{change.id}",
        change.on,
        themes=("achats",),
    )
