"""A crowd that registers at once, in processes of its own: `python -m essaim.web.events.tests.crowd join …`.

Run by test_crowd.py with DATABASE_URL, against the same database as several web processes would share.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import django


def prepare(places: str) -> object:
    """Publish an event with so many places; return its address."""
    from django.core.management import call_command
    from django.utils import timezone

    from essaim.web.events.tests.factories import published

    call_command("createcachetable", verbosity=0)
    day = timezone.localdate() + timezone.timedelta(days=30)
    return published(title="Grande journée", capacity=int(places), starts_on=day, ends_on=day).slug


def join(slug: str, first: str, last: str, threads: str) -> object:
    """Register people numbered first to last (excluded); return the statuses of the answers, counted."""
    from django.db import connection
    from django.test import Client

    def one(number: int) -> int:
        client = Client(SERVER_NAME="localhost", REMOTE_ADDR=f"198.51.{number // 250}.{number % 250}")
        try:
            given = {"first_name": "Camille", "last_name": f"N{number}", "email": f"p{number}@example.org",
                     "function": "agent"}  # fmt: skip
            return client.post(f"/agenda/{slug}/inscription/", given).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(int(threads)) as pool:
        statuses = list(pool.map(one, range(int(first), int(last))))
    return {str(status): statuses.count(status) for status in set(statuses)}


def report(slug: str) -> object:
    """Return (rank, state) of everybody, in order, and how many letters are kept."""
    from essaim.web.events.models import Registration
    from essaim.web.mail.models import Letter

    people = list(Registration.objects.filter(event__slug=slug).order_by("rank").values_list("rank", "state"))
    return {"people": people, "letters": Letter.objects.count()}


if __name__ == "__main__":
    django.setup()
    step = {"prepare": prepare, "join": join, "report": report}[sys.argv[1]]
    print(json.dumps(step(*sys.argv[2:])))
