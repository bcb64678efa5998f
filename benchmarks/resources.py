"""The library and its search at 5,000 fiches, in a database of its own: what one reader waits, in one process."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.table import Line

FICHES = 5_000
ASKED = 200
WORDS = (
    "achat", "boulangerie", "cantine", "commune", "coopérative", "énergie", "emprunt", "foncier", "insertion", "jury",
    "local", "marché", "mobilité", "réemploi", "subvention", "territoire", "transition", "clause", "recyclerie",
    "association", "emploi", "convention", "besoin", "lot", "seuil", "délibération", "partenaire", "habitant", "projet",
    "service", "public", "capital", "fonds", "réserve", "garantie", "avance", "conférence",
)  # fmt: skip


def lines() -> list[Line]:
    """Measure in a process of its own: Django serves one database a process."""
    said = subprocess.run([sys.executable, "-m", "benchmarks.resources"], check=True, capture_output=True, text=True)
    return [Line(what, p95_ms=p95, note=note) for what, p95, note in json.loads(said.stdout)]


@contextmanager
def new_site() -> Iterator[None]:
    """Django over a new, empty database: one a process."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "essaim.web.config.settings.test",
            "SECRET_KEY": "bench" * 12,
        }
        import django

        django.setup()
        from django.test.utils import setup_test_environment

        setup_test_environment()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield


def measured() -> list[Line]:
    """Fill a new database with 5,000 fiches, then ask the library by facets and by words. Needs a built release."""
    with new_site():
        _fill()
        facets = [f"/ressources/?{query}&page={1 + n % 20}" for n, query in enumerate(_facets())]
        words = [f"/ressources/?q={query}" for query in _words()]
        first = wait(words[0])
        return [
            Line(
                "Ressources : première recherche, index de 5 000 fiches",
                p95_ms=first * 1000,
                note="une fois par processus",
            ),
            waited("Ressources : bibliothèque, 5 000 fiches", facets),
            waited("Ressources : recherche, 5 000 fiches", words[1:]),
        ]


def _fill() -> None:
    from datetime import UTC, date, datetime

    from essaim.web.resources.enums import FICHE, Facet
    from essaim.web.resources.models import Entry, Fiche, Tag

    chance = random.Random(50)  # noqa: S311
    now, today = datetime(2026, 11, 25, tzinfo=UTC), date(2026, 11, 25)
    fiches = Fiche.objects.bulk_create(
        Fiche(slug=f"fiche-{n}", title=" ".join(chance.sample(WORDS, 5)).capitalize(), question="?",
              summary=" ".join(chance.choices(WORDS, k=20)), checked_on=today, review_by=today, live=True)
        for n in range(FICHES)
    )  # fmt: skip
    entries = Entry.objects.bulk_create(
        Entry(fiche=fiche, type=FICHE, slug=fiche.slug, title=fiche.title, summary=fiche.summary,
              words=" ".join(chance.choices(WORDS, k=400)), checked_on=today, first_published_at=now, changed_at=now)
        for fiche in fiches
    )  # fmt: skip
    values = {
        Facet.TYPE: ["fiche"],
        Facet.LEVEL: ["commune", "epci", "departement", "region"],
        Facet.THEME: ["achats", "alimentation", "energie", "foncier", "finance", "mobilite"],
        Facet.LEVER: ["commande_publique", "subvention", "capital_scic", "aot", "ptce", "animation"],
        Facet.YEAR: ["2025", "2026"],
    }
    Tag.objects.bulk_create(
        Tag(entry=entry, facet=facet, value=chance.choice(known))
        for entry in entries
        for facet, known in values.items()
    )


def _facets() -> list[str]:
    chance = random.Random(51)  # noqa: S311
    asked = ("", "theme=achats", "echelon=commune", "levier=subvention&theme=energie", "echelon=epci&annee=2026")
    return [chance.choice(asked) for _ in range(ASKED)]


def _words() -> list[str]:
    chance = random.Random(52)  # noqa: S311
    return ["+".join(chance.sample(WORDS, chance.randint(1, 3))) for _ in range(ASKED)]


def wait(address: str) -> float:
    """Seconds of one request, through every middleware. Raises AssertionError unless it is answered."""
    from django.test import Client

    began = time.perf_counter()
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return time.perf_counter() - began


def waited(name: str, addresses: list[str]) -> Line:
    """The 95th percentile of some addresses asked one after the other, once warm."""
    for address in addresses[:10]:
        wait(address)
    spent, waits = [], []
    for address in addresses:
        began = time.process_time()
        waits.append(wait(address) * 1000)
        spent.append((time.process_time() - began) * 1000)
    note = (
        f"{len(waits)} demandes ; médiane {statistics.median(waits):.0f} ms ; processeur : médiane "
        f"{statistics.median(spent):.0f} ms, p95 {_p95(spent):.0f} ms ; cible 60 ms"
    )
    return Line(name, p95_ms=_p95(waits), note=note)


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    sys.stdout.write(json.dumps([(line.what, line.p95_ms, line.note) for line in measured()]))
