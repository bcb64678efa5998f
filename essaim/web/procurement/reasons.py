"""Why an organisation stands in a sourcing list, in French: activity, trade, place, size, status. One sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from essaim.rules import cpv_naf, sizing
from essaim.rules.nomenclatures import statuses
from essaim.web.observatory import vocabulary
from essaim.web.procurement.cpv_search import Trade
from essaim.web.procurement.need import Need
from essaim.web.procurement.supplier_search import GEIQ, Supplier
from essaim.web.ui import french

# What each kind of structure may answer alone in a reserved lot; the law is in essaim.rules.procurement.
RESERVED = {
    "L2113-12": ("ea", "eatt", "esat"),
    "L2113-13": ("aci", "ei", "ai", "etti", "eiti"),
}
FITS = {
    "alone": "peut porter seule",
    "maybe": "peut-être seule",
    "too_big": "à plusieurs, ou par lots",
    "unknown": "effectif inconnu",
}


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A candidate beside a need.

    able: what it can take in a year; fit: beside this contract; articles: reservations open to its kind; trade: the
    words of its name that say the trade.
    """

    need: Need
    yearly: float | None
    supplier: Supplier
    able: sizing.Capacity
    fit: sizing.Fit
    trade: tuple[str, ...]

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(name for name, kinds in RESERVED.items() if set(kinds) & set(self.supplier.labels))

    @property
    def sentences(self) -> tuple[str, ...]:
        """Why it stands there, a sentence a reason."""
        return (
            _activity(self.supplier),
            *([f"Son nom dit «\u00a0{', '.join(self.trade)}\u00a0»."] if self.trade else []),
            _place(self.need, self.supplier),
            _size(self.need, self.supplier, self.fit, self.yearly),
            _status(self.supplier),
        )


def weigh(need: Need, yearly: float | None, supplier: Supplier, trade: Trade) -> Reasoned:
    """Put a candidate beside a need. yearly: € HT a year, None without amount."""
    able = sizing.capacity(supplier.workforce_min, supplier.workforce_max, need.assumptions)
    return Reasoned(
        need, yearly, supplier, able, sizing.fit(yearly, able), trade.words(supplier.name, supplier.unit_name)
    )


def _activity(supplier: Supplier) -> str:
    if supplier.activity is not None:
        shown = f"{supplier.naf} ({supplier.naf_label})" if supplier.naf_label else str(supplier.naf)
        return (
            f"Activité {shown}\u00a0: correspondance {cpv_naf.CONFIDENCE_NAMES[supplier.activity.confidence]} avec le "
            f"CPV {supplier.activity.entry} ({supplier.activity.why})."
        )
    kinds = ", ".join(vocabulary.SHORT_LABELS.get(kind, kind) for kind in supplier.inclusion)
    code = f"dont le code d’activité {supplier.naf} ne dit pas le métier" if supplier.naf else "sans code d’activité lu"
    return f"Structure d’inclusion ({kinds}) {code}\u00a0: demandez-lui si elle fait cela."


def _place(need: Need, supplier: Supplier) -> str:
    where = supplier.city or "Commune inconnue"
    if supplier.commune_code and supplier.commune_code == need.place.code:
        return f"{where}, dans la commune même."
    if supplier.distance_km is None:
        return f"{where}, sans coordonnées\u00a0: distance inconnue."
    finer = "" if supplier.location == "coordinates" else " (d’après sa commune)"
    return f"{where}, à {french.number(supplier.distance_km, 1)}\u00a0km à vol d’oiseau{finer}."


def _size(need: Need, supplier: Supplier, fit: sizing.Fit, yearly: float | None) -> str:
    if supplier.workforce_band is None:
        return "Effectif inconnu\u00a0: sa capacité aussi."
    if supplier.workforce_band == "NN" or supplier.workforce_max == 0:
        return "Sans salarié déclaré\u00a0: vérifiez sa capacité."
    words = f"{french.interval(supplier.workforce_min, supplier.workforce_max)} salariés"
    if yearly is None:
        return f"{words}\u00a0; donnez un montant pour comparer."
    share = f"{need.assumptions.dependency_limit:g}\u00a0% de son chiffre d’affaires estimé"
    amount = f"{french.euros(yearly)} par an"
    return {
        "alone": f"{words}\u00a0: {amount} ferait moins de {share}.",
        "maybe": f"{words}\u00a0: {amount} peut passer ou dépasser {share}, selon son effectif réel.",
        "too_big": f"{words}\u00a0: {amount} dépasserait {share}.",
        "unknown": f"{words}.",
    }[fit]


def _status(supplier: Supplier) -> str:
    belongs = f"Appartenance à l’ESS\u00a0: {statuses()[supplier.status].lower()}"  # type: ignore[index]
    labels = ", ".join(vocabulary.SHORT_LABELS.get(label, label) for label in supplier.labels)
    geiq = " Un GEIQ met du personnel à disposition de ses adhérents." if GEIQ in supplier.labels else ""
    return f"{belongs}{f'\u00a0; {labels}' if labels else ''}.{geiq}"


def counts(reasoned: Iterable[Reasoned]) -> dict[str, int]:
    """How many candidates each reservation is open to, by article."""
    found = dict.fromkeys(RESERVED, 0)
    for each in reasoned:
        for article in each.articles:
            found[article] += 1
    return found
