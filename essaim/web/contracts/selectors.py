"""Contracts of the release: one, and the lists of a buyer, a territory or the country."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from essaim.rules.names import fold
from essaim.web.contracts import words
from essaim.web.contracts.asking import Asked
from essaim.web.contracts.buyers import Seat
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.memory import Memory
from essaim.web.observatory.release import Release

PER_PAGE = 50
COUNTS_KEPT = 4096
# Some letters as objects of contracts write them; the others have two forms.
_FORMS = {
    "a": "aàâäAÀÂÄ",
    "c": "cçCÇ",
    "e": "eéèêëEÉÈÊË",
    "i": "iîïIÎÏ",
    "o": "oôöOÔÖ",
    "u": "uùûüUÙÛÜ",
}
_ORDERS = {
    "date": "c.notified_on DESC, c.contract_id",
    # An amount that may be added up first; ceilings are not spending, hence apart.
    "montant": "c.amount IS NULL, c.amount DESC, c.contract_id",
    "fin": "c.ends_on IS NULL, c.ends_on, c.contract_id",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """A holder of a contract. name and siren are None when it may not be shown; amount: € HT, its own, rarely known."""

    name: str | None
    siren: str | None
    siret: str | None
    match: str
    family: str | None
    labels: tuple[str, ...]
    local_rank: int | None
    distance_km: int | None
    amount: float | None

    @property
    def is_sse(self) -> bool:
        return self.match == "sse"


@dataclass(frozen=True, slots=True)
class Line:
    """A contract of a list: its row, its buyer's name, its holders."""

    row: sqlite3.Row
    buyer_name: str | None
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its lines, how many there are in all, of which page."""

    lines: list[Line]
    count: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Where:
    """SQL on `contracts` c, and its values."""

    sql: str
    parameters: tuple = ()


def of_buyer(siren: str) -> Where:
    """The contracts of a buyer."""
    return Where("c.buyer_siren = ?", (siren,))


def of_seat(seat: Seat) -> Where:
    """The contracts of the buyers seated in a place."""
    if not seat.where:
        return Where("1")
    return Where(f"c.buyer_siren IN (SELECT b.buyer_siren FROM buyers b WHERE {seat.where})", seat.parameters)


def narrowed(scope: Where, asked: Asked, today: str) -> Where:
    """Return a scope with the filters of a reader. today: ISO, what tells the running ones from the others."""
    conditions, parameters = [scope.sql], list(scope.parameters)
    for column, values in (
        ("c.nature", asked.natures), ("c.cpv_division", asked.divisions), ("c.kind", asked.kinds),
        ("c.procedure", asked.procedures),
    ):  # fmt: skip
        if values:
            conditions.append(f"{column} IN ({', '.join('?' for _ in values)})")
            parameters += values
    if asked.years:
        conditions.append(f"c.year IN ({', '.join('?' for _ in asked.years)})")
        parameters += [int(year) for year in asked.years]
    if asked.holders:
        conditions.append("(" + " OR ".join(f"c.{words.HOLDERS[key][0]} > 0" for key in asked.holders) + ")")
    if asked.considered:
        conditions.append("(" + " OR ".join(_CONSIDERED[key] for key in asked.considered) + ")")
    if asked.state:
        conditions.append(f"c.ends_on {'>=' if asked.state == 'en-cours' else '<'} ?")
        parameters.append(today)
    for word in fold(asked.query).split():
        conditions.append("c.object GLOB ?")
        parameters.append(pattern(word))
    return Where(" AND ".join(conditions), tuple(parameters))


_CONSIDERED = {
    "sociale": "c.social_clause = 1 OR c.social_criterion = 1",
    "reserve": "c.reserved = 1",
    "environnement": "c.environmental_clause = 1 OR c.environmental_criterion = 1",
    "non-renseigne": "c.social_clause IS NULL",
}


def pattern(word: str) -> str:
    """Return the GLOB pattern of a folded word anywhere in a text, whatever its case and accents."""
    return "*" + "".join(f"[{_FORMS.get(letter, letter + letter.upper())}]" for letter in word) + "*"


def page(release: Release, scope: Where, asked: Asked) -> Page:
    """Return the page a reader asks for. Raises InvalidRequest when it is past the last one."""
    where = narrowed(scope, asked, release.reference_date.isoformat())
    kept: Memory[int] = release.once("contract_counts", lambda _: Memory(COUNTS_KEPT))
    question = (f"SELECT count(*) FROM contracts c WHERE {where.sql}", where.parameters)
    count = kept.get(question, lambda: int(release.value(*question)))
    pages = max(1, math.ceil(count / PER_PAGE))
    if asked.page > pages:
        raise InvalidRequest(
            f"La page {asked.page} n’existe pas\u00a0: cette liste en compte {pages}.", "Revenez à la première page."
        )
    found = lines(release, where, _ORDERS[asked.sort], PER_PAGE, (asked.page - 1) * PER_PAGE)
    return Page(found, count, asked.page, pages)


def lines(release: Release, where: Where, order: str, limit: int, offset: int = 0) -> list[Line]:
    """Return some contracts in an order, with the names of their buyers and their holders."""
    return with_holders(release, rows(release, where, order, limit, offset))


def rows(release: Release, where: Where, order: str, limit: int, offset: int = 0) -> list[sqlite3.Row]:
    """Return some contracts in an order, with `buyer_name` and `buyer_kind`."""
    # The keys first: sorting the contracts of a whole région then moves keys, not rows.
    return release.rows(
        "SELECT c.*, b.name AS buyer_name, b.kind AS buyer_kind FROM contracts c"
        " JOIN buyers b ON b.buyer_siren = c.buyer_siren WHERE"
        f" c.contract_id IN (SELECT c.contract_id FROM contracts c WHERE {where.sql} ORDER BY {order} LIMIT ? OFFSET ?)"
        f" ORDER BY {order}",
        (*where.parameters, limit, offset),
    )


def with_holders(release: Release, rows: Sequence[sqlite3.Row]) -> list[Line]:
    """Return rows of contracts (with `buyer_name`) as lines, their holders read in one query."""
    held = holders(release, [row["contract_id"] for row in rows])
    return [Line(row, row["buyer_name"], held.get(row["contract_id"], ())) for row in rows]


def holders(release: Release, contract_ids: Sequence[str]) -> dict[str, tuple[Holder, ...]]:
    """Return the holders of contracts (some hundreds at most), those of the ESS first, those not shown last."""
    marks = ", ".join("?" for _ in contract_ids)
    rows = release.tuples(
        "SELECT ch.contract_id, h.name, h.siren, h.siret, ch.match, h.family, coalesce(h.labels, ''), ch.local_rank,"
        " ch.distance_km, ch.amount FROM contract_holders ch LEFT JOIN holders h ON h.holder_key = ch.holder_key"
        f" WHERE ch.contract_id IN ({marks}) ORDER BY ch.contract_id, ch.match <> 'sse', h.name IS NULL, h.name",
        tuple(contract_ids),
    )
    found: dict[str, list[Holder]] = {}
    for contract_id, name, siren, siret, match, family, labels, rank, distance, amount in rows:
        held = Holder(name, siren, siret, match, family, tuple(filter(None, labels.split("|"))), rank, distance, amount)
        found.setdefault(contract_id, []).append(held)
    return {key: tuple(some) for key, some in found.items()}


def get(release: Release, contract_id: str) -> Line | None:
    """Return one contract, or one concession, by its published id."""
    for table in ("contracts", "concessions"):
        rows = release.rows(
            f"SELECT c.*, b.name AS buyer_name FROM {table} c LEFT JOIN buyers b ON b.buyer_siren = c.buyer_siren"
            " WHERE c.contract_id = ?",
            (contract_id,),
        )
        if rows:
            return with_holders(release, rows)[0]
    return None


def same_number(release: Release, row: sqlite3.Row, limit: int = 50) -> list[Line]:
    """Return the other contracts that their buyer declared under the same number: lots, most of the time."""
    if not row["internal_id"]:
        return []
    where = Where(
        "c.buyer_siren = ? AND c.internal_id = ? AND c.contract_id <> ?",
        (row["buyer_siren"], row["internal_id"], row["contract_id"]),
    )
    return lines(release, where, "c.contract_id", limit)


def after(release: Release, where: Where, last: str, limit: int) -> list[Line]:
    """Return the contracts whose id follows `last`: cursors of the API."""
    following = Where(f"{where.sql} AND c.contract_id > ?", (*where.parameters, last))
    return lines(release, following, "c.contract_id", limit)


def stream(release: Release, where: Where, order: str) -> Iterator[sqlite3.Row]:
    """Yield contracts one by one for files, with `buyer_name`, and `holder_names` and `holder_sirets`, | separated.

    A holder who may not be shown has its place and no name.
    """
    yield from release.stream(
        "SELECT c.*, b.name AS buyer_name,"
        " (SELECT group_concat(one, ' | ') FROM (SELECT coalesce(h.name, ?) AS one FROM contract_holders ch "
        "LEFT JOIN holders h"
        " ON h.holder_key = ch.holder_key WHERE ch.contract_id = c.contract_id"
        " ORDER BY ch.match <> 'sse', h.name IS NULL, h.name)) AS holder_names,"
        " (SELECT group_concat(one, ' | ') FROM (SELECT coalesce(h.siret, h.siren, '') AS one FROM "
        "contract_holders ch LEFT JOIN holders h"
        " ON h.holder_key = ch.holder_key WHERE ch.contract_id = c.contract_id"
        " ORDER BY ch.match <> 'sse', h.name IS NULL, h.name)) AS holder_sirets"
        f" FROM contracts c JOIN buyers b ON b.buyer_siren = c.buyer_siren WHERE {where.sql} ORDER BY {order}",
        (words.NOT_SHOWN, *where.parameters),
    )


def order_of(asked: Asked) -> str:
    """The SQL order of a request."""
    return _ORDERS[asked.sort]


def set_aside(release: Release, scope: Where) -> dict[str, int]:
    """Return how many contracts have an amount that is not added up, by reason."""
    return dict(
        release.tuples(
            f"SELECT c.amount_status, count(*) FROM contracts c WHERE {scope.sql} AND c.amount_status <> 'ok'"
            " GROUP BY 1 ORDER BY 2 DESC",
            scope.parameters,
        )
    )


@dataclass(frozen=True, slots=True)
class Distances:
    """Buyer to its closest holder, km between communes: how many contracts say it, the quartiles."""

    known: int
    low: int
    middle: int
    high: int


def distances(release: Release, scope: Where) -> Distances | None:
    """Return the quartiles of the distance to the closest holder; None when no contract says it."""
    found = release.tuples(
        f"SELECT c.distance_km FROM contracts c WHERE {scope.sql} AND c.distance_km IS NOT NULL ORDER BY 1",
        scope.parameters,
    )
    if not found:
        return None
    known = len(found)
    low, middle, high = (found[min(known - 1, known * part // 4)][0] for part in (1, 2, 3))
    return Distances(known, low, middle, high)
