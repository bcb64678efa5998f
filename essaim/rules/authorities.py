"""Local authorities: which public body stands for a territory, and how a network counts its members.

The six categories are those of the member map of a network of local authorities: metropolitan régions, metropolitan
départements (Paris among them), overseas départements and régions, métropoles (Lyon among them), intermunicipal bodies
(EPT among them), communes. Each body falls in exactly one, on a given day: a communauté that became a métropole in 2018
was an intermunicipal body before. What is none of them (a joint syndicate, a social-action centre) is « autre ».
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from essaim.rules import lookup
from essaim.rules.errors import NoValueAt

Kind = Literal["region", "departement", "ctu", "metropole", "intercommunalite", "ept", "commune", "autre"]
Category = Literal[
    "region", "departement", "outre_mer", "metropole", "intercommunalite", "commune", "autre"
]  # fmt: skip

CATEGORIES: tuple[Category, ...] = (
    "region", "departement", "outre_mer", "metropole", "intercommunalite", "commune", "autre",
)  # fmt: skip
PARIS_SIREN = "217500016"
OVERSEAS_REGIONS = frozenset({"01", "02", "03", "04", "06"})
OVERSEAS_PREFIX = "97"


@dataclass(frozen=True, slots=True)
class UpperAuthority:
    """A région, a département or what stands for one: SIREN, official name, kind, and its territory."""

    siren: str
    name: str
    kind: Kind
    territory_id: str


def category(*, kind: str, siren: str, territory_id: str, on: date) -> Category:
    """Return the category in which a public body is counted on a day.

    kind: a value of Kind, as recorded (« metropole » may be typed of a body that was not one yet, or no more: the dated
    list decides whenever it knows the SIREN). territory_id: `level:code`, or "" when no territory answers.
    Raises nothing: an unknown kind is « autre ».

    >>> category(kind="commune", siren="217500016", territory_id="commune:75056", on=date(2025, 8, 26))
    'departement'
    >>> category(kind="metropole", siren="200039865", territory_id="epci:200039865", on=date(2017, 6, 1))
    'intercommunalite'
    """
    code = territory_id.partition(":")[2]
    if siren == PARIS_SIREN:
        return "departement"
    if kind in ("region", "ctu"):
        return "outre_mer" if code in OVERSEAS_REGIONS else "region"
    if kind == "departement":
        return "outre_mer" if code.startswith(OVERSEAS_PREFIX) else "departement"
    if kind in ("metropole", "intercommunalite"):
        return "metropole" if is_metropolis(siren, on=on, typed=kind == "metropole") else "intercommunalite"
    if kind == "ept":
        return "intercommunalite"
    return "commune" if kind == "commune" else "autre"


def is_metropolis(siren: str, *, on: date, typed: bool) -> bool:
    """Tell whether an intermunicipal body was a métropole on a day; `typed` decides for a SIREN outside the list."""
    known = lookup.load("authorities.metropolises").entries.get(siren)
    return typed if known is None else any(value.holds_on(on) for value in known.values)


def upper_authorities(*, on: date) -> Mapping[str, UpperAuthority]:
    """Return the régions, départements and bodies in their place on a day, by territory id.

    Raises NoValueAt when none held that day (before the first law of the list).
    """
    file = lookup.load("authorities.regions_and_departements")
    found = {
        territory_id: UpperAuthority(value.siren, entry.label, value.kind, territory_id)
        for territory_id, entry in file.entries.items()
        for value in entry.values
        if value.holds_on(on)
    }
    if not found:
        raise NoValueAt("authorities.regions_and_departements", on)
    return found
