"""A small world of public contracts: what a test writes, and the tables that come out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from essaim.pipeline.contract import table_contract, validate_table
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined.contracts import build_contracts
from essaim.pipeline.joined.tests.conftest import GEO, REFERENCE_DATE, World, siren_of, siret_of

LILLE, LYON = "215903501", "216901231"
BUYER = siret_of(LILLE)
_TERRITORIES = (
    ("commune:59350", "commune", "59350", "Lille", LILLE, "59", "32"),
    ("commune:69123", "commune", "69123", "Lyon", LYON, "69", "84"),
    ("departement:59", "departement", "59", "Nord", None, "59", "32"),
    ("region:32", "region", "32", "Hauts-de-France", None, None, "32"),
)


def territories() -> pa.Table:
    names = ("territory_id", "level", "code", "name", "siren", "departement_code", "region_code")
    rows = [dict(zip(names, values, strict=True)) for values in _TERRITORIES]
    schema = table_contract("territories").arrow_schema()
    return pa.Table.from_pylist(rows, schema=schema)


@dataclass
class Market:
    """Lines of the consolidated tabular file, and entries of the official JSON of 2022."""

    world: World
    folder: Path
    lines: list[dict[str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def line(self, **values: Any) -> None:
        """Add a line: a current, dated, well-formed contract of Lille, unless told otherwise."""
        row = {
            "id": "2024-1",
            "acheteur_id": BUYER,
            "acheteur_nom": "COMMUNE DE LILLE (MAIRIE)",
            "acheteur_commune_code": "59350",
            "titulaire_id": siret_of(siren_of(51_000_000)),
            "titulaire_typeIdentifiant": "SIRET",
            "titulaire_nom": "SARL TRUC",
            "objet": "Entretien d’espaces verts",
            "montant": "50000",
            "codeCPV": "77310000",
            "procedure": "Procédure adaptée",
            "dureeMois": "36",
            "dateNotification": "2025-01-10",
            "datePublicationDonnees": "2025-01-20",
            "modification_id": "0",
            "donneesActuelles": "true",
            "sourceDataset": "aife",
            "considerationsSociales": "Pas de considération sociale",
            "marcheInnovant": "false",
        }
        self.lines.append(row | values)

    def entry(self, **values: Any) -> None:
        """Add an entry of the official JSON."""
        row = {
            "id": "J-1",
            "acheteur": {"id": BUYER},
            "nature": "Marché",
            "objet": "Nettoyage",
            "codeCPV": "90910000",
            "procedure": "Appel d'offres ouvert",
            "dureeMois": 12,
            "dateNotification": "2025-02-01",
            "datePublicationDonnees": "2025-02-15",
            "montant": 90000,
            "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": siret_of(siren_of(51_000_000))}}],
            "considerationsSociales": {"considerationSociale": ["Pas de considération sociale"]},
        }
        self.entries.append(row | values)

    def build(self, engine: Engine, *, whole: bool = True) -> dict[str, list[dict[str, Any]]]:
        """Build, check each table against its contract, and return the rows by table."""
        inputs = self.world.inputs(whole=whole)
        register = self.world.register(engine, inputs)
        if self.lines:
            names = list(dict.fromkeys(name for line in self.lines for name in line))
            columns = {name: pa.array([line.get(name) for line in self.lines], pa.string()) for name in names}
            pq.write_table(pa.table(columns), self.folder / "decp.parquet")
            inputs["decp_tabular"] = self.world.input("decp_tabular", [self.folder / "decp.parquet"])
        if self.entries:
            path = self.folder / "decp.json"
            path.write_text(json.dumps({"marches": {"marche": self.entries}}), encoding="utf-8")
            inputs["decp_2022"] = self.world.input("decp_2022", [path], layout="official_json_2022")
        out = self.folder / "tables"
        out.mkdir(exist_ok=True)

        def publish(name: str, expression: Any) -> Any:
            engine.write_parquet(expression, out / f"{name}.parquet", sort=table_contract(name).sort)
            assert validate_table(out / f"{name}.parquet", table_contract(name)) == []
            self.tables[name] = pq.read_table(out / f"{name}.parquet").to_pylist()
            return engine.read_parquet([out / f"{name}.parquet"])

        found = build_contracts(
            inputs,
            register,
            territories(),
            GEO,
            {},
            engine,
            self.world.rejects,
            reference_date=REFERENCE_DATE,
            scratch=self.folder / "scratch",
            publish=publish,
        )
        assert found is not None
        self.tables["buyers"] = engine.to_arrow(found.buyers).to_pylist()
        return self.tables
