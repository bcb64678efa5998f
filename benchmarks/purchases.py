"""A ledger of 200,000 rows, from the file to its sums, on the release that was built at this scale.

What a finance department exports: titles above the header, Windows-1252, spaces in SIRET, French amounts, credit notes;
one row in seven names a unit of the register, one in eighteen has a name and no number.
"""

from __future__ import annotations

import os
import random
import secrets
import sqlite3
import time
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

ROWS = 200_000
SEED = 31
STRANGERS = 6_000
TARGET_S = 30.0
NAMED = 1_200
ACCOUNTS = ("60611", "60632", "6068", "611", "6156", "6226", "6228", "6231", "6236", "6247", "6283", "6042")
SERVICES = ("Enfance", "Voirie", "Espaces verts", "Culture", "Restauration", "Affaires générales", "Sports")


def write_ledger(path: Path, database: Path, rows: int = ROWS) -> None:
    """Write a CSV of purchases whose suppliers are partly those of a release (its essaim.sqlite)."""
    from essaim.rules.siren import luhn_sum

    chance = random.Random(SEED)  # noqa: S311
    release = sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)
    listed = release.execute("SELECT siret, name, postcode FROM establishments ORDER BY siret LIMIT 40000").fetchall()
    listed = chance.sample(listed, min(3_000, len(listed)))
    names = release.execute("SELECT name FROM organizations WHERE diffusible = 1 ORDER BY siren LIMIT 20000").fetchall()
    names = chance.sample(names, min(NAMED, len(names)))

    def keyed(stem: str) -> str:
        return next(stem + str(key) for key in range(10) if luhn_sum(stem + str(key)) % 10 == 0)

    strangers = [
        (keyed(keyed(f"{30_000_000 + n}") + "0001"), f"SOCIÉTÉ EXEMPLE {n}", "59000") for n in range(STRANGERS)
    ]
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        file.write("Mandats;;;;;;\r\nSIRET;Tiers;Code postal;Montant HT;Date mandat;Nature;Service\r\n")
        for _ in range(rows):
            kind = chance.random()
            siret, name, postcode = chance.choice(listed if kind < 0.14 else strangers)
            if kind >= 0.945:
                siret, name, postcode = "", chance.choice(names)[0], ""
            spaced = f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}" if kind < 0.3 else siret
            amount = round(chance.lognormvariate(6, 1.3), 2) * (-1 if chance.random() < 0.02 else 1)
            written = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
            day = f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}/{chance.choice((2023, 2024, 2025))}"
            # Whoever sells one thing seldom sells all of them, nor to everybody.
            trade = sum(map(ord, siret or name))
            account = ACCOUNTS[(trade + chance.randrange(2)) % len(ACCOUNTS)]
            service = SERVICES[(trade + chance.randrange(3)) % len(SERVICES)]
            cells = (spaced, name.replace(";", " ").replace('"', " "), postcode or "", written, day)
            file.write(";".join((*cells, account, service)) + "\r\n")


def measure(folder: Path, scale: Fraction) -> dict[str, Any]:
    """Load, approve and read the ledger on a database of its own; says how long each step took."""
    var = folder / f"var-{scale.numerator}-{scale.denominator}"
    database = folder / "purchases.sqlite3"
    for old in folder.glob(f"{database.name}*"):
        old.unlink()
    os.environ |= {
        "ESSAIM_VAR": str(var), "SECRET_KEY": secrets.token_urlsafe(50), "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "essaim.web.config.settings.dev",
    }  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    csv = folder / "purchases.csv"
    write_ledger(csv, (var / "releases" / "current").resolve() / "essaim.sqlite")
    started, busy = time.monotonic(), time.process_time()
    note = _read(csv)
    wall, cpu = time.monotonic() - started, time.process_time() - busy
    return {"note": note, "steps": {"read": [wall, cpu]}}


def _read(csv: Path) -> str:
    from essaim.web.bodies.models import PublicBody
    from essaim.web.observatory.release import current
    from essaim.web.purchases import importing, services
    from essaim.web.purchases.columns import Mapping
    from essaim.web.purchases.enums import State
    from essaim.web.purchases.models import Ledger

    now = datetime.now(UTC)
    body = PublicBody.objects.create(siren="215903501", name="Essai", kind="commune", territory_id="commune:59350")
    with csv.open("rb") as file:
        ledger = services.load(body=body, author=None, title="", file=file, file_name=csv.name, now=now)
    services.keep_mapping(ledger=ledger, mapping=Mapping.from_json(ledger.mapping))
    Ledger.objects.filter(pk=ledger.pk).update(state=State.READING, started_at=now)
    importing.import_ledger(pk=ledger.pk, release=current(), now=now)
    ledger.refresh_from_db()
    if ledger.state != State.READY:
        raise SystemExit(ledger.error)
    counts = ledger.counts
    return f"{counts['rows']} lignes, {counts['suppliers']} fournisseurs, cible {TARGET_S:.0f} s"
