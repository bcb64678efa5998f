"""Advice on procurement law: one answer for many needs, in this process, no release needed."""

from __future__ import annotations

import statistics
import time
from datetime import date
from decimal import Decimal
from itertools import product

from benchmarks.table import Line

ON = date(2026, 11, 23)
TARGET_MS = 5.0
NATURES = ("services", "fournitures", "travaux")
CODES = ("55524000", "77310000", "85312110", "15860000", "45233141")
AMOUNTS = (3_000, 45_000, 59_999.99, 60_000, 85_000, 216_000, 900_000, 6_000_000)
BUYERS = ("commune", "departement", "etat", None)


def times() -> list[tuple[float, float]]:
    """Seconds of each answer, elapsed and of processor, over the mix of needs, after one that reads the law."""
    from essaim.rules.procurement import Facts, advise

    advise(Facts(), ON)
    found = []
    for nature, cpv, amount, buyer in product(NATURES, CODES, AMOUNTS, BUYERS):
        facts = Facts(amount=Decimal(str(amount)), nature=nature, cpv=cpv, buyer_kind=buyer)
        started, busy = time.perf_counter(), time.process_time()
        advise(facts, ON)
        found.append((time.perf_counter() - started, time.process_time() - busy))
    return found


def lines() -> list[Line]:
    """The median and the 95th percentile of one answer, against the target."""
    elapsed, busy = (sorted(kind) for kind in zip(*times(), strict=True))
    place = int(len(elapsed) * 0.95)
    note = (
        f"{len(elapsed)} besoins ; médiane {statistics.median(elapsed) * 1000:.1f} ms ; temps processeur p95 "
        f"{busy[place] * 1000:.1f} ms ; cible {TARGET_MS:.0f} ms"
    )
    return [Line("Conseil au droit du jour", p95_ms=elapsed[place] * 1000, note=note)]
