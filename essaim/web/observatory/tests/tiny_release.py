"""A release of a few dozen rows, written as the real one is: same tables, same columns, same files.

Places are real (code officiel géographique 2026), organisations are not. It holds the cases pages trip on: an ambiguous
code (32), a merged commune, arrondissements municipaux, a commune with nobody, a unit that must not be named, a name
that is a spreadsheet formula, a contested status, unknown head-counts, a source that is missing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from essaim.pipeline.contract import Manifest, ReleasePaths, SourceRecord, TableRecord, table_contracts
from essaim.pipeline.database import build_database
from essaim.pipeline.name_index import build_name_index
from essaim.rules.names import fold
from essaim.web.contracts.tests import tiny_contracts
from essaim.web.observatory.tests import tiny_cpv
from essaim.web.observatory.tests.tiny_data import ORGANIZATIONS, TERRITORIES

REFERENCE_DATE = date(2026, 11, 23)
BANNER = (
    "Démonstration\u00a0: organisations fictives. Pour la France réelle\u00a0: essaim data fetch && essaim data build"
)


COMMUNES_OF = {
    "epci:200093201": ["59009", "59350", "59388", "59512"],
    "arrondissement:595": ["59009", "59350", "59512"],
    "departement:59": ["59009", "59350", "59388", "59512", "59588"],
    "departement:62": ["62765"],
    "departement:75": ["75056"],
    "region:32": ["59009", "59350", "59388", "59512", "59588", "62765"],
    "region:11": ["75056"],
    "arrondissement_municipal:75101": ["75056"],
}
SUCCESSIONS = [
    ("59298", "Hellemmes-Lille", "59350", date(1977, 11, 15), "fusion"),
    ("59355", "Lomme", "59350", date(2000, 2, 27), "fusion"),
    ("59990", "Village-Partagé", "59009", date(2010, 1, 1), "scission"),
    ("59990", "Village-Partagé", "59512", date(2010, 1, 1), "scission"),
    ("75101", "Paris 1er Arrondissement", "75056", None, "arrondissement"),
]
SIMILAR = {
    "epci:200093201": [("epci:200046977", 0.21), ("epci:243300316", 0.44)],
    "commune:59350": [("commune:59512", 0.62), ("commune:59009", 0.8)],
}

BANDS = {
    "NN": (0, 0),
    "00": (0, 0),
    "01": (1, 2),
    "02": (3, 5),
    "03": (6, 9),
    "11": (10, 19),
    "12": (20, 49),
    "21": (50, 99),
    "53": (10_000, None),
    None: (None, None),
}
PLACES = {
    "59350": ("Lille", "59000", 3.0586, 50.6365),
    "59512": ("Roubaix", "59100", 3.1746, 50.6901),
    "59009": ("Villeneuve-d'Ascq", "59650", 3.14, 50.62),
    "62765": ("Saint-Omer", "62500", 2.26, 50.75),
    "75056": ("Paris", "75001", 2.336, 48.862),
}
GEOGRAPHY = {
    "59": {"departement_code": "59", "region_code": "32"},
    "62": {"departement_code": "62", "region_code": "32"},
    "75": {"departement_code": "75", "region_code": "11"},
}
IN_MEL = {"59350", "59512", "59009", "59388"}


def luhn_siren(base: int) -> str:
    """A SIREN of 9 digits whose Luhn key is right; base: 8 digits."""
    digits = f"{base:08d}"
    total = sum(sum(divmod(int(d) * (2 if i % 2 else 1), 10)) for i, d in enumerate(digits))
    return digits + str(-total % 10)


@dataclass
class Tiny:
    """The rows of a tiny release, changed at will before `write`."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    kind: str = "demonstration"
    banner: str | None = BANNER
    id: str = "2026-11-23T093000Z"


def sample() -> Tiny:
    """The everyday release: 16 named organisations and 60 numbered sports clubs of Lille, to have two pages."""
    tiny = Tiny()
    tables = tiny.tables
    tables["territories"] = [dict(row) for row in TERRITORIES]
    tables["territory_communes"] = [
        {"territory_id": tid, "commune_code": code} for tid, codes in COMMUNES_OF.items() for code in codes
    ]
    tables["commune_successions"] = [
        dict(zip(("old_code", "old_name", "new_code", "effective_on", "kind"), row, strict=True)) for row in SUCCESSIONS
    ]
    tables["similar_territories"] = [
        {"territory_id": tid, "rank": rank, "similar_id": other, "distance": distance, "criteria": "population|density"}
        for tid, others in SIMILAR.items()
        for rank, (other, distance) in enumerate(others, 1)
    ]
    named = list(ORGANIZATIONS) + [
        (
            f"Club sportif n° {n}",
            "association",
            None,
            "sports_loisirs",
            "93.12Z",
            "59350",
            "NN",
            "",
            "probable",
            True,
            f"20{n % 20:02d}-01-01",
        )
        for n in range(1, 61)
    ]
    for rank, row in enumerate(named, 1):
        add_organization(tiny, rank, row)
    add_coverage(tiny)
    tables["cpv"] = tiny_cpv.rows()
    tiny_contracts.add(tables)
    return tiny


def add_organization(tiny: Tiny, rank: int, row: tuple[Any, ...]) -> None:
    """Add one legal unit with its seat, its evidence and its labels."""
    name, family, sub_family, sector, naf, commune, band, labels, status, is_sse, created = row
    siren = luhn_siren(90_000_000 + rank)
    siret = f"{siren}00017"
    city, postcode, longitude, latitude = PLACES[commune]
    diffusible = name != "Organisation à diffusion partielle"
    low, high = BANDS[band]
    tiny.tables["organizations"].append(
        {
            "siren": siren,
            "name": name,
            "legal_form_code": "9220" if family == "association" else "5710",
            "legal_form_label": "Association déclarée" if family == "association" else "SAS",
            "naf_code": naf,
            "naf_nomenclature": "NAFRev2",
            "naf_label": f"Activité {naf}",
            "sector": sector,
            "family": family,
            "sub_family": sub_family,
            "is_sse": is_sse,
            "status": status,
            "status_reason": f"essai_{status}",
            "status_detail": f"Phrase d’essai pour le statut {status}.",
            "evidence_count": 2,
            "evidence_sources": 2,
            "is_active": True,
            "created_on": date.fromisoformat(created),
            "diffusible": diffusible,
            "workforce_band": band,
            "workforce_year": 2024 if band else None,
            "labels": labels,
            "headquarters_siret": siret,
            "commune_code": commune,
            "establishments_count": 1,
            "search_text": fold(name) if diffusible else "",
        }
    )
    tiny.tables["establishments"].append(
        {
            "siret": siret,
            "siren": siren,
            "name": name,
            "is_headquarters": True,
            "is_active": True,
            "created_on": date.fromisoformat(created),
            "naf_code": naf,
            "naf_nomenclature": "NAFRev2",
            "sector": sector,
            "family": family,
            "sub_family": sub_family,
            "is_sse": is_sse,
            "status": status,
            "diffusible": diffusible,
            "is_employer": None if band is None else band != "NN",
            "workforce_band": band,
            "workforce_year": 2024 if band else None,
            "workforce_min": low,
            "workforce_max": high,
            "labels": labels,
            "address": "1 rue d’Essai" if diffusible else None,
            "postcode": postcode,
            "city": city,
            "commune_code": commune,
            "municipal_district_code": "75101" if commune == "75056" else None,
            "declared_commune_code": commune,
            "epci_code": "200093201" if commune in IN_MEL else None,
            "arrondissement_code": "595" if commune in IN_MEL else None,
            "location": "coordinates" if diffusible else "commune",
            "longitude": longitude + (rank % 9) / 1000 if diffusible else None,
            "latitude": latitude + (rank % 7) / 1000 if diffusible else None,
            "location_source": "sirene_geolocation" if diffusible else None,
            **GEOGRAPHY[commune[:2]],
        }
    )
    for source, column, value, meaning in (
        (
            "sirene_unite_legale",
            "economieSocialeSolidaireUniteLegale",
            "O" if is_sse else "N",
            "for" if is_sse else "against",
        ),
        ("ess_france", "siren", siren, "for"),
    ):
        tiny.tables["evidence"].append(
            {
                "siren": siren,
                "siret": "",
                "source": source,
                "field": column,
                "value": value,
                "meaning": meaning,
                "as_of": date(2026, 11, 1),
            }
        )
    for label in filter(None, labels.split("|")):
        tiny.tables["labels"].append(
            {
                "siren": siren,
                "siret": "" if label == "esus" else siret,
                "label": label,
                "source": "esus" if label == "esus" else "siae",
                "is_current": True,
                "valid_from": date(2024, 1, 1) if label == "esus" else None,
                "valid_to": date(2029, 1, 1) if label == "esus" else None,
            }
        )


def add_coverage(tiny: Tiny) -> None:
    """What the release says of itself."""
    units = len(tiny.tables["organizations"])
    tiny.tables["coverage"] = [
        {"source": "release", "measure": "units", "value": units, "label": "Organisations du registre"},
        {"source": "release", "measure": "units_without_place", "value": 3, "label": "Organisations sans commune"},
        {
            "source": "release",
            "measure": "located_coordinates",
            "value": units - 1,
            "label": "Établissements localisés",
        },
        {
            "source": "contracts",
            "measure": "holder_unknown",
            "value": 41,
            "label": "Marchés dont un titulaire au moins n’est pas identifié",
        },
    ]


def write(tiny: Tiny, var: Path, indicators: Callable[[Tiny], Iterable[dict[str, Any]]] | None = None) -> ReleasePaths:
    """Write the release under var/releases/<id> and point `current` at it."""
    if indicators is not None:
        tiny.tables["indicators"] = list(indicators(tiny))
    paths = ReleasePaths(var / "releases" / tiny.id)
    for folder in (paths.tables, paths.search, paths.maps, paths.rejects):
        folder.mkdir(parents=True)
    records = [_write_table(paths, name, tiny.tables[name]) for name in table_contracts()]
    tables = {name: paths.table(name) for name in table_contracts()}
    build_database(
        paths.database, tables, outlines=_outlines(tiny), territory_names=_names(tiny), meta={"release": tiny.id}
    )
    build_name_index(paths.search, paths.table("organizations"))
    catalogue = resources.files("essaim.pipeline.published") / "indicators_catalogue.yaml"
    (paths.root / catalogue.name).write_text(catalogue.read_text(encoding="utf-8"), encoding="utf-8")
    paths.manifest.write_text(_manifest(tiny, records).model_dump_json(), encoding="utf-8")
    link = var / "releases" / "current"
    aside = var / "releases" / ".current"
    aside.symlink_to(tiny.id)
    aside.replace(link)
    return paths


def _write_table(paths: ReleasePaths, name: str, rows: list[dict[str, Any]]) -> TableRecord:
    contract = table_contracts()[name]
    full = [{column: row.get(column) for column in contract.columns} for row in rows]
    for row in rows:
        assert set(row) <= set(contract.columns), set(row) - set(contract.columns)
    full.sort(key=lambda row: [str(row[column]) for column in contract.sort])
    pq.write_table(pa.Table.from_pylist(full, contract.arrow_schema()), paths.table(name))
    return TableRecord(
        name=name,
        rows=len(rows),
        sha256="0" * 64,
        bytes=paths.table(name).stat().st_size,
        columns={column: spec.type for column, spec in contract.columns.items()},
    )


def _names(tiny: Tiny) -> Iterable[tuple[str, str, str, int]]:
    for row in tiny.tables["territories"]:
        weight = int(row["population"] or 0)
        yield row["territory_id"], fold(row["name"]), "name", weight
        yield row["territory_id"], row["code"].lower(), "code", weight
        for postcode in filter(None, (row.get("postcodes") or "").split("|")):
            yield row["territory_id"], postcode, "postcode", weight
    for row in tiny.tables["commune_successions"]:
        yield f"commune:{row['new_code']}", fold(row["old_name"]), "old_name", 0


def _outlines(tiny: Tiny) -> pa.Table:
    """A box for each place that has a bbox, in degrees and in the thousandths of degrees of the drawing."""
    rows = []
    for row in tiny.tables["territories"]:
        if not row.get("bbox"):
            continue
        west, south, east, north = (float(part) for part in row["bbox"].split(","))
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        x, y, w, h = (
            int(v) for v in (west * 1000, 60_000 - north * 1000, (east - west) * 1000, (north - south) * 1000)
        )
        rows.append(
            {
                "territory_id": row["territory_id"],
                "geojson": json.dumps({"type": "Polygon", "coordinates": [ring]}),
                "svg_path": f"M{x} {y}h{w}v{h}h-{w}z",
                "viewbox": f"{x} {y} {w} {h}",
                "plane": "metropole",
                "inset": "",
            }
        )
    return pa.Table.from_pylist(rows)


def _manifest(tiny: Tiny, records: list[TableRecord]) -> Manifest:
    def source(identifier: str, title: str, producer: str, **more: Any) -> SourceRecord:
        return SourceRecord(
            id=identifier,
            title=title,
            producer=producer,
            licence="Licence Ouverte 2.0",
            origin="demonstration",
            completeness="synthetic",
            homepage="https://www.data.gouv.fr/",
            **more,
        )

    return Manifest(
        id=tiny.id,
        built_on=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        essaim_version="0.1.0",
        engine="duckdb",
        reference_date=REFERENCE_DATE,
        kind=tiny.kind,
        banner=tiny.banner,
        tables=records,
        sources=[
            source(
                "sirene_unite_legale",
                "Sirene, unités légales",
                "Insee",
                data_as_of=date(2026, 11, 1),
                rows_in=100,
                rows_kept=76,
                rows_rejected=2,
            ),
            source("sirene_etablissement", "Sirene, établissements", "Insee", data_as_of=date(2026, 11, 1)),
            source("ess_france", "Liste des entreprises de l’ESS", "ESS France", data_as_of=date(2026, 10, 1)),
            source("populations", "Populations municipales", "Insee", data_as_of=date(2026, 1, 1)),
        ],
        missing_sources=[
            SourceRecord(
                id="geiq",
                title="GEIQ",
                producer="Fédération des GEIQ",
                licence="inconnue",
                origin="fetched",
                missing=True,
                note="Fichier absent.",
            ),
        ],
    )
