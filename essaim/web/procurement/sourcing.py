"""The sourcing of a need, whole: candidates with their reasons, sizing, what the register does not see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from essaim.rules import sizing
from essaim.rules.sizing import Sizing
from essaim.web.observatory.release import Release
from essaim.web.procurement import cpv_search, reasons, supplier_search
from essaim.web.procurement.need import Need
from essaim.web.procurement.reasons import Reasoned
from essaim.web.procurement.supplier_search import Unseen

FIT_ORDER = ("alone", "maybe", "unknown", "too_big")
# A contract is sized on those whose trade is told: a structure « à vérifier » may do something else.
COUNTED = ("high", "medium")


@dataclass(frozen=True, slots=True)
class Sourcing:
    """candidates: best first. yearly: € HT a year, None without amount. sizing: None without amount.

    sized: the candidates the sizing counts, nearest first. unseen: what the register cannot tell there.
    """

    candidates: tuple[Reasoned, ...]
    yearly: float | None
    sizing: Sizing | None
    sized: tuple[Reasoned, ...]
    unseen: Unseen
    is_cut: bool

    def trusts(self) -> Counter[str]:
        """How many candidates by trust."""
        return Counter(each.supplier.trust for each in self.candidates)

    def by_commune(self) -> Counter[str]:
        """How many candidates by commune code, those without commune left out."""
        return Counter(each.supplier.commune_code for each in self.candidates if each.supplier.commune_code)

    @property
    def known(self) -> int:
        """How many of the candidates that the sizing counts have a known workforce; 0 without amount."""
        return 0 if self.sizing is None else len(self.sized) - self.sizing.unknown

    @property
    def partners(self) -> tuple[Reasoned, ...]:
        """Those who could hold the whole together, () when one is enough."""
        return () if self.sizing is None else tuple(self.sized[index] for index in self.sizing.partners)


def of_need(release: Release, need: Need) -> Sourcing:
    """Return the sourcing of a need: best fit first, then the nearest."""
    found = supplier_search.search(release, need.code.code, need.place, need.perimeter)
    trade = cpv_search.trade(release, need.code.code)
    yearly = None if need.amount is None else sizing.yearly(float(need.amount), need.months)
    candidates = [reasons.weigh(need, yearly, each, trade) for each in found.suppliers]
    candidates.sort(key=_order)
    sized = sorted((each for each in candidates if is_counted(each)), key=_nearest)
    size = None if yearly is None else sizing.size(yearly, [each.able for each in sized])
    return Sourcing(tuple(candidates), yearly, size, tuple(sized), found.unseen, found.is_cut)


def is_counted(each: Reasoned) -> bool:
    """Whether a candidate does this trade as far as one can tell: by its activity, or by its name."""
    return each.supplier.trust in COUNTED or bool(each.trade)


def _order(each: Reasoned) -> tuple:
    """Sure trades first; a name that says the trade is worth a medium match; then who can hold it; then the nearest."""
    trust = supplier_search.TRUST_ORDER.index(each.supplier.trust)
    if each.trade:
        trust = min(trust, 1)
    return (trust, FIT_ORDER.index(each.fit), *_nearest(each))


def _nearest(each: Reasoned) -> tuple:
    far = each.supplier.distance_km
    return (far if far is not None else 10_000.0, each.supplier.name, each.supplier.siret)
