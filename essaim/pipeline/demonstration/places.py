"""Communes where fictitious organisations are put: real codes, names, postcodes and populations of the official code.

Source: the npm package @etalab/decoupage-administratif (official geographic code of INSEE, Licence Ouverte 2.0).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from essaim.pipeline.errors import WrongFileError

# Paris, Marseille and Lyon: SIRENE only ever writes the code of the arrondissement.
_CITIES_WITH_DISTRICTS = {"75056", "13055", "69123"}
_STALE_SHARE = 0.005  # of the rows, on a code that a merger has ended (estimated)


@dataclass(frozen=True)
class Places:
    """One entry per commune or arrondissement municipal, sorted by code. `cumulative` weights are for drawing."""

    codes: list[str]
    names: list[str]  # as SIRENE writes them: upper case
    postcodes: list[str]
    departements: list[str]
    regions: list[str]
    populations: npt.NDArray[np.int64]
    cumulative: npt.NDArray[np.float64]
    local_law: npt.NDArray[np.bool_]  # Bas-Rhin, Haut-Rhin, Moselle: associations are 9260
    old_codes: list[str]
    old_of: npt.NDArray[np.int64]  # place of each old code

    def draw(self, rng: np.random.Generator, count: int) -> npt.NDArray[np.int64]:
        """Draw places by weight."""
        return np.minimum(np.searchsorted(self.cumulative, rng.random(count), side="right"), len(self.codes) - 1)


def read_places(communes: Path, *, seed: int) -> Places:
    """Read the package's communes.json. Raises WrongFileError when it is not that file.

    Weight of a place = population × a log-normal factor (σ 0.35), communes under 500 inhabitants × 0.85 (estimated).
    """
    try:
        rows = json.loads(communes.read_text(encoding="utf-8"))
        kept = sorted(
            (
                row
                for row in rows
                if row["type"] in {"commune-actuelle", "arrondissement-municipal"}
                and row["code"] not in _CITIES_WITH_DISTRICTS
                and row.get("region")
                and row.get("codesPostaux")
                and row.get("population", 0) > 0
            ),
            key=lambda row: row["code"],
        )
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise WrongFileError(f"{communes.name} n’est pas la liste des communes attendue.") from error
    if not kept:
        raise WrongFileError(f"{communes.name} ne contient aucune commune.")
    populations = np.array([row["population"] for row in kept], dtype=np.int64)
    factor = np.exp(np.random.default_rng([seed, 1]).normal(0.0, 0.35, len(kept)))
    weights = populations * factor * np.where(populations < 500, 0.85, 1.0)
    old_codes, old_of = [], []
    for index, row in enumerate(kept):
        for old in row.get("anciensCodes", []):
            old_codes.append(old)
            old_of.append(index)
    return Places(
        codes=[row["code"] for row in kept],
        names=[row["nom"].upper() for row in kept],
        postcodes=[row["codesPostaux"][0] for row in kept],
        departements=[row["departement"] for row in kept],
        regions=[row["region"] for row in kept],
        populations=populations,
        cumulative=np.cumsum(weights) / weights.sum(),
        local_law=np.array([row["departement"] in {"57", "67", "68"} for row in kept]),
        old_codes=old_codes,
        old_of=np.array(old_of, dtype=np.int64),
    )


def declared_codes(
    places: Places, rng: np.random.Generator, place: npt.NDArray[np.int64]
) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return (values, positions): the commune code each row declares, one in two hundred being of a former commune."""
    values = places.codes + places.old_codes
    if not places.old_codes:
        return values, place
    stale = rng.random(len(place)) < _STALE_SHARE
    first_old = np.searchsorted(places.old_of, place)
    has_old = (first_old < len(places.old_of)) & (places.old_of[np.minimum(first_old, len(places.old_of) - 1)] == place)
    return values, np.where(stale & has_old, len(places.codes) + first_old, place)
