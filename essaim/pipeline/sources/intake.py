"""What small sources share when rows come in: identifiers put right, corrections applied, refusals recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from essaim.pipeline.catalogue import corrections
from essaim.pipeline.rejects import Rejects
from essaim.rules import siren as rule

Row = dict[str, Any]

BAD_SIRET = "SIRET invalide (clé de contrôle ou longueur)"
BAD_SIREN = "SIREN invalide (clé de contrôle, longueur ou numéro de test)"
NO_SIREN = "ni SIREN ni SIRET"
DUPLICATE = "doublon dans la source"


def identifier(value: object, width: int) -> str:
    """A SIREN (9) or SIRET (14) as digits: spaces and a spreadsheet's « .0 » dropped, lost zeros given back."""
    written = "" if value is None else str(value)
    compact = "".join(written.split()).removesuffix(".0")
    return rule.zero_fill(compact, width) if compact else ""


def day(value: object) -> date | None:
    """A date written 2026-11-23, 2026-11-23T09:30:00Z or 23/11/2026; None for anything else and for « no date »."""
    written = "" if value is None else str(value).strip()
    head = written[:10]
    if len(head) == 10 and head[2] == head[5] == "/":
        head = f"{head[6:]}-{head[3:5]}-{head[:2]}"
    try:
        found = date.fromisoformat(head)
    except ValueError:
        return None
    return None if found in (date(1, 1, 1), date(1900, 1, 1)) else found


def number(value: object) -> float | None:
    """A decimal number, with a point or a comma; None for anything else."""
    written = "" if value is None else str(value).strip().replace(",", ".")
    try:
        return float(written)
    except ValueError:
        return None


class Refusals:
    """Gathers the rows a clean.py leaves out, then hands them to the build's Rejects, one call a reason."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._rows: dict[str, list[Row]] = defaultdict(list)

    def add(self, reason: str, row: Row) -> None:
        self._rows[reason].append(row)

    def hand_over(self, rejects: Rejects, *, key: str) -> int:
        """Record everything; return how many rows there were."""
        for reason, rows in self._rows.items():
            rejects.add(self.source, reason, rows, key=key)
        return sum(map(len, self._rows.values()))


def corrected(source: str, rows: Iterable[Row], refusals: Refusals) -> list[Row]:
    """Apply the source's corrections.yaml to cleaned rows: `set` changes values, `drop` refuses the row, saying why."""
    entries = corrections(source)
    kept = []
    for row in rows:
        dropped = False
        for entry in entries:
            if all(str(row.get(column) or "") == value for column, value in entry.where.items()):
                if entry.drop:
                    refusals.add(entry.reason, row)
                    dropped = True
                    break
                row.update(entry.set)
        if not dropped:
            kept.append(row)
    return kept
