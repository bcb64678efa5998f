"""The law of one day: the thresholds, rules, levers and articles that hold, and how a threshold is chosen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from essaim.rules import lookup
from essaim.rules.errors import RulesError
from essaim.rules.procurement.facts import CENTRAL_BUYERS, Facts
from essaim.rules.procurement_schema import Article, CpvRange, LegalValue, Lever, Rule
from essaim.rules.typography import typo

BRANCH = "commande_publique"
THRESHOLD_FILES = ("procedures", "reservations", "money", "strategy", "food_and_reuse")


class NotCovered(RulesError):
    """The day asked is before the oldest period written down."""

    def __init__(self, on: date, oldest: date) -> None:
        from essaim.rules.dates import french_date

        self.on, self.oldest = on, oldest
        super().__init__(
            f"Le droit du {french_date(on)} n’est pas couvert\u00a0: les règles écrites ici commencent le "
            f"{french_date(oldest)}."
        )


class Named[V](NamedTuple):
    """One entry that holds: its id, its French label, its value."""

    id: str
    label: str
    value: V


class Choice(NamedTuple):
    """Thresholds that may apply, the facts that would tell which, and what was assumed."""

    candidates: tuple[str, ...]
    missing: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """What holds on `on`. A rule or a threshold that does not hold that day is absent."""

    on: date
    thresholds: Mapping[str, Named[LegalValue]]
    rules: Mapping[str, Named[Rule]]
    levers: Mapping[str, Named[Lever]]
    articles: Mapping[str, Named[Article]]
    ess_services: tuple[Named[CpvRange], ...]

    def service(self, cpv: str) -> Named[CpvRange] | None:
        """Return the line of the closed list of services that holds this code, if any."""
        return next((line for line in self.ess_services if line.value.first <= cpv <= line.value.last), None)


@lru_cache(maxsize=512)
def law(on: date) -> Law:
    """Gather the law of the day `on`. Raises NotCovered before the oldest rule."""
    if on < oldest():
        raise NotCovered(on, oldest())
    thresholds: dict[str, Named[LegalValue]] = {}
    for file in THRESHOLD_FILES:
        thresholds |= _holding(file, on)
    return Law(
        on=on,
        thresholds=thresholds,
        rules=_holding("rules", on),
        levers=_holding("levers", on),
        articles=_holding("articles", on),
        ess_services=tuple(_holding("ess_services", on).values()),
    )


@cache
def oldest() -> date:
    """Return the first day any rule is written down for."""
    starts = [value.from_ for entry in _file("rules").entries.values() for value in entry.values]
    return min(start for start in starts if start is not None)


@cache
def threshold_entries() -> Mapping[str, Any]:
    """Return every threshold with all its periods: id → entry (label, values)."""
    found: dict[str, Any] = {}
    for file in THRESHOLD_FILES:
        found |= _file(file).entries
    return found


def threshold_label(name: str) -> str:
    """Return the French label of a threshold, whatever the day."""
    return typo(threshold_entries()[name].label)


def choose(name: str, facts: Facts) -> Choice:
    """Return which thresholds `name` may stand for, given the facts: itself, or one of CHOICES."""
    choice = CHOICES.get(name)
    return choice(facts) if choice else _itself(name)


@cache
def _itself(name: str) -> Choice:
    return Choice((name,))


def _by_nature(goods_services: str, works: str) -> Callable[[Facts], Choice]:
    def choice(facts: Facts) -> Choice:
        if facts.nature is None:
            return Choice((goods_services, works), ("nature",))
        return Choice((works,) if facts.nature == "travaux" else (goods_services,))

    return choice


def _formal(facts: Facts) -> Choice:
    assumed: tuple[str, ...] = ()
    if facts.buyer_kind == "entite_adjudicatrice":
        goods = "formal_goods_services_utility"
    elif facts.buyer_is_central or facts.buyer_kind in CENTRAL_BUYERS:
        goods = "formal_goods_services_central"
    else:
        goods = "formal_goods_services"
        if facts.buyer_kind is None and facts.buyer_is_central is None:
            assumed = ("L’acheteur est supposé être une collectivité ou l’un de ses établissements.",)
    return _by_nature(goods, "formal_works")(facts)._replace(assumptions=assumed)


def _european(facts: Facts) -> Choice:
    if facts.social_or_specific_service:
        return Choice(("social_services_european",))
    choice = _formal(facts)
    if facts.social_or_specific_service is None and facts.nature in ("services", None):
        said = "L’objet est supposé ne pas être un service social ou spécifique."
        return choice._replace(assumptions=(*choice.assumptions, said))
    return choice


CHOICES: Mapping[str, Callable[[Facts], Choice]] = {
    "direct_purchase": _by_nature("direct_purchase_goods_services", "direct_purchase_works"),
    "small_lot_adapted": _by_nature("small_lot_adapted_goods_services", "small_lot_adapted_works"),
    "innovation_lot": _by_nature("innovation_lot_goods_services", "innovation_lot_works"),
    "formal": _formal,
    "european": _european,
}
# Every threshold a choice may stand for: which days an answer may change does not depend on the facts.
CANDIDATES: Mapping[str, tuple[str, ...]] = {
    "direct_purchase": ("direct_purchase_goods_services", "direct_purchase_works"),
    "small_lot_adapted": ("small_lot_adapted_goods_services", "small_lot_adapted_works"),
    "innovation_lot": ("innovation_lot_goods_services", "innovation_lot_works"),
    "formal": (
        "formal_goods_services",
        "formal_goods_services_central",
        "formal_goods_services_utility",
        "formal_works",
    ),
    "european": (
        "formal_goods_services",
        "formal_goods_services_central",
        "formal_goods_services_utility",
        "formal_works",
        "social_services_european",
    ),
}


def _file(name: str) -> Any:
    return lookup.load(f"{BRANCH}.{name}")


def _holding(file: str, on: date) -> dict[str, Any]:
    found = {}
    for key, entry in _file(file).entries.items():
        value = next((item for item in entry.values if item.holds_on(on)), None)
        if value is not None:
            found[key] = Named(key, typo(entry.label), value)
    return found
