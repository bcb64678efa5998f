"""A release of a few dozen rows, written as the real one is: same tables, same columns (from the contracts), same files.

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

REFERENCE_DATE = date(2026, 11, 23)
BANNER = (
    "Démonstration\u00a0: organisations fictives. Pour la France réelle\u00a0: essaim data fetch && essaim data build"
)


def _territory(level: str, code: str, name: str, population: int | None, **more: Any) -> dict[str, Any]:
    communes = more.pop("communes", 1)
    area = more.pop("area_km2", 50.0)
    return {
        "territory_id": f"{level}:{code}",
        "level": level,
        "code": code,
        "name": name,
        "slug": fold(name).replace(" ", "-"),
        "population": population,
        "communes_count": communes,
        "area_km2": area,
        "density": round(population / area, 1) if population and area else None,
        "has_outline": more.get("bbox") is not None,
        **more,
    }


HDF = {"region_code": "32"}
NORD = {**HDF, "departement_code": "59", "departements": "59"}
MEL = {**NORD, "epci_code": "200093201", "parent_id": "epci:200093201"}
PARIS = {"region_code": "11", "departement_code": "75", "departements": "75"}

TERRITORIES = [
    _territory("france", "FRA", "France", 66_000_000, communes=34_875, area_km2=632_000.0, tncc="3"),
    _territory("region", "32", "Hauts-de-France", 5_980_000, communes=3_778, area_km2=31_800.0, tncc="4",
               parent_id="france:FRA", region_code="32", bbox="1.3,48.8,4.3,51.1", longitude=2.8, latitude=50.0),
    _territory("region", "11", "Île-de-France", 12_300_000, communes=1_266, area_km2=12_000.0, tncc="5",
               parent_id="france:FRA", region_code="11"),
    _territory("region", "76", "Occitanie", 6_000_000, communes=4_453, area_km2=72_700.0, tncc="1",
               parent_id="france:FRA", region_code="76"),
    _territory("departement", "59", "Nord", 2_610_000, communes=647, area_km2=5_743.0, tncc="2", parent_id="region:32",
               bbox="2.0,49.9,4.3,51.1", **NORD),
    _territory("departement", "62", "Pas-de-Calais", 1_460_000, communes=887, area_km2=6_671.0, tncc="2",
               parent_id="region:32", departement_code="62", departements="62", **HDF),
    _territory("departement", "32", "Gers", 191_000, communes=461, area_km2=6_257.0, tncc="2", parent_id="region:76",
               departement_code="32", departements="32", region_code="76"),
    _territory("departement", "75", "Paris", 2_100_000, communes=1, area_km2=105.0, tncc="0", parent_id="region:11",
               note="Paris est à la fois une commune et un département.", **PARIS),
    _territory("arrondissement", "595", "Lille", 1_250_000, communes=3, area_km2=880.0, tncc="0",
               parent_id="departement:59", **NORD),
    _territory("epci", "200093201", "Métropole Européenne de Lille", 1_190_000, communes=4, area_km2=672.0,
               kind="METRO", siren="200093201", parent_id="departement:59", bbox="2.8,50.5,3.3,50.8", **NORD),
    _territory("epci", "200046977", "Métropole de Lyon", 1_430_000, communes=58, area_km2=534.0, kind="MET69",
               siren="200046977", parent_id="region:84", region_code="84"),
    _territory("epci", "243300316", "Bordeaux Métropole", 830_000, communes=28, area_km2=578.0, kind="METRO",
               siren="243300316", parent_id="region:75", region_code="75"),
    _territory("commune", "59350", "Lille", 238_695, area_km2=34.8, tncc="0", postcodes="59000|59160|59260|59777|59800",
               siren="215903501", longitude=3.0586, latitude=50.6365, bbox="2.96,50.60,3.13,50.66", **MEL),
    _territory("commune", "59512", "Roubaix", 98_892, area_km2=13.2, tncc="0", postcodes="59100",
               longitude=3.1746, latitude=50.6901, bbox="3.14,50.67,3.20,50.71", **MEL),
    _territory("commune", "59009", "Villeneuve-d'Ascq", 61_000, area_km2=27.5, tncc="0", postcodes="59491|59493|59650",
               longitude=3.14, latitude=50.62, bbox="3.10,50.59,3.19,50.66", **MEL),
    _territory("commune", "59388", "Marquillies", 2_000, area_km2=7.0, tncc="0", postcodes="59274", longitude=2.87,
               latitude=50.55, **MEL),
    _territory("commune", "59588", "Téteghem-Coudekerque-Village", 8_000, area_km2=36.0, tncc="0", postcodes="59229",
               longitude=2.44, latitude=51.02, parent_id="departement:59",
               note="Commune hors de toute intercommunalité dans ce jeu d’essai.", **NORD),
    _territory("commune", "62765", "Saint-Omer", 14_800, area_km2=16.4, tncc="0", postcodes="62500", longitude=2.26,
               latitude=50.75, parent_id="departement:62", departement_code="62", departements="62", **HDF),
    _territory("commune", "75056", "Paris", 2_100_000, area_km2=105.0, tncc="0", postcodes="75001|75002|75116",
               parent_id="departement:75", longitude=2.34, latitude=48.86, **PARIS),
    _territory("arrondissement_municipal", "75101", "Paris 1er Arrondissement", 16_000, area_km2=1.8,
               postcodes="75001", parent_id="commune:75056", longitude=2.336, latitude=48.862, **PARIS),
]  # fmt: skip

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

BANDS = {"NN": (0, 0), "00": (0, 0), "01": (1, 2), "02": (3, 5), "03": (6, 9), "11": (10, 19), "12": (20, 49),
         "21": (50, 99), "53": (10_000, None), None: (None, None)}  # fmt: skip
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


# name, family, sub_family, sector, naf, commune, band, labels, status, is_sse, created, more
ORGANIZATIONS: list[tuple[Any, ...]] = [
    ("Les Jardins du Ferrain", "association", None, "agriculture_peche", "01.13Z", "59350", "12", "aci|esus", "etabli", True, "2004-03-01"),
    ("Atelier du Réemploi", "cooperative", "scic", "commerce", "47.79Z", "59350", "11", "esus", "etabli", True, "2015-06-10"),
    ("Œuvre des Écoles Saint-Maurice", "association", None, "enseignement", "85.20Z", "59350", "21", "", "etabli", True, "1968-01-01"),
    ("Mutuelle des Filatures", "mutual", None, "finance_assurance", "65.12Z", "59512", "12", "", "etabli", True, "1952-01-01"),
    ("Fondation de la Deûle", "foundation", None, "action_sociale", "88.99B", "59350", "02", "", "etabli", True, "1999-09-09"),
    ("SCOP Les Bâtisseurs du Nord", "cooperative", "scop", "construction", "43.21A", "59512", "11", "", "etabli", True, "2011-02-02"),
    ("Envie d’Insérer", "association", None, "industrie", "38.32Z", "59512", "21", "ei|esus", "etabli", True, "2001-01-15"),
    ("=HYPERLINK(\"http://exemple.test\";\"Cliquez\")", "association", None, "services_divers", "94.99Z", "59350", "NN", "", "probable", True, "2020-10-10"),
    ("Société Vertueuse", "sse_company", None, "soutien_entreprises", "70.22Z", "59350", "01", "esus", "probable", True, "2022-01-01"),
    ("Coopérative Contestée", "cooperative", "autre", "commerce", "47.11F", "59009", "03", "", "conteste", None, "2018-05-05"),
    ("Groupement à Arbitrer", "other_nonprofit", None, "services_divers", "94.12Z", "59009", None, "", "a_arbitrer", None, "2019-07-07"),
    ("Syndicat Écarté", "none", None, "services_divers", "94.20Z", "59350", "02", "", "ecarte", False, "1980-01-01"),
    ("Organisation à diffusion partielle", "association", None, "sports_loisirs", "93.12Z", "59009", None, "", "etabli", True, "2016-04-04"),
    ("Crèche Les P’tits Loups", "association", None, "action_sociale", "88.91A", "62765", "03", "", "etabli", True, "2008-08-08"),
    ("Régie de Quartier de l’Aa", "association", None, "soutien_entreprises", "81.21Z", "62765", "12", "aci|ei", "etabli", True, "1996-06-06"),
    ("Tiers-lieu du Louvre", "association", None, "information_communication", "63.12Z", "75056", "01", "tiers_lieu", "probable", True, "2021-03-03"),
]  # fmt: skip


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
        (f"Club sportif n° {n}", "association", None, "sports_loisirs", "93.12Z", "59350", "NN", "", "probable", True,
         f"20{n % 20:02d}-01-01")
        for n in range(1, 61)
    ]  # fmt: skip
    for rank, row in enumerate(named, 1):
        add_organization(tiny, rank, row)
    add_coverage(tiny)
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
            "siren": siren, "name": name, "legal_form_code": "9220" if family == "association" else "5710",
            "legal_form_label": "Association déclarée" if family == "association" else "SAS", "naf_code": naf,
            "naf_nomenclature": "NAFRev2", "naf_label": f"Activité {naf}", "sector": sector, "family": family,
            "sub_family": sub_family, "is_sse": is_sse, "status": status, "status_reason": f"essai_{status}",
            "status_detail": f"Phrase d’essai pour le statut {status}.", "evidence_count": 2, "evidence_sources": 2,
            "is_active": True, "created_on": date.fromisoformat(created), "diffusible": diffusible,
            "workforce_band": band, "workforce_year": 2024 if band else None, "labels": labels,
            "headquarters_siret": siret, "commune_code": commune, "establishments_count": 1,
            "search_text": fold(name) if diffusible else "",
        }
    )  # fmt: skip
    tiny.tables["establishments"].append(
        {
            "siret": siret, "siren": siren, "name": name, "is_headquarters": True, "is_active": True,
            "created_on": date.fromisoformat(created), "naf_code": naf, "naf_nomenclature": "NAFRev2",
            "sector": sector, "family": family, "sub_family": sub_family, "is_sse": is_sse, "status": status,
            "diffusible": diffusible, "is_employer": None if band is None else band != "NN", "workforce_band": band,
            "workforce_year": 2024 if band else None, "workforce_min": low, "workforce_max": high, "labels": labels,
            "address": "1 rue d’Essai" if diffusible else None, "postcode": postcode, "city": city,
            "commune_code": commune, "municipal_district_code": "75101" if commune == "75056" else None,
            "declared_commune_code": commune, "epci_code": "200093201" if commune in IN_MEL else None,
            "arrondissement_code": "595" if commune in IN_MEL else None,
            "location": "coordinates" if diffusible else "commune",
            "longitude": longitude + (rank % 9) / 1000 if diffusible else None,
            "latitude": latitude + (rank % 7) / 1000 if diffusible else None,
            "location_source": "sirene_geolocation" if diffusible else None, **GEOGRAPHY[commune[:2]],
        }
    )  # fmt: skip
    for source, column, value, meaning in (
        ("sirene_unite_legale", "economieSocialeSolidaireUniteLegale", "O" if is_sse else "N", "for" if is_sse else "against"),
        ("ess_france", "siren", siren, "for"),
    ):  # fmt: skip
        tiny.tables["evidence"].append(
            {"siren": siren, "siret": "", "source": source, "field": column, "value": value, "meaning": meaning,
             "as_of": date(2026, 11, 1)}
        )  # fmt: skip
    for label in filter(None, labels.split("|")):
        tiny.tables["labels"].append(
            {"siren": siren, "siret": "" if label == "esus" else siret, "label": label,
             "source": "esus" if label == "esus" else "siae", "is_current": True,
             "valid_from": date(2024, 1, 1) if label == "esus" else None,
             "valid_to": date(2029, 1, 1) if label == "esus" else None}
        )  # fmt: skip


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
        name=name, rows=len(rows), sha256="0" * 64, bytes=paths.table(name).stat().st_size,
        columns={column: spec.type for column, spec in contract.columns.items()},
    )  # fmt: skip


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
            {"territory_id": row["territory_id"], "geojson": json.dumps({"type": "Polygon", "coordinates": [ring]}),
             "svg_path": f"M{x} {y}h{w}v{h}h-{w}z", "viewbox": f"{x} {y} {w} {h}", "plane": "metropole", "inset": ""}
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def _manifest(tiny: Tiny, records: list[TableRecord]) -> Manifest:
    def source(identifier: str, title: str, producer: str, **more: Any) -> SourceRecord:
        return SourceRecord(
            id=identifier, title=title, producer=producer, licence="Licence Ouverte 2.0", origin="demonstration",
            completeness="synthetic", homepage="https://www.data.gouv.fr/", **more,
        )  # fmt: skip

    return Manifest(
        id=tiny.id, built_on=datetime(2026, 11, 23, 9, 30, tzinfo=UTC), essaim_version="0.1.0", engine="duckdb",
        reference_date=REFERENCE_DATE, kind=tiny.kind, banner=tiny.banner, tables=records,
        sources=[
            source("sirene_unite_legale", "Sirene, unités légales", "Insee", data_as_of=date(2026, 11, 1), rows_in=100,
                   rows_kept=76, rows_rejected=2),
            source("sirene_etablissement", "Sirene, établissements", "Insee", data_as_of=date(2026, 11, 1)),
            source("ess_france", "Liste des entreprises de l’ESS", "ESS France", data_as_of=date(2026, 10, 1)),
            source("populations", "Populations municipales", "Insee", data_as_of=date(2026, 1, 1)),
        ],
        missing_sources=[
            SourceRecord(id="geiq", title="GEIQ", producer="Fédération des GEIQ", licence="inconnue", origin="fetched",
                         missing=True, note="Fichier absent."),
        ],
    )  # fmt: skip
