"""The renewal radar: declared contracts whose theoretical end comes, and who in the ESS could answer the next one.

Today enters as an argument. One page reads fifty contracts, and counts the offer by (CPV, département), kept with the
release: it depends on nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from essaim.rules import cpv_naf
from essaim.rules.procurement import Facts
from essaim.rules.procurement.evaluation import Reading
from essaim.rules.procurement.law import law
from essaim.web.contracts import buyers, selectors
from essaim.web.contracts.asking import Asked
from essaim.web.contracts.selectors import Line, Where
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.memory import Memory
from essaim.web.observatory.release import Release
from essaim.web.procurement.radar_question import Radar

PER_PAGE = 50
OFFERS_KEPT = 20_000
COUNTS_KEPT = 2048
# Rules told in a line of the radar, by lever: what a buyer asks first. The assistant tells the others.
QUICK = {
    "direct_purchase": "achat direct possible",
    "reserve_ess": "réservable à l’ESS",
    "reserve_integration": "réservable à l’insertion",
    "reserve_disability": "réservable au handicap",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Establishments of a département whose activity answers a CPV code with a high or a medium confidence.

    able: of the ESS, or structures of inclusion; inclusion: the latter alone, ESS or not.
    """

    able: int
    inclusion: int


@dataclass(frozen=True, slots=True)
class Ending:
    """A contract that ends: its line, who could answer the next one, what the law of today lets do quickly."""

    line: Line
    ends_on: date
    departement: str | None
    offer: Offer | None
    levers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    endings: list[Ending]
    count: int
    number: int
    pages: int


def page(release: Release, asked: Radar, *, today: date) -> Page:
    """Return one page of endings, soonest first. Raises InvalidRequest past the last one."""
    where = _where(asked, today)
    kept: Memory[int] = release.once("radar_counts", lambda _: Memory(COUNTS_KEPT))
    question = (f"SELECT count(*) FROM contracts c WHERE {where.sql}", where.parameters)
    count = kept.get(question, lambda: int(release.value(*question)))
    pages = max(1, math.ceil(count / PER_PAGE))
    if asked.page > pages:
        raise InvalidRequest(
            f"La page {asked.page} n’existe pas\u00a0: cette liste en compte {pages}.", "Revenez à la première page."
        )
    found = endings(release, asked, today=today, limit=PER_PAGE, offset=(asked.page - 1) * PER_PAGE)
    return Page(found, count, asked.page, pages)


def endings(release: Release, asked: Radar, *, today: date, limit: int, offset: int = 0) -> list[Ending]:
    """Return some endings, soonest first, with their offer and their levers."""
    where = _where(asked, today)
    lines = selectors.lines(release, where, "c.ends_on, c.contract_id", limit, offset)
    seats = _departements(release, [line.row["buyer_siren"] for line in lines])
    return [_ending(release, line, seats.get(line.row["buyer_siren"]), today) for line in lines]


def scope(asked: Radar, today: date) -> Where:
    """The contracts of a question, for files."""
    return _where(asked, today)


def _where(asked: Radar, today: date) -> Where:
    first, last = asked.days(today)
    seat = buyers.seat_of(asked.place) if asked.place is not None else buyers.ALL
    own = Asked(query=asked.query, divisions=asked.divisions, natures=asked.natures)
    within = selectors.narrowed(selectors.of_seat(seat), own, today.isoformat())
    conditions = [within.sql, "c.is_running = 1", "c.ends_on >= ?", "c.ends_on <= ?"]
    parameters = [*within.parameters, first.isoformat(), last.isoformat()]
    if asked.siren:
        # An organisation whose activity answers no code is shown nothing, rather than everything.
        conditions.append("(" + " OR ".join("c.cpv_code GLOB ?" for _ in asked.starts) + ")" if asked.starts else "0")
        parameters += [f"{start}*" for start in asked.starts]
    return Where(" AND ".join(conditions), tuple(parameters))


def _departements(release: Release, sirens: Sequence[str]) -> dict[str, str | None]:
    marks = ", ".join("?" for _ in sirens)
    sql = f"SELECT buyer_siren, departement_code FROM buyers WHERE buyer_siren IN ({marks})"
    return dict(release.tuples(sql, tuple(sirens)))


def _ending(release: Release, line: Line, departement: str | None, today: date) -> Ending:
    code = line.row["cpv_code"]
    found = offer(release, code, departement) if code and departement else None
    return Ending(line, date.fromisoformat(line.row["ends_on"]), departement, found, quick_levers(line, today))


def offer(release: Release, code: str, departement: str) -> Offer | None:
    """Return who could answer a code in a département; None when no activity is written for the code."""
    kept: Memory[Offer | None] = release.once("radar_offers", lambda _: Memory(OFFERS_KEPT))
    return kept.get((code, departement), lambda: _offer(release, code, departement))


def _offer(release: Release, code: str, departement: str) -> Offer | None:
    nafs = [naf for naf, one in cpv_naf.activities(code).items() if one.confidence in ("high", "medium")]
    if not nafs:
        return None
    marks = ", ".join("?" for _ in nafs)
    able, inclusion = release.tuples(
        "SELECT count(*), coalesce(sum(e.labels <> ''), 0) FROM establishments e"
        " WHERE e.diffusible = 1 AND e.naf_nomenclature = 'NAFRev2' AND e.departement_code = ?"
        f" AND e.naf_code IN ({marks}) AND (e.is_sse = 1 OR e.labels <> '')",
        (departement, *nafs),
    )[0]
    return Offer(able, inclusion)


def quick_levers(line: Line, today: date) -> tuple[str, ...]:
    """Levers that the same purchase, launched today for the same amount, would have; those not sure are left out."""
    row = line.row
    amount = None if row["amount"] is None else Decimal(str(row["amount"]))
    facts = Facts(amount=amount, nature=row["nature"], cpv=row["cpv_code"])
    reading = Reading(facts, law(today), law(today), words=False)
    return tuple(name for name in QUICK if reading.verdict(name).holds)
