"""What a file would give with the columns chosen: its first rows as understood, before anything is written."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from essaim.web.purchases import reading, values
from essaim.web.purchases.columns import MEANINGS, Mapping, checked
from essaim.web.purchases.errors import LedgerFileError
from essaim.web.purchases.models import Ledger
from essaim.web.purchases.words import euros
from essaim.web.ui.components import Cell, Column, Table

ROWS_SHOWN, ROWS_TRIED = 8, 500


def context(ledger: Ledger, mapping: Mapping) -> dict[str, Any]:
    """Return the rows as written and as understood; `trouble` says why they cannot be."""
    found: dict[str, Any] = {}
    try:
        with ledger.file.open("rb") as opened:
            rows = reading.first_rows(opened.file, ledger.file_name, mapping.header + 1 + ROWS_SHOWN)
            found["table"] = _table(rows[mapping.header + 1 :], mapping)
            outcome = reading.read(
                opened.file, ledger.file_name, checked(mapping), secret=settings.SECRET_KEY, buyer=ledger.body.siren,
                at_most=ROWS_TRIED,
            )  # fmt: skip
    except FileNotFoundError:
        found["trouble"] = "Le fichier déposé n’est plus là\u00a0: déposez-le de nouveau."
    except LedgerFileError as error:
        found["trouble"] = str(error)
    else:
        counts = outcome.counts()
        found |= {"counts": counts, "amount": euros(counts["amount"]), "tried": outcome.rows}
    return found


def _table(rows: list[tuple[int, list[str]]], mapping: Mapping) -> Table:
    """The first rows, each value as it is understood."""
    shown = [meaning for meaning in MEANINGS if meaning in mapping.columns]
    columns = [Column("Ligne"), *(Column(MEANINGS[m], numeric=m == "amount") for m in shown)]
    lines = [[Cell(str(number)), *(_understood(m, cells, mapping) for m in shown)] for number, cells in rows]
    return Table("Les premières lignes, telles qu’Essaim les comprend", columns, lines, compact=True)


def _understood(meaning: str, cells: list[str], mapping: Mapping) -> Cell:
    rank = mapping.columns[meaning]
    text = cells[rank] if rank < len(cells) else ""
    if meaning == "amount":
        cents = values.cents(text) if text else None
        return (
            Cell("illisible" if text else "vide", unknown=True) if cents is None else Cell(euros(cents), numeric=True)
        )
    if meaning == "identifier":
        who = values.identifier(text)
        return Cell(who.siret or who.siren or who.problem or "vide", unknown=not who.siren)
    if meaning == "date":
        year = values.year(text) or (mapping.year if not text else None)
        return Cell(str(year)) if year else Cell("année inconnue", unknown=True)
    if meaning == "postcode":
        return Cell(values.postcode(text) or "inconnu", unknown=not values.postcode(text))
    if meaning == "name" and values.is_person(text):
        return Cell("personne physique, nom non gardé", unknown=True)
    return Cell(text[:80])
