"""StockUniteLegale and StockEtablissement of any size, written by row groups: memory does not grow with the size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from essaim.pipeline.demonstration import mixes
from essaim.pipeline.demonstration.fictitious_names import NameMaker
from essaim.pipeline.demonstration.places import Places
from essaim.pipeline.demonstration.points import Points
from essaim.pipeline.demonstration.sirene_files import (
    ESTABLISHMENT_SCHEMA,
    UNIT_SCHEMA,
    StockWriter,
    establishment_columns,
    unit_columns,
)
from essaim.pipeline.demonstration.units import Drawer, Establishments, Units, draw_establishments, draw_units

UNITS_FILE = "StockUniteLegale_utf8.parquet"
ESTABLISHMENTS_FILE = "StockEtablissement_utf8.parquet"
_CHUNK = 122_880
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Chunk:
    """Some consecutive units and all their establishments."""

    number: int
    units: Units
    establishments: Establishments


@dataclass(frozen=True)
class Stocks:
    """What was written."""

    units_path: Path
    establishments_path: Path
    units: int
    establishments: int


def draw_chunks(drawer: Drawer) -> Iterator[Chunk]:
    """Draw the whole stock, by chunks in the order of SIREN."""
    for number, first in enumerate(range(0, drawer.units, _CHUNK)):
        units = draw_units(drawer, number, first, min(_CHUNK, drawer.units - first))
        yield Chunk(number, units, draw_establishments(drawer, units, number))


def make_stocks(
    folder: Path,
    *,
    units: int,
    seed: int,
    today: date,
    places: Places,
    points: Points | None = None,
    mix: mixes.Mix = mixes.NATIONAL,
    progress: Progress,
    also: Callable[[Chunk, Drawer], None] | None = None,
) -> Stocks:
    """Write both stocks in `folder` and return their paths and rows.

    units: legal units (France: 30 million; about 1.4 establishments each). today: date of the stock. `also` sees each
    chunk after it is written, for the lists that go with the stocks. Raises ValueError above 90 million units.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawer = Drawer(places, mix=mix, units=units, seed=seed, today=today)
    names = NameMaker(drawer.activities)
    units_path, establishments_path = folder / UNITS_FILE, folder / ESTABLISHMENTS_FILE
    with (
        StockWriter(units_path, UNIT_SCHEMA) as units_file,
        StockWriter(establishments_path, ESTABLISHMENT_SCHEMA) as establishments_file,
    ):
        for chunk in draw_chunks(drawer):
            seats = chunk.establishments.siret[chunk.establishments.seat] % 100_000
            units_file.write(unit_columns(drawer, chunk.units, names, seats, chunk.number))
            establishments_file.write(
                establishment_columns(drawer, chunk.units, chunk.establishments, points, names, chunk.number)
            )
            if also is not None:
                also(chunk, drawer)
            if (chunk.number + 1) % 10 == 0:
                progress(f"Unités légales synthétiques : {units_file.rows:,} sur {units:,}".replace(",", "\u202f"))
    return Stocks(units_path, establishments_path, units_file.rows, establishments_file.rows)
