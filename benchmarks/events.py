"""The agenda at 2,000 events, in a database of its own: what one reader waits, in one process."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.resources import WORDS, new_site, wait, waited
from benchmarks.table import Line

EVENTS = 2_000
ASKED = 200


def lines() -> list[Line]:
    """Measure in a process of its own: Django serves one database a process."""
    said = subprocess.run([sys.executable, "-m", "benchmarks.events"], check=True, capture_output=True, text=True)
    return [Line(what, p95_ms=p95, note=note) for what, p95, note in json.loads(said.stdout)]


def measured() -> list[Line]:
    """Ask a new agenda for its list, its facets, a month, its map, some words and a feed. Needs a built release."""
    with agenda():
        words = [f"/agenda/?q={one}" for one in _chosen(WORDS)]
        wait(words[0])
        facets = (
            "",
            "region=32",
            "theme=alimentation",
            "echelon=commune&genre=journee",
            "quand=passes",
            "forme=en_ligne",
        )
        return [
            waited("Agenda : liste et facettes, 2 000 événements",
                   [f"/agenda/?{one}&page={1 + n % 3}" for n, one in enumerate(_chosen(facets))]),
            waited("Agenda : un mois", [f"/agenda/?vue=calendrier&mois=2026-{one}" for one in _chosen(("11", "12"))]),
            waited("Agenda : carte", ["/agenda/?vue=carte"] * 40),
            waited("Agenda : recherche, 2 000 événements", words[1:]),
            waited("Agenda : flux iCal de mille événements", ["/agenda/flux.ics"] * 40),
        ]  # fmt: skip


@contextmanager
def agenda() -> Iterator[None]:
    """Django over a new database of 2,000 public events, half of them past; each has its tags."""
    with new_site():
        _fill()
        yield


def _fill() -> None:
    from datetime import time, timedelta

    from django.utils import timezone

    from essaim.web.events import moments, tagging
    from essaim.web.events.enums import Audience, Kind, Mode, State
    from essaim.web.events.models import Event

    chance = random.Random(52)  # noqa: S311
    now, today = timezone.now(), timezone.localdate()
    communes = (
        ("59350", "Lille", "32"),
        ("33063", "Bordeaux", "75"),
        ("13055", "Marseille", "93"),
        ("35238", "Rennes", "53"),
    )
    events = []
    for number in range(EVENTS):
        day = today + timedelta(days=chance.randint(-365, 365))
        code, name, region = chance.choice(communes)
        event = Event(
            slug=f"rendez-vous-{number}", uid=f"bench-{number}@essaim", state=State.PUBLISHED,
            title=" ".join(chance.sample(WORDS, 5)).capitalize(), summary=" ".join(chance.choices(WORDS, k=20)),
            kind=chance.choice(Kind.values), mode=chance.choice(Mode.values), audience=chance.choice(Audience.values),
            starts_on=day, ends_on=day, starts_time=time(chance.randint(8, 17)), ends_time=time(18),
            place_name="Mairie", commune_code=code, commune_name=name, regions=[region],
            themes=[chance.choice(("alimentation", "foncier", "reemploi"))],
            levels=[chance.choice(("commune", "epci", "departement", "region"))],
            created_at=now, updated_at=now, published_at=now,
        )  # fmt: skip
        event.begins_at, event.ends_at = moments.bounds(event)
        events.append(event)
    for event in Event.objects.bulk_create(events):
        tagging.write_tags(event)


def _chosen(among: tuple[str, ...]) -> list[str]:
    chance = random.Random(53)  # noqa: S311
    return [chance.choice(among) for _ in range(ASKED)]


if __name__ == "__main__":
    sys.stdout.write(json.dumps([(line.what, line.p95_ms, line.note) for line in measured()]))
