"""Which rows of the register belong to a place: one SQL condition on the establishments' columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

COLUMN_OF_LEVEL = {
    "region": "region_code",
    "departement": "departement_code",
    "arrondissement": "arrondissement_code",
    "epci": "epci_code",
    "ept": "ept_code",
    "commune": "commune_code",
    "arrondissement_municipal": "municipal_district_code",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """where: SQL on establishments `e` ("" for the whole register); parameters: its values."""

    where: str = ""
    parameters: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        return not self.where


EVERYTHING = Scope()


def of_level(level: str, code: str) -> Scope:
    """Return the scope of an official territory. Raises ValueError on an unknown level."""
    if level == "france":
        return EVERYTHING
    if level == "departemental":
        # A perimeter of its own (Rhône without the métropole): no column holds it, its communes do.
        return Scope(
            "e.commune_code IN (SELECT commune_code FROM territory_communes WHERE territory_id = ?)",
            (f"departemental:{code}",),
        )
    if level not in COLUMN_OF_LEVEL:
        raise ValueError(f"no establishment is placed by {level}")
    return Scope(f"e.{COLUMN_OF_LEVEL[level]} = ?", (code,))


def of_communes(communes: Sequence[str], districts: Sequence[str] = ()) -> Scope:
    """Return the scope of a set of communes and of arrondissements municipaux."""
    parts = []
    if communes:
        parts.append(f"e.commune_code IN ({', '.join('?' for _ in communes)})")
    if districts:
        parts.append(f"e.municipal_district_code IN ({', '.join('?' for _ in districts)})")
    if not parts:
        raise ValueError("a place holds at least one commune")
    return Scope("(" + " OR ".join(parts) + ")", (*communes, *districts))
