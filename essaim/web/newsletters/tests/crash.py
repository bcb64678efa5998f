"""A site of its own for the tests that kill: `python -m essaim.web.newsletters.tests.crash COUNT` fills it.

Its settings come from the environment (DATABASE_URL, EMAIL_URL, ESSAIM_VAR…), as those of the worker that is killed.
"""

from __future__ import annotations

import os
import sys


def fill(count: int) -> int:
    """Make a list of `count` subscribers and a letter scheduled for now; return its key."""
    from django.utils import timezone

    from essaim.web.newsletters import issue_services
    from essaim.web.newsletters.enums import Standing
    from essaim.web.newsletters.models import Subscriber, Subscription
    from essaim.web.newsletters.tests.factories import ListFactory, letter

    now = timezone.now()
    list_ = ListFactory()
    regions = ("32", "53", "11", "")
    people = [
        Subscriber(email=f"lectrice{number}@ville.example", region_code=regions[number % 4], created_at=now)
        for number in range(count)
    ]
    Subscriber.objects.bulk_create(people, batch_size=1000)
    Subscription.objects.bulk_create(
        (
            Subscription(subscriber=one, list=list_, standing=Standing.ACTIVE, asked_at=now, changed_at=now)
            for one in people
        ),
        batch_size=1000,
    )
    issue = letter(list_)
    issue_services.schedule(issue_id=issue.pk, at=now, actor=None, now=now)
    return issue.pk


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "essaim.web.config.settings.production")
    import django

    django.setup()
    sys.stdout.write(f"{fill(int(sys.argv[1]))}\n")
