"""The network at its size: 10,000 people, 2,000 members over 20 years, 5,000 experiences. Pages in this process.

Run alone in a process, on a database of its own: python -m benchmarks.network FOLDER. Pages are asked of Django as the
server would, through every middleware but the cache of pages: each is made.
"""

from __future__ import annotations

import gzip
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from benchmarks.table import Line

PEOPLE, MEMBERS, EXPERIENCES, IMPORTED = 10_000, 2_000, 5_000, 2_000
PAGE_MS, MAP_KB, IMPORT_SECONDS = 50.0, 150, 10.0
NOW, TODAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC), date(2026, 11, 25)
FIRST_DAY = date(2006, 11, 25)
ASKED_EACH = 60
SEED = 7


def lines(folder: Path, releases: Path) -> list[Line]:
    """Measure in a process of its own, on SQLite. releases: the folder of a release to read territories from."""
    var = folder / "network"
    var.mkdir(parents=True, exist_ok=True)
    (var / "essaim.sqlite3").unlink(missing_ok=True)
    if not (var / "releases").exists():
        (var / "releases").symlink_to(releases)
    environment = {
        **os.environ, "ESSAIM_VAR": str(var), "SECRET_KEY": "bench" * 12,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.network"], env=environment, check=True, capture_output=True, text=True
    )
    return [_line(row.split("\t")) for row in done.stdout.splitlines() if row.count("\t") == 4]


def _line(cells: Sequence[str]) -> Line:
    what, wall, p95, per_second, note = cells
    return Line(
        what, wall=float(wall) if wall else None, p95_ms=float(p95) if p95 else None,
        per_second=float(per_second) if per_second else None, note=note,
    )  # fmt: skip


def main() -> None:
    """Make the network, then ask for its pages; one line a measure on the output."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from essaim.web.observatory.release import current

    release, chance = current(), random.Random(SEED)  # noqa: S311 (not a secret)
    few = _queries_with(release, chance, 200, 300)
    _make(release, chance, MEMBERS, EXPERIENCES)
    _people(chance)
    _pages(few)
    _map()
    _import(release)


def _say(what: str, *, wall: float | None = None, p95: float | None = None, note: str = "") -> None:
    sys.stdout.write("\t".join([what, f"{wall or ''}", f"{p95 or ''}", "", note]) + "\n")


def _authorities(release: object, number: int) -> list:
    from essaim.web.territories import authorities

    known = authorities.of(release).by_siren.values()  # type: ignore[arg-type]
    return sorted(known, key=lambda one: (-(one.population or 0), one.siren))[:number]


def _make(release: object, chance: random.Random, members: int, experiences: int) -> None:
    """Write members with their dated memberships, and experiences of theirs with what they are found by."""
    from essaim.rules.themes import themes as known_themes
    from essaim.web.bodies.models import PublicBody
    from essaim.web.members.enums import Decision, Leaving
    from essaim.web.members.models import Member, Membership, MemberTheme
    from essaim.web.practices.content import Content, Measure, Place, Source
    from essaim.web.practices.enums import State
    from essaim.web.practices.models import Experience, Sheet, Tag
    from essaim.web.practices.tagging import tags_of_content
    from essaim.web.practices.vocabulary import lever_labels, theme_labels

    chosen = _authorities(release, members)
    held = set(PublicBody.objects.values_list("siren", flat=True))
    PublicBody.objects.bulk_create(
        PublicBody(siren=one.siren, name=one.name, kind=one.kind, territory_id=one.territory_id)
        for one in chosen if one.siren not in held
    )  # fmt: skip
    bodies = {one.siren: one for one in PublicBody.objects.all()}
    present = set(Member.objects.values_list("body_id", flat=True))
    made = Member.objects.bulk_create(
        Member(body=bodies[one.siren]) for one in chosen if bodies[one.siren].pk not in present
    )
    stays, themes, known = [], [], list(known_themes(on=TODAY))
    for member in made:
        joined = FIRST_DAY + timedelta(days=chance.randrange((TODAY - FIRST_DAY).days))
        left = joined + timedelta(days=chance.randrange(300, 4000)) if chance.random() < 0.2 else None
        leaving = Leaving.WITHDRAWAL if left else ""
        stays.append(
            Membership(
                member=member, decision=Decision.ACCEPTED, decided_on=joined, joined_on=joined, left_on=left,
                leaving=leaving,
            )
        )  # fmt: skip
        themes += [MemberTheme(member=member, theme=theme) for theme in chance.sample(known, 3)]
    Membership.objects.bulk_create(stays)
    MemberTheme.objects.bulk_create(themes)
    levers, subjects = list(lever_labels(TODAY)), list(theme_labels(TODAY))
    first = Experience.objects.count()
    contents = []
    for number in range(first, experiences):
        place = chance.choice(chosen)
        contents.append(
            Content(
                title=f"Expérience {number} à {place.name}"[:150],
                summary=f"Un lot réservé pour {chance.choice(('le pain', 'le vélo', 'le réemploi'))}.",
                theme=chance.choice(subjects), levers=tuple(chance.sample(levers, 2)),
                places=(Place(territory_id=place.territory_id, name=place.name, siren=place.siren),),
                action="La collectivité a découpé son marché. " * 40,
                measures=(Measure(label="Pains par jour", value=1500, when="2020"),),
                sources=(Source(title="Bilan"),),
            )
        )  # fmt: skip
    sheets = Sheet.objects.bulk_create(
        Sheet(body=bodies[one.places[0].siren], title=one.title, content=one.dump(), state=State.PUBLISHED,
              created_at=NOW, updated_at=NOW)
        for one in contents
    )  # fmt: skip
    found = Experience.objects.bulk_create(
        Experience(
            sheet=sheet, slug=f"experience-{first + rank}", title=one.title, summary=one.summary, content=one.dump(),
            version=1, published_at=NOW, updated_at=NOW, confirmed_on=TODAY, review_by=TODAY + timedelta(days=365),
        )
        for rank, (sheet, one) in enumerate(zip(sheets, contents, strict=True))
    )  # fmt: skip
    Tag.objects.bulk_create(
        (
            Tag(experience=experience, facet=facet, value=value)
            for experience, one in zip(found, contents, strict=True)
            for facet, value in tags_of_content(one, release)  # type: ignore[arg-type]
        ),
        batch_size=5000,
    )


def _people(chance: random.Random) -> None:
    """Write people who act for the members, with their functions."""
    from essaim.web.accounts.enums import FunctionKind, Role, Visibility
    from essaim.web.accounts.models import Function, Grant, User
    from essaim.web.bodies.models import PublicBody

    bodies = list(PublicBody.objects.all())
    people = User.objects.bulk_create(
        User(email=f"personne-{number}@ville.example", first_name="Ana", last_name=f"Nom{number}")
        for number in range(PEOPLE)
    )
    Grant.objects.bulk_create(
        Grant(user=one, role=Role.ADMINISTRATOR, body=chance.choice(bodies), starts_on=FIRST_DAY) for one in people
    )
    Function.objects.bulk_create(
        Function(user=one, body=chance.choice(bodies), kind=chance.choice(FunctionKind.values), starts_on=FIRST_DAY,
                 visibility=Visibility.MEMBERS)
        for one in people
    )  # fmt: skip


def _addresses(chance: random.Random, deep: int = 1) -> dict[str, Callable[[], str]]:
    """Kinds of pages, and an address of each, never the same twice."""
    from essaim.rules.themes import themes as known_themes
    from essaim.web.practices.vocabulary import lever_labels

    def day() -> str:
        # The last eight years: there are pages to turn.
        return (TODAY - timedelta(days=chance.randrange(1, 3000))).isoformat()

    regions = ("11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93")
    themes, levers = list(known_themes(on=TODAY)), list(lever_labels(TODAY))
    return {
        "annuaire, à une date": lambda: f"/reseau/adherents/?au={day()}&page={chance.randrange(deep) + 1}",
        "annuaire, filtré": lambda: f"/reseau/adherents/?region={chance.choice(regions)}&theme={chance.choice(themes)}"
        f"&au={day()}",
        "annuaire, par un mot": lambda: f"/reseau/adherents/?q={chance.choice('abcdefglmnoprst')}&au={day()}",
        "expériences, page": lambda: f"/experiences/?page={chance.randrange(40 * deep) + 1 if deep > 1 else 1}",
        "expériences, facettes": lambda: f"/experiences/?levier={chance.choice(levers)}"
        f"&region={chance.choice(regions)}",
        "carte du réseau, à une date": lambda: f"/reseau/?au={day()}",
    }  # fmt: skip


def _queries_with(release: object, chance: random.Random, members: int, experiences: int) -> dict[str, int]:
    """Return how many queries each kind of page makes on a small network."""
    _make(release, chance, members, experiences)
    return {kind: _asked(address())[2] for kind, address in _addresses(chance).items()}


def _asked(address: str) -> tuple[float, float, int]:
    """Ask for a page; return its milliseconds, elapsed and of processor, and its queries.

    Raises AssertionError when it is no page.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="localhost")
    with CaptureQueriesContext(connection) as queries:
        started, busy = time.perf_counter(), time.process_time()
        response = client.get(address)
        spent, used = (time.perf_counter() - started) * 1000, (time.process_time() - busy) * 1000
    assert response.status_code == 200, (address, response.status_code)
    return spent, used, len(queries)


def _pages(few: dict[str, int]) -> None:
    chance = random.Random(SEED)  # noqa: S311 (not a secret)
    for kind, address in _addresses(chance, 6).items():
        first = _asked(address())[1]
        times, used, queries = zip(*(_asked(address()) for _ in range(ASKED_EACH)), strict=True)
        ordered = sorted(times)
        busy = sorted(used)
        same = "égal" if max(queries) <= few[kind] else f"{few[kind]} sur un petit réseau"
        note = (
            f"processeur : médiane {statistics.median(busy):.0f} ms, p95 {busy[int(len(busy) * 0.95)]:.0f} ms, "
            f"première {first:.0f} ms ; {max(queries)} requêtes ({same}) ; cible {PAGE_MS:.0f} ms"
        )
        _say(kind, p95=ordered[int(len(ordered) * 0.95)], note=note)


def _map() -> None:
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    for name, address in (("page avec sa carte", "/reseau/"), ("données de la carte", "/reseau/carte.geojson")):
        started = time.perf_counter()
        response = client.get(address)
        spent = time.perf_counter() - started
        body = b"".join(response.streaming_content) if response.streaming else response.content
        size = len(gzip.compress(body, 6)) / 1000
        _say(f"{name}, {MEMBERS} adhérents", wall=spent, note=f"{size:.0f} Ko compressés ; cible {MAP_KB} Ko")


def _import(release: object) -> None:
    from essaim.web.members import import_services

    rows = ["Nom;Département;Date d’adhésion"]
    for one in _authorities(release, MEMBERS + IMPORTED)[-IMPORTED:]:
        rows.append(f"{one.name};{one.territory_id.split(':')[1][:2]};2020")
    started = time.perf_counter()
    made = import_services.upload(
        release, content="\n".join(rows).encode(), file_name="liste.csv", as_of=TODAY, actor=None, now=NOW  # type: ignore[arg-type]
    )  # fmt: skip
    read = time.perf_counter() - started
    import_services.take_likely(member_import=made, least=0.5, actor=None, now=NOW)
    pending = made.rows.filter(decision="a_decider").count()
    made.rows.filter(decision="a_decider").update(decision="ecarter")
    import_services.apply(release, member_import=made, actor=None, now=NOW)  # type: ignore[arg-type]
    whole = time.perf_counter() - started
    note = f"dont lecture et rapprochement {read:.1f} s ; {pending} lignes à décider ; cible {IMPORT_SECONDS:.0f} s"
    _say(f"Import de {IMPORTED} lignes", wall=whole, note=note)


if __name__ == "__main__":
    main()
