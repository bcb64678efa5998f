"""Lists and subscribers for tests, of any app."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from essaim.web.newsletters import blocks
from essaim.web.newsletters.enums import Standing
from essaim.web.newsletters.issue_services import set_body, write
from essaim.web.newsletters.models import Issue, MailingList, Subscriber, SubscriberTheme, Subscription

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


class ListFactory(factory.django.DjangoModelFactory):
    """A public monthly list."""

    class Meta:
        model = MailingList

    slug = factory.Sequence(lambda number: f"lettre-{number + 1}")
    name = factory.Sequence(lambda number: f"Lettre {number + 1}")
    purpose = "Informer chaque mois de ce que font les collectivités."
    frequency = "une fois par mois"


class SubscriberFactory(factory.django.DjangoModelFactory):
    """An address nobody said anything of."""

    class Meta:
        model = Subscriber

    email = factory.Sequence(lambda number: f"lectrice{number + 1}@ville.example")
    created_at = NOW


def subscribed(list_: MailingList, *, themes: tuple[str, ...] = (), standing: str = Standing.ACTIVE, **more: object):
    """Return somebody who receives a list."""
    subscriber = SubscriberFactory(**more)
    Subscription.objects.create(subscriber=subscriber, list=list_, standing=standing, asked_at=NOW, changed_at=NOW)
    SubscriberTheme.objects.bulk_create(SubscriberTheme(subscriber=subscriber, theme=theme) for theme in themes)
    return subscriber


def letter(list_: MailingList, **more: object) -> Issue:
    """A letter about two things for all, and one for the Hauts-de-France only."""
    issue = Issue(list=list_, subject="Novembre", since=date(2026, 11, 1), until=date(2026, 12, 1), **more)
    shown = {"kind": "experience", "summary": "Une boulangerie d’insertion livre les cantines.", "on": None}
    set_body(
        issue,
        [
            blocks.text(html='<p>Bonjour à <b>toutes et tous</b>, <a href="/experiences/">lisez</a>.</p>'),
            blocks.item(title="Du pain pour les écoles", url="/experiences/du-pain/", **shown),
            blocks.item(title="Seulement dans le Nord", url="/experiences/nord/", regions=("32",), **shown),
        ],
    )
    return write(issue=issue, actor=None, now=NOW)
