"""Lists and subscribers for tests, of any app."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from essaim.web.newsletters.enums import Standing
from essaim.web.newsletters.models import MailingList, Subscriber, SubscriberTheme, Subscription

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


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
