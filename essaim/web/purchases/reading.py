"""From the rows of a file to sums by supplier, category, service and year. The rows themselves are not kept.

Memory follows the number of distinct sums, not of rows. Nothing is written here.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from essaim.rules import cpv
from essaim.rules.names import fold
from essaim.web.media import tables
from essaim.web.media.tables import Limits, TableFileError
from essaim.web.purchases import values
from essaim.web.purchases.columns import HEADER_WITHIN, MEANINGS, Mapping
from essaim.web.purchases.enums import CategoryKind
from essaim.web.purchases.errors import LedgerFileError
from essaim.web.purchases.models import LONGEST_LABEL, LONGEST_NAME

MEGABYTE = 1024 * 1024
LIMITS = Limits(bytes=60 * MEGABYTE, unfolded=1200 * MEGABYTE, rows=500_000, columns=200, cell=20_000)
MOST_REJECTED = 20_000
MOST_DISTINCT = 2_000
TOLD_EVERY = 5_000

NO_AMOUNT = "sans montant"
BAD_AMOUNT = "montant illisible"
HUGE_AMOUNT = "montant invraisemblable (plus de 10 milliards)"
NO_SUPPLIER = "ni nom ni identifiant de fournisseur"
TOTAL_LINE = "ligne de total"
REPEATED_TITLES = "titres répétés"
OTHER_BUYER = "marché d’un autre acheteur"
SAME_CONTRACT = "même marché et même titulaire, déjà lus"

_TOTAL = re.compile(r"^(grand )?total( general| ht| ttc| global| page)?$|^(sous|s|st|grand) total\b")

Key = tuple[str, str, str, int | None]


@dataclass(slots=True)
class SupplierRead:
    """A supplier as the file names it; see models.Supplier. amount: cents, to review largest first."""

    key: str
    name: str = ""
    siren: str = ""
    siret: str = ""
    postcode: str = ""
    is_person: bool = False
    amount: int = 0


@dataclass(slots=True)
class Sum:
    """lines: rows; amount: cents, credit notes included; credits: how many are negative; credited: their sum."""

    lines: int = 0
    amount: int = 0
    credits: int = 0
    credited: int = 0


@dataclass(slots=True)
class Outcome:
    """What was read. problems: what was odd in rows that were kept, with how many."""

    suppliers: dict[str, SupplierRead] = field(default_factory=dict)
    sums: dict[Key, Sum] = field(default_factory=dict)
    rejected: list[tuple[int, str, list[str]]] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    kept: int = 0

    def counts(self) -> dict[str, object]:
        """Return what is kept of it with the file: numbers, and no content."""
        return {
            "rows": self.rows,
            "kept": self.kept,
            "rejected": len(self.rejected),
            "reasons": dict(Counter(reason for _, reason, _ in self.rejected).most_common()),
            "problems": dict(self.problems.most_common()),
            "suppliers": len(self.suppliers),
            "amount": sum(each.amount for each in self.sums.values()),
            "credits": sum(each.credits for each in self.sums.values()),
            "credited": sum(each.credited for each in self.sums.values()),
            "years": sorted({key[3] for key in self.sums if key[3] is not None}),
        }


def first_rows(file: BinaryIO, name: str, count: int) -> list[tuple[int, list[str]]]:
    """Return the first rows that hold something. Raises LedgerFileError on what cannot be read as a table."""
    try:
        return [row for row, _ in zip(tables.read(file, name, LIMITS), range(count), strict=False)]
    except TableFileError as error:
        raise LedgerFileError(str(error)) from error


def read(
    file: BinaryIO,
    name: str,
    mapping: Mapping,
    *,
    secret: str,
    buyer: str = "",
    told: Callable[[int], None] = lambda rows: None,
    at_most: int | None = None,
) -> Outcome:
    """Read a file as `mapping` says (checked before).

    secret: key of the digest that stands for natural persons. buyer: SIREN whose contracts are kept, in a table of
    contracts. told: called with the number of rows read, every few thousand. at_most: stop after so many rows, for a
    preview. Raises LedgerFileError on a file that cannot be read, without any usable row, or with too many rejected.
    """
    try:
        holders = _holders(_rows(file, name, mapping), mapping) if "contract" in mapping.columns else {}
        reader = _Reader(mapping, secret, buyer, holders)
        for number, cells in _rows(file, name, mapping):
            reader.add(number, cells)
            if reader.outcome.rows % TOLD_EVERY == 0:
                told(reader.outcome.rows)
            if at_most is not None and reader.outcome.rows >= at_most:
                return reader.outcome
    except TableFileError as error:
        raise LedgerFileError(str(error)) from error
    if not reader.outcome.kept:
        reasons = Counter(reason for _, reason, _ in reader.outcome.rejected)
        said = "\u00a0; ".join(f"{reason}\u00a0: {count}" for reason, count in reasons.most_common(3))
        raise LedgerFileError(
            f"Aucune ligne n’a pu servir ({said or 'aucune ligne sous les titres'}). Revoyez les colonnes."
        )
    return reader.outcome


def _rows(file: BinaryIO, name: str, mapping: Mapping) -> Iterator[tuple[int, list[str]]]:
    rows = tables.read(file, name, LIMITS)
    for rank, row in enumerate(rows):
        if rank > mapping.header:
            yield row


def _holders(rows: Iterable[tuple[int, list[str]]], mapping: Mapping) -> dict[str, int]:
    """Number of contract → how many holders share it."""
    found: dict[str, set[str]] = {}
    for _, cells in rows:
        found.setdefault(_cell(cells, mapping, "contract"), set()).add(_cell(cells, mapping, "identifier"))
    return {number: len(holders) for number, holders in found.items() if number}


def _cell(cells: Sequence[str], mapping: Mapping, meaning: str) -> str:
    rank = mapping.columns.get(meaning)
    return cells[rank] if rank is not None and rank < len(cells) else ""


class _Reader:
    def __init__(self, mapping: Mapping, secret: str, buyer: str, holders: dict[str, int]) -> None:
        self.mapping, self.secret, self.buyer, self.holders = mapping, secret, buyer, holders
        self.outcome = Outcome()
        self._ranks = {meaning: mapping.columns.get(meaning) for meaning in MEANINGS}
        self._titles = [fold(title) for title in mapping.titles]
        self._known: dict[tuple[str, str, str], tuple[SupplierRead | None, str]] = {}
        self._distinct: dict[str, set[str]] = {"category": set(), "service": set()}
        self._identical: set[int] = set()
        self._contracts: set[tuple[str, str]] = set()
        self._codes: dict[str, str] = {}
        self._totals: dict[str, bool] = {}

    def add(self, number: int, cells: list[str]) -> None:
        """Count a row, or reject it with its reason."""
        self.outcome.rows += 1
        said = {m: cells[r] if r is not None and r < len(cells) else "" for m, r in self._ranks.items()}
        amount = values.cents(said["amount"]) if said["amount"] else None
        if reason := self._refused(cells, said, amount):
            self.outcome.rejected.append((number, reason, cells))
            if len(self.outcome.rejected) > MOST_REJECTED:
                raise LedgerFileError(
                    f"Plus de {MOST_REJECTED} lignes seraient rejetées (la dernière\u00a0: {reason}). "
                    "Rien n’a été écrit\u00a0: revoyez les colonnes."
                )
            return
        assert amount is not None
        supplier = self._supplier(said)
        if supplier is None:
            self.outcome.rejected.append((number, NO_SUPPLIER, cells))
            return
        if said["contract"]:
            amount = round(amount / self.holders.get(said["contract"], 1))
        self._count(cells, said, supplier, amount)

    def _refused(self, cells: list[str], said: dict[str, str], amount: int | None) -> str:
        if amount is None and cells and [fold(cell) for cell in cells] == self._titles[: len(cells)]:
            return REPEATED_TITLES
        who = said["identifier"] or said["name"]
        if self._is_total(cells, said["name"]):
            return TOTAL_LINE
        if amount is None:
            return BAD_AMOUNT if said["amount"] else NO_AMOUNT
        if abs(amount) > values.LARGEST_CENTS:
            return HUGE_AMOUNT
        if not who:
            return NO_SUPPLIER
        if said["contract"]:
            if self.buyer and said["buyer"] and not said["buyer"].startswith(self.buyer):
                return OTHER_BUYER
            key = (said["contract"], who)
            if key in self._contracts:
                return SAME_CONTRACT
            self._contracts.add(key)
        return ""

    def _is_total(self, cells: list[str], name: str) -> bool:
        """TotalEnergies is a supplier; « Total », « Sous-total du service » are not."""
        if not name:
            return fold(next((cell for cell in cells if cell), "")).startswith("total")
        if name not in self._totals:
            self._totals[name] = bool(_TOTAL.match(fold(name)))
        return self._totals[name]

    def _supplier(self, said: dict[str, str]) -> SupplierRead | None:
        """The supplier of a row; each way to write one is understood once."""
        written = (said["identifier"], said["name"], said["postcode"])
        if written not in self._known:
            self._known[written] = self._understood(*written)
        supplier, problem = self._known[written]
        if problem:
            self.outcome.problems[problem] += 1
        return supplier

    def _understood(self, identifier: str, name: str, place: str) -> tuple[SupplierRead | None, str]:
        who, code = values.identifier(identifier), values.postcode(place)
        folded, person = fold(name), values.is_person(name)
        if who.siret or who.siren:
            key = f"siret:{who.siret}" if who.siret else f"siren:{who.siren}"
        elif not folded:
            return None, who.problem
        elif person:
            key = f"personne:{hmac.new(self.secret.encode(), folded.encode(), hashlib.sha256).hexdigest()[:32]}"
        else:
            key = f"nom:{folded[:200]}|{code}"
        found = self.outcome.suppliers.setdefault(
            key,
            SupplierRead(key, "" if person else name[:LONGEST_NAME], who.siren, who.siret, code, person),
        )
        return found, who.problem

    def _cpv(self, text: str) -> str:
        """A CPV code of eight digits, without its check digit; "" for what is not one."""
        if text and text not in self._codes:
            try:
                self._codes[text] = cpv.read(text).code
            except cpv.InvalidCpv:
                self._codes[text] = ""
        code = self._codes.get(text, "")
        if text and not code:
            self.outcome.problems["code CPV illisible\u00a0: sans catégorie"] += 1
        return code

    def _count(self, cells: list[str], said: dict[str, str], supplier: SupplierRead, amount: int) -> None:
        labels = {meaning: said[meaning][:LONGEST_LABEL] for meaning in self._distinct}
        if self.mapping.category_kind == CategoryKind.CPV:
            labels["category"] = self._cpv(said["category"])
        for meaning, seen in self._distinct.items():
            seen.add(labels[meaning])
            if len(seen) > MOST_DISTINCT:
                title = self.mapping.titles[self.mapping.columns[meaning]]
                raise LedgerFileError(
                    f"La colonne «\u00a0{title}\u00a0» a plus de {MOST_DISTINCT} valeurs\u00a0: c’est un libellé, pas "
                    f"«\u00a0{MEANINGS[meaning]}\u00a0». Rien n’a été écrit\u00a0: choisissez-en une autre, ou aucune."
                )
        year = values.year(said["date"]) if said["date"] else self.mapping.year
        if said["date"] and year is None:
            self.outcome.problems["date illisible\u00a0: année inconnue"] += 1
        seen_before = hash(tuple(cells))
        if seen_before in self._identical:
            self.outcome.problems["ligne identique à une autre\u00a0: comptée quand même"] += 1
        self._identical.add(seen_before)
        total = self.outcome.sums.setdefault((supplier.key, labels["category"], labels["service"], year), Sum())
        total.lines += 1
        total.amount += amount
        if amount < 0:
            total.credits += 1
            total.credited += amount
        supplier.amount += amount
        self.outcome.kept += 1


__all__ = ["HEADER_WITHIN", "LIMITS", "Outcome", "Sum", "SupplierRead", "first_rows", "read"]
