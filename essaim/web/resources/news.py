"""Fiches and editions published lately."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from essaim.web.resources import selectors
from essaim.web.resources.links import href
from essaim.web.ui import news as ui_news
from essaim.web.ui.news import News


def news(since: date, until: date) -> list[News]:
    """Return the fiches first published, and the editions published, from a day (included) to another (excluded)."""
    fiches = [
        News(
            "fiche",
            entry.title,
            entry.summary,
            href(entry),
            timezone.localdate(entry.first_published_at),
            levels=ui_news.levels(entry.levels),
            themes=(entry.theme,) if entry.theme else (),
        )
        for entry in selectors.published(since, until)
    ]
    editions = [
        News(
            "edition",
            f"{edition.work.title}, édition {edition.number}",
            edition.work.summary if edition.number == 1 else edition.note,
            reverse("resources:work", args=[edition.work.slug]),
            timezone.localdate(edition.published_at),
            levels=ui_news.levels(edition.work.levels),
            themes=(edition.work.theme,) if edition.work.theme else (),
        )
        for edition in selectors.edited(since, until)
    ]
    return fiches + editions
