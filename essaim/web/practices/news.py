"""Experiences published lately."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone

from essaim.web.practices.enums import Facet
from essaim.web.practices.selectors import public, tags_of
from essaim.web.ui import news as ui_news
from essaim.web.ui.news import News


def news(since: date, until: date) -> list[News]:
    """Return the experiences first published from a day (included) to another (excluded)."""
    found = list(public().filter(published_at__date__gte=since, published_at__date__lt=until))
    tags = tags_of([experience.pk for experience in found])
    return [
        News(
            "experience",
            experience.title,
            experience.summary,
            reverse("practices:experience", args=[experience.slug]),
            timezone.localdate(experience.published_at),
            regions=tags[experience.pk].get(Facet.REGION, ()),
            levels=ui_news.levels(tags[experience.pk].get(Facet.LEVEL, ())),
            themes=tags[experience.pk].get(Facet.THEME, ()),
        )
        for experience in found
    ]
