"""The real territories of 2026: counts, special regimes by name, old codes against another project's table, maps."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import shapely

from essaim.pipeline.catalogue import SourceInput, resolve_inputs
from essaim.pipeline.contract import table_contract, validate_table
from essaim.pipeline.joined.successions import main_successor
from essaim.pipeline.joined.territories import Territories, build_territories
from essaim.pipeline.joined.territory_names import territory_names
from essaim.pipeline.published.maps import MapsReport, write_maps
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.cog_communes.clean import clean as clean_communes

pytestmark = [pytest.mark.mirror, pytest.mark.slow]

# The codes on which the table of another project differs from us: communes that a split gave back (INSEE event 21) and
# that the COG of 2026 lists. Their code is not former; that table leads them to the other half of the split.
RE_CREATED = {
    "14149": "14482", "14712": "14666", "15141": "15171", "22179": "22201", "35130": "35317", "47157": "47163",
    "51136": "51201", "52031": "52278", "62119": "62847", "85084": "85212", "89055": "89288",
}  # fmt: skip


@pytest.fixture(scope="module")
def inputs(mirror: Path) -> dict[str, SourceInput]:
    return resolve_inputs(mirror=mirror, raw=None)


@pytest.fixture(scope="module")
def rejects(tmp_path_factory: pytest.TempPathFactory) -> Rejects:
    return Rejects(tmp_path_factory.mktemp("rejects"))


@pytest.fixture(scope="module")
def built(inputs: dict[str, SourceInput], rejects: Rejects) -> Territories:
    return build_territories(inputs, rejects, reference_date=date(2026, 11, 23))


@pytest.fixture(scope="module")
def rows(built: Territories) -> dict[str, dict]:
    return {row["territory_id"]: row for row in built.tables["territories"].to_pylist()}


@pytest.fixture(scope="module")
def drawn(
    inputs: dict[str, SourceInput], built: Territories, tmp_path_factory: pytest.TempPathFactory
) -> tuple[MapsReport, Path]:
    folder = tmp_path_factory.mktemp("maps")
    return write_maps(inputs, built, folder), folder


def test_contracts(built: Territories) -> None:
    for name, table in built.tables.items():
        assert validate_table(table, table_contract(name)) == []


def test_how_many(rows: dict[str, dict]) -> None:
    assert Counter(row["level"] for row in rows.values()) == {
        "france": 1,
        "region": 18,
        "departement": 101,
        "departemental": 2,
        "arrondissement": 333,
        "epci": 1255,
        "ept": 11,
        "commune": 34875,
        "arrondissement_municipal": 45,
    }
    assert Counter(row["kind"] for row in rows.values() if row["level"] == "epci") == {
        "CC": 989,
        "CA": 230,
        "METRO": 21,
        "CU": 14,
        "MET69": 1,
    }


def test_people_add_up(rows: dict[str, dict]) -> None:
    # INSEE: 68,094,280 without Mayotte, 256,518 in Mayotte.
    assert rows["france:FRA"]["population"] == 68_094_280 + rows["departement:976"]["population"]
    for level in ("region", "departement", "commune"):
        assert (
            sum(row["population"] for row in rows.values() if row["level"] == level) == rows["france:FRA"]["population"]
        )
    assert rows["epci:200093201"]["communes_count"] == 95
    assert rows["epci:200054781"]["communes_count"] == 130
    assert rows["epci:200046977"]["communes_count"] == 58


def test_communes_without_epci(rows: dict[str, dict]) -> None:
    alone = {row["code"] for row in rows.values() if row["level"] == "commune" and row["epci_code"] is None}
    assert alone == {"22016", "29083", "29155", "85113"}


def test_same_code_two_territories(rows: dict[str, dict]) -> None:
    codes = Counter(row["code"] for row in rows.values())
    assert codes["32"] == 2
    assert (rows["departement:32"]["name"], rows["region:32"]["name"]) == ("Gers", "Hauts-de-France")


def test_every_territory_has_a_parent_that_exists(rows: dict[str, dict]) -> None:
    orphans = [row["territory_id"] for row in rows.values() if row["parent_id"] not in rows]
    assert orphans == ["france:FRA"]


def test_wider_territories_hold_each_commune_once(built: Territories, rows: dict[str, dict]) -> None:
    held: Counter[str] = Counter()
    for territory in built.tables["territory_communes"]["territory_id"].to_pylist():
        held[territory.split(":")[0]] += 1
    assert held["region"] == held["departement"] == 34875
    assert held["epci"] == 34875 - 4
    assert held["ept"] == 129
    assert held["arrondissement"] == 34875 - 17  # Mayotte has none


def test_old_codes_agree_with_another_table(built: Territories, inputs: dict, mirror: Path, rejects: Rejects) -> None:
    with (mirror / "geo" / "codes_insee_anciens_vers_2026.csv").open(encoding="utf-8") as file:
        expected = {row["code_insee"]: row["code_insee_2026"] for row in csv.DictReader(file)}
    ours = main_successor(built.tables["commune_successions"], clean_communes(inputs["cog_communes"], rejects))
    current = set(built.perimeters.communes)
    found = {code: code if code in current else ours.get(code) for code in expected}
    differences = {code: (other, found[code]) for code, other in expected.items() if found[code] != other}
    assert differences == {code: (other, code) for code, other in RE_CREATED.items()}
    assert len(differences) / len(expected) < 0.001


def test_no_old_code_is_left_aside(built: Territories) -> None:
    assert built.lost_codes == ["97123", "97127"]  # Saint-Barthélemy and Saint-Martin left Guadeloupe in 2007
    table = built.tables["commune_successions"].to_pylist()
    assert not {row["old_code"] for row in table} & set(built.perimeters.communes)
    several = {code for code, number in Counter(row["old_code"] for row in table).items() if number > 1}
    # Split between neighbours, none of which kept the name.
    assert several == {"08227", "45117", "51385", "51606", "60606", "77362"}
    declared = set(built.geography["declared_code"].to_pylist())
    assert {row["old_code"] for row in table} - declared == several


def test_places_know_the_big_cities(built: Territories) -> None:
    found = {(row["postcode"], row["folded_city"]): row for row in built.places.to_pylist()}
    assert len(found) == built.places.num_rows
    assert found["59000", "lille"]["commune_code"] == "59350"
    assert found["75116", "paris"]["municipal_district_code"] == "75116"
    assert found["69004", "lyon 4eme"]["municipal_district_code"] == "69384"
    assert found["13001", "marseille 01"]["municipal_district_code"] == "13201"


def test_similar_territories_look_alike(built: Territories, rows: dict[str, dict]) -> None:
    found = [row for row in built.tables["similar_territories"].to_pylist() if row["territory_id"] == "commune:59350"]
    assert [row["rank"] for row in found] == list(range(1, 11))
    assert {row["similar_id"] for row in found} >= {"commune:35238", "commune:33063"}  # Rennes, Bordeaux
    assert all(50_000 < rows[row["similar_id"]]["population"] < 1_000_000 for row in found)
    counts = Counter(row["territory_id"] for row in built.tables["similar_territories"].to_pylist())
    assert all(counts[key] == 10 for key, row in rows.items() if row["level"] in {"commune", "epci", "departement"})


def test_names_find_everything(built: Territories) -> None:
    table = territory_names(built.tables)
    assert len(set(table["territory_id"].to_pylist())) == built.tables["territories"].num_rows
    found = {row["folded"] for row in table.to_pylist() if row["territory_id"] == "epci:200093201"}
    assert {"metropole europeenne de lille", "mel", "europeenne de lille", "200093201"} <= found


def test_areas_are_near_the_truth(rows: dict[str, dict]) -> None:
    # Published areas (IGN), in km²: France with its overseas régions about 638 000, Nord 5 743, Paris 105.4.
    assert rows["france:FRA"]["area_km2"] == pytest.approx(638_000, rel=0.01)
    assert rows["departement:59"]["area_km2"] == pytest.approx(5743, rel=0.01)
    assert rows["commune:75056"]["area_km2"] == pytest.approx(105.4, rel=0.02)
    assert rows["region:94"]["area_km2"] == pytest.approx(8680, rel=0.01)


def test_what_is_not_drawn_is_listed(drawn: tuple[MapsReport, Path], built: Territories, rejects: Rejects) -> None:
    report, _ = drawn
    # Re-created since the outlines of 2022, and two outlines that the generalisation erased.
    assert report.missing == ["15031", "15035", "15047", "15171", "39140", "41284", "60694", "85165", "85212"]
    assert rejects.reasons("outlines") == {"Contour absent ou vide": 2}
    assert set(built.shapes.outdated) == {"15141", "60054", "85084"}
    drawn_ids = set(report.outlines["territory_id"].to_pylist())
    assert len(drawn_ids) == built.tables["territories"].num_rows - len(report.missing)


def test_maps_are_light_and_valid(drawn: tuple[MapsReport, Path]) -> None:
    report, folder = drawn
    assert len(gzip.compress((folder / "france.json").read_bytes())) <= 300_000
    assert len(list((folder / "departements").iterdir())) == 101
    heaviest = max(len(gzip.compress(path.read_bytes())) for path in (folder / "departements").iterdir())
    assert heaviest <= 120_000
    districts = json.loads((folder / "arrondissements-municipaux.geojson").read_text(encoding="utf-8"))
    assert len(districts["features"]) == 45
    shapes = shapely.from_geojson(report.outlines["geojson"].to_pylist())
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()
