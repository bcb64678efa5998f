"""A small France: three communes, an arrondissement municipal, and SIRENE stocks in any vintage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.engine import Engine, open_engine
from essaim.pipeline.joined.geography import GEOGRAPHY, PLACES
from essaim.pipeline.joined.organisations import Register, build_register
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.sirene_etablissement.clean import COLUMNS as ESTABLISHMENT
from essaim.pipeline.sources.sirene_unite_legale.clean import COLUMNS as UNIT
from essaim.rules.siren import is_siren, is_siret

REFERENCE_DATE = date(2026, 11, 23)
_LILLE = ("59350", None, "200093201", None, "595", "59", "32", 3.06, 50.63)
_DISTRICT = ("69123", "69384", "200046977", None, "691", "69", "84", 4.83, 45.77)
_RURAL = ("01004", None, "240100883", None, "011", "01", "84", 5.35, 45.96)


def siren_of(number: int) -> str:
    """The first right SIREN from `number` × 10 on."""
    return next(text for key in range(10) if is_siren(text := f"{number:08d}{key}"))


def siret_of(siren: str, nic: int = 1) -> str:
    """A right SIRET of this SIREN."""
    return next(text for key in range(10) if is_siret(text := f"{siren}{nic:04d}{key}"))


@dataclass
class World:
    """What a test writes before it builds."""

    folder: Path
    units: list[dict[str, Any]] = field(default_factory=list)
    sites: list[dict[str, Any]] = field(default_factory=list)
    others: dict[str, SourceInput] = field(default_factory=dict)
    rejects: Rejects = field(init=False)

    def __post_init__(self) -> None:
        self.rejects = Rejects(self.folder / "rejects")

    def unit(self, number: int, **values: Any) -> str:
        """Add an active association with the flag, unless told otherwise; return its SIREN."""
        siren = siren_of(number)
        row = {"siren": siren, "diffusion": "O", "state": "A", "name": f"ASSOCIATION {number}", "flag": "O"}
        row |= {"legal_form_code": "9220", "naf_code": "88.99B", "naf_nomenclature": "NAFRev2"}
        row |= {"nic": siret_of(siren)[9:], "created_on": "2001-02-03"}
        self.units.append(row | values)
        return siren

    def site(self, siren: str, nic: int = 1, **values: Any) -> str:
        """Add an open seat in Lille, unless told otherwise; return its SIRET."""
        siret = siret_of(siren, nic)
        row = {"siret": siret, "siren": siren, "diffusion": "O", "state": "A", "headquarters": "true"}
        row |= {"created_on": "2020-01-01", "workforce_band": "02", "commune": "59350", "postcode": "59000"}
        row |= {"city": "LILLE", "street_number": "1", "street_kind": "RUE", "street_name": "DE PARIS"}
        row |= {"naf_code": "88.99B", "naf_nomenclature": "NAFRev2", "begun_on": "2020-01-01"}
        self.sites.append(row | values)
        return siret

    def csv(self, source: str, name: str, text: str, *, layout: str = "official") -> None:
        """Add the file of another source."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        self.others[source] = self.input(source, [path], layout=layout)

    def input(self, source: str, paths: list[Path], *, layout: str = "official", whole: bool = True) -> SourceInput:
        return SourceInput(
            id=source,
            paths=paths,
            layout=layout,
            origin="mirror",
            data_as_of=date(2026, 11, 1),
            completeness="synthetic" if whole else "excerpt",
        )

    def inputs(self, *, dropped: tuple[str, ...] = (), whole: bool = True) -> dict[str, SourceInput]:
        """Write both stocks as CSV, without the columns of the `dropped` ones (an older vintage)."""
        units = self.write("unites.csv", self.units, UNIT, dropped)
        sites = self.write("etablissements.csv", self.sites, ESTABLISHMENT, dropped)
        return {
            "sirene_unite_legale": self.input("sirene_unite_legale", [units], whole=whole),
            "sirene_etablissement": self.input("sirene_etablissement", [sites], whole=whole),
            **self.others,
        }

    def write(
        self, name: str, rows: list[dict[str, Any]], columns: dict[str, str], dropped: tuple[str, ...] = ()
    ) -> Path:
        names = {ours: theirs for ours, theirs in columns.items() if ours not in dropped}
        table = pa.table(
            {theirs: pa.array([row.get(ours) for row in rows], pa.string()) for ours, theirs in names.items()}
        )
        path = self.folder / name
        if path.suffix == ".parquet":
            pq.write_table(table, path)
        else:
            pyarrow.csv.write_csv(table, path)
        return path

    def register(self, engine: Engine, inputs: dict[str, SourceInput] | None = None, **options: Any) -> Register:
        return build_register(
            inputs or self.inputs(), GEO, PLACED, engine, self.rejects, reference_date=REFERENCE_DATE, **options
        )


def _geography() -> pa.Table:
    rows = []
    for code, values in (("59350", _LILLE), ("59355", _LILLE), ("69384", _DISTRICT), ("01004", _RURAL)):
        rows.append(dict(zip(GEOGRAPHY.names, (code, *values), strict=True)))
    rows.append(dict(zip(GEOGRAPHY.names, ("69123", "69123", None, *_DISTRICT[2:]), strict=True)))
    return pa.Table.from_pylist(rows, schema=GEOGRAPHY)


GEO = _geography()
PLACED = pa.Table.from_pylist(
    [{"postcode": "01500", "folded_city": "amberieu en bugey", "commune_code": "01004"}], schema=PLACES
)


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with open_engine("duckdb", memory="500MB") as opened:
        yield opened


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)
