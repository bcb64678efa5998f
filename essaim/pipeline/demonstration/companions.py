"""Lists beside the stocks: ESS France, inclusion structures, ESUS, geolocation; each in its producer's layout."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from essaim.pipeline.demonstration import mixes
from essaim.pipeline.demonstration.fictitious_names import MARK
from essaim.pipeline.demonstration.points import Points, to_lambert93
from essaim.pipeline.demonstration.stocks import Chunk
from essaim.pipeline.demonstration.units import Drawer

_FAMILIES = {"9": "Associations", "8": "Mutuelles", "5": "Coopératives", "6": "Coopératives"}
# Real orders of size against 1.36 M flagged units: 11,000 inclusion structures, 2,000 approvals.
_SIAE_SHARE, _ESUS_SHARE = 0.02, 0.008


class Companions:
    """Gathers rows while the stocks are written, then writes the lists."""

    def __init__(self, folder: Path, *, points: Points | None, seed: int, today: date) -> None:
        self._folder, self._points, self._seed, self._today = folder, points, seed, today
        self._ess_france: list[dict[str, Any]] = []
        self._siae: list[dict[str, Any]] = []
        self._esus: list[dict[str, Any]] = []
        self._located: list[pa.Table] = []

    def see(self, chunk: Chunk, drawer: Drawer) -> None:
        """Draw which units and establishments of a chunk stand in each list."""
        rng = np.random.default_rng([self._seed, 7, chunk.number])
        units, rows = chunk.units, chunk.establishments
        # The list holds 82 % of the ESS, hardly any company, and is two years older than SIRENE.
        companies = np.array([form in {"5710", "5499"} for form in drawer.forms])[units.form]
        listed = units.ess & (rng.random(len(units.ess)) < np.where(companies, 0.03, 0.82))
        listed &= units.created < drawer.today - 730
        for index in np.flatnonzero(listed):
            form = drawer.forms[units.form[index]]
            place = int(units.place[index])
            self._ess_france.append(
                {
                    # The producer writes numbers: a SIREN or a postcode may have lost its first zero.
                    "SIREN": int(units.siren[index]),
                    "Nom ou raison sociale de l'entreprise": f"ORGANISATION {units.siren[index]} {MARK}",
                    "Famille juridique de l'entreprise": "Fondations" if form == "9300" else _FAMILIES[form[0]],
                    "Code postal": int(drawer.places.postcodes[place]),
                    "Libellé de la commune de l'établissement": drawer.places.names[place],
                    "Code du département de l'établissement": drawer.places.departements[place],
                }
            )
        active_ess = rows.active & units.ess[rows.unit]
        self._inclusion(rng, chunk, drawer, active_ess)
        self._approvals(rng, chunk)
        if self._points is not None:
            self._locate(rng, chunk, np.flatnonzero(rows.active & ~units.natural[rows.unit]), drawer)

    def _inclusion(self, rng: np.random.Generator, chunk: Chunk, drawer: Drawer, eligible: np.ndarray) -> None:
        rows = chunk.establishments
        kinds, cumulative = mixes.table(mixes.SIAE_KINDS)
        # One in ten is carried by a company that is not ESS: being an inclusion structure proves nothing.
        others = rows.active & ~chunk.units.ess[rows.unit] & ~chunk.units.natural[rows.unit]
        share = np.where(eligible, _SIAE_SHARE, np.where(others, _SIAE_SHARE / 40, 0.0))
        chosen = np.flatnonzero(rng.random(len(share)) < share)
        for index, kind in zip(chosen, mixes.draw(rng, cumulative, len(chosen)), strict=True):
            place = int(rows.place[index])
            self._siae.append(
                {
                    "siret": f"{rows.siret[index]:014d}",
                    "name": f"Structure d’inclusion {rows.siret[index] % 100_000} {MARK}",
                    "kind": kinds[kind],
                    "naf": drawer.activities[chunk.units.activity[rows.unit[index]]].replace(".", ""),
                    "address": "",
                    "city": drawer.places.names[place].title(),
                    "post_code": drawer.places.postcodes[place],
                    "department": drawer.places.departements[place],
                    "is_active": True,
                    "updated_at": f"{self._today.isoformat()}T00:00:00Z",
                }
            )

    def _approvals(self, rng: np.random.Generator, chunk: Chunk) -> None:
        units = chunk.units
        chosen = np.flatnonzero(units.active & units.ess & (rng.random(len(units.ess)) < _ESUS_SHARE))
        for index, days in zip(chosen, rng.integers(0, 365 * 7, len(chosen)), strict=True):
            begun = self._today - timedelta(days=int(days))
            self._esus.append(
                {
                    "dénomination": f"Organisation {units.siren[index]} {MARK}",
                    "siren": f"{units.siren[index]:09d}",
                    "date d'agrément": begun.isoformat(),
                    "date de fin": (begun + timedelta(days=5 * 365)).isoformat(),
                }
            )

    def _locate(self, rng: np.random.Generator, chunk: Chunk, which: np.ndarray, drawer: Drawer) -> None:
        assert self._points is not None
        rows = chunk.establishments
        place = rows.place[which]
        longitude, latitude = self._points.of(rng, place)
        x, y = to_lambert93(longitude, latitude)
        known = ~np.isnan(longitude)
        mainland = self._points.mainland[place]
        # 33 = a point drawn at random in the commune, which the producer advises against.
        quality = np.where(rng.random(len(which)) < 0.08, "33", "11")
        self._located.append(
            pa.table(
                {
                    "siret": pa.array(rows.siret[which]).cast(pa.string()),
                    "x": pa.array(x, mask=~mainland),
                    "y": pa.array(y, mask=~mainland),
                    "qualite_xy": pa.array(quality),
                    "epsg": pa.array(np.full(len(which), "2154"), mask=~mainland),
                    "plg_code_commune": pa.array(drawer.places.codes).take(pa.array(place)),
                    "y_latitude": pa.array(latitude, mask=~known),
                    "x_longitude": pa.array(longitude, mask=~known),
                }
            ).filter(pa.array(known))
        )

    def write(self) -> dict[str, Path]:
        """Write every list and return its path by source id; geolocation only when there are points."""
        paths = {
            "ess_france": self._folder / "entreprisesess.csv",
            "esus": self._folder / "esus.csv",
            "siae": self._folder / "siae.json",
        }
        _write_csv(paths["ess_france"], self._ess_france, ",")
        _write_csv(paths["esus"], self._esus, ";")
        content = {"count": len(self._siae), "next": None, "previous": None, "results": self._siae}
        paths["siae"].write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        if self._located:
            paths["sirene_geolocation"] = self._folder / "GeolocalisationEtablissement_Sirene.parquet"
            pq.write_table(pa.concat_tables(self._located), paths["sirene_geolocation"], compression="zstd")
        return paths


def _write_csv(path: Path, rows: list[dict[str, Any]], delimiter: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["SIREN"], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
