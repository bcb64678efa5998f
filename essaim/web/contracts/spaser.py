"""Whether a buyer must adopt a SPASER, and which of its indicators the declared contracts give. Law: essaim.rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from essaim.rules.procurement import Facts, advise
from essaim.rules.procurement.law import law
from essaim.web.contracts.counts import Counted
from essaim.web.contracts.figures import share_cell
from essaim.web.observatory.release import Release
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Table, number_cell

THRESHOLD = "spaser_purchases"
PURCHASES = ("purchases", "equipment")


@dataclass(frozen=True, slots=True)
class Accounts:
    """What the accounts of an authority say of a year: purchases and equipment, €; None when not published."""

    year: int
    purchases: float | None
    equipment: float | None

    @property
    def most(self) -> float | None:
        """The two added: an order of magnitude of what goes through contracts, not the amount the law asks for."""
        if self.purchases is None:
            return None
        return self.purchases + (self.equipment or 0.0)


def accounts(release: Release, siren: str) -> Accounts | None:
    """Return the last year of the accounts of an authority; None when the release has none."""
    if release.manifest.table("local_finances") is None:
        return None
    rows = release.tuples(
        "SELECT year, aggregate, amount FROM local_finances WHERE siren = ? AND aggregate IN (?, ?) ORDER BY year DESC",
        (siren, *PURCHASES),
    )
    if not rows:
        return None
    year = rows[0][0]
    known = {aggregate: amount for one, aggregate, amount in rows if one == year}
    return Accounts(year, known.get("purchases"), known.get("equipment"))


def duty(release: Release, siren: str, on: date) -> Mapping[str, Any]:
    """Return what a page says of the duty on a day: the rule without its amount, and what accounts hint at.

    The amount of yearly purchases is in no open data, so the answer stays « indéterminé » until the buyer gives it.
    """
    threshold = law(on).thresholds[THRESHOLD]
    found = accounts(release, siren)
    answer = advise(Facts(), on).answer("spaser")
    limit = float(threshold.value.value)
    hint = ""
    if found and found.most is not None:
        beside = "au-dessus du" if found.most > limit else "au-dessous du"
        hint = (
            f"Indice\u00a0: ses comptes de {found.year} portent {french.euros(found.purchases)} d’achats et "
            "charges externes"
            f" et {french.euros(found.equipment)} d’équipement, soit {beside} seuil. Ce n’est pas le montant "
            "que demande"
            " le texte\u00a0: tout n’y passe pas par un marché."
        )
        if found.most > limit:
            reached = advise(Facts(yearly_purchases=Decimal(str(round(found.most, 2)))), on).answer("spaser")
            hint += " Si ce montant était celui des achats, le schéma serait obligatoire." if reached.duty else ""
    return {
        "threshold": french.euros(limit),
        "article": threshold.value.article,
        "since": threshold.value.from_,
        "on": on,
        "hint": hint,
        "articles": answer.articles,
        "ask_href": _ask(),
    }


def _ask() -> str:
    """The page of the lever, in an app above this one."""
    try:
        return reverse("procurement:lever", args=["spaser"])
    except NoReverseMatch:
        return ""


def indicators(counted: Counted) -> Table:
    """The rates of a SPASER that declared contracts can give, in number (L2111-3), last years first."""
    rows = []
    for year, one in sorted(counted.items("year").items(), reverse=True):
        if not year:
            continue
        unknown = Cell(french.UNKNOWN, numeric=True, unknown=True)
        inclusion = [
            unknown if one.nothing_matched and not value else _said(value, one.contracts)
            for value in (one.esus_contracts, one.siae_contracts, one.ea_contracts + one.esat_contracts)
        ]
        rows.append(
            [
                Cell(year),
                number_cell(one.contracts),
                *inclusion,
                _said(one.social, one.social_filled),
                _said(one.environmental, one.environmental_filled),
            ]
        )
    columns = [
        Column("Année"),
        Column("Marchés", numeric=True),
        Column("ESUS", numeric=True),
        Column("SIAE", numeric=True),
        Column("EA et ESAT", numeric=True),
        Column("Considération sociale", numeric=True),
        Column("Considération environnementale", numeric=True),
    ]
    note = "En nombre de marchés déclarés. EA et ESAT\u00a0: un marché partagé entre les deux compte deux fois."
    return Table("Indicateurs du SPASER que ces données permettent", columns, rows, note=note, compact=True)


def _said(part: int, whole: int) -> Cell:
    """« 3 » with its share when it can be said; « non renseigné » when nothing fills the field in."""
    if not whole:
        return Cell("non renseigné", numeric=True, unknown=True)
    share = share_cell(part, whole)
    note = share.text if share.text != "–" else f"sur {french.number(whole)}"
    return Cell(french.number(part), numeric=True, note=note)
