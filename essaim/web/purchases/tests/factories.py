"""Files of purchases for tests."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import openpyxl

from essaim.rules.siren import luhn_sum
from essaim.web.observatory.tests.tiny_release import luhn_siren
from essaim.web.purchases import importing, services
from essaim.web.purchases.columns import Mapping
from essaim.web.purchases.enums import State
from essaim.web.purchases.models import Ledger

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def siren(rank: int) -> str:
    """The SIREN of the organisation of the tiny release that bears a rank, from 1."""
    return luhn_siren(90_000_000 + rank)


def siret(rank: int) -> str:
    """A SIRET of that organisation whose key is right."""
    stem = f"{siren(rank)}0001"
    return next(stem + str(key) for key in range(10) if luhn_sum(stem + str(key)) % 10 == 0)


STRANGER = luhn_siren(77_000_000)
CSV = f"""Ville d’Essai;;;;;
Mandats 2025, édité le 03/01/2026;;;;;

SIRET;Fournisseur;Montant TTC;Date de mandatement;Nature;Service gestionnaire
{siret(1)};PREMIER;1 000,00 €;01/02/2025;6042;Enfance
{siret(1)};PREMIER;-200,00;2025-03-01;6042;Enfance
{STRANGER};Étranger SA;3 000,00;15 mars 2024;6068;Voirie
;Mme Camille Exemple;100;2025;6042;Enfance
;Club sportif n° 3;50,5;2025;6042;
;;12;2025;6042;
{STRANGER};Étranger SA;beaucoup;2025;;
Total;;3962,5;;;
""".encode("cp1252")


def xlsx(rows, merge: str = "") -> bytes:
    """A workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def loaded(body, author=None, content: bytes = CSV, name: str = "mandats.csv") -> Ledger:
    """A file sent, its columns proposed."""
    return services.load(body=body, author=author, title="Mandats", file=io.BytesIO(content), file_name=name, now=NOW)


def read(body, release, content: bytes = CSV, name: str = "mandats.csv") -> Ledger:
    """A file sent, approved as proposed and read."""
    ledger = loaded(body, content=content, name=name)
    services.keep_mapping(ledger=ledger, mapping=Mapping.from_json(ledger.mapping))
    Ledger.objects.filter(pk=ledger.pk).update(state=State.READING, started_at=NOW)
    importing.import_ledger(pk=ledger.pk, release=release, now=NOW)
    ledger.refresh_from_db()
    return ledger
