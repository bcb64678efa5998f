"""Territories built from a small France in the official layouts: special regimes, old codes, places, autocomplete."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.contract import table_contract, validate_table
from essaim.pipeline.errors import MissingSourceError
from essaim.pipeline.joined.territories import Territories, build_territories
from essaim.pipeline.joined.territory_names import slug, territory_names
from essaim.pipeline.joined.tests import little_france
from essaim.pipeline.rejects import Rejects

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SourceInput]:
    return little_france.write(tmp_path_factory.mktemp("little-france"))


@pytest.fixture(scope="module")
def built(inputs: dict[str, SourceInput], tmp_path_factory: pytest.TempPathFactory) -> Territories:
    return build_territories(inputs, Rejects(tmp_path_factory.mktemp("rejects")), reference_date=TODAY)


@pytest.fixture(scope="module")
def rows(built: Territories) -> dict[str, dict]:
    return {row["territory_id"]: row for row in built.tables["territories"].to_pylist()}


def members(built: Territories, territory: str) -> set[str]:
    table = built.tables["territory_communes"].to_pylist()
    return {row["commune_code"] for row in table if row["territory_id"] == territory}


def test_tables_keep_their_contract(built: Territories) -> None:
    assert {name: validate_table(table, table_contract(name)) for name, table in built.tables.items()} == {
        "territories": [],
        "territory_communes": [],
        "commune_successions": [],
        "similar_territories": [],
    }


def test_the_level_is_part_of_the_identity(rows: dict[str, dict]) -> None:
    # In France 02 is the Aisne and Martinique, 32 the Gers and Hauts-de-France.
    assert rows["region:02"]["name"] == rows["departement:972"]["name"] == "Martinique"
    assert "departement:02" not in rows
    assert rows["commune:75056"]["name"] == rows["departement:75"]["name"] == "Paris"


def test_metropole_de_lyon_is_counted_once(built: Territories, rows: dict[str, dict]) -> None:
    assert rows["epci:200046977"]["kind"] == "MET69"
    assert "départ" in rows["epci:200046977"]["note"]
    assert members(built, "departement:69") == {"69123", "69264"}
    assert members(built, "departemental:69D") == {"69264"}
    assert "departemental:69M" not in rows
    assert rows["epci:200046977"]["parent_id"] == "departement:69"


def test_only_collectivites_that_are_nobody_else(rows: dict[str, dict]) -> None:
    assert [key for key in rows if key.startswith("departemental:")] == ["departemental:69D", "departemental:6AE"]
    assert rows["departemental:6AE"]["name"] == "Collectivité européenne d'Alsace"
    assert rows["departemental:6AE"]["departements"] == "67|68"
    assert rows["departemental:6AE"]["parent_id"] == "region:44"
    for special in ("region:94", "departement:2A", "region:02", "departement:976", "departement:75", "departement:67"):
        assert rows[special]["note"]


def test_paris_lyon_marseille(built: Territories, rows: dict[str, dict]) -> None:
    # INSEE gives Lyon by arrondissement only.
    assert rows["commune:69123"]["population"] == 28717 + 36000
    district = rows["arrondissement_municipal:69384"]
    assert (district["parent_id"], district["epci_code"], district["population"]) == (
        "commune:69123",
        "200046977",
        36000,
    )
    assert members(built, "arrondissement_municipal:69384") == {"69123"}
    assert rows["commune:69123"]["postcodes"] == "69001|69004"


def test_epci_across_departements_goes_where_its_people_are(rows: dict[str, dict]) -> None:
    row = rows["epci:240100610"]
    assert row["departements"] == "01|38"
    assert row["parent_id"] == "departement:38"
    assert row["departement_code"] == "38"
    assert "Ain et Isère" in row["note"]


def test_commune_without_epci(rows: dict[str, dict]) -> None:
    assert rows["commune:22016"]["parent_id"] == "departement:22"
    assert rows["commune:22016"]["epci_code"] is None
    assert rows["commune:22016"]["note"].startswith("Commune sans intercommunalité")
    assert rows["commune:59350"]["parent_id"] == "epci:200093201"


def test_ept_and_grand_paris(rows: dict[str, dict]) -> None:
    assert rows["ept:200057867"]["parent_id"] == "epci:200054781"
    assert rows["commune:93066"]["ept_code"] == "200057867"
    assert rows["commune:75056"]["ept_code"] is None


def test_mayotte_has_its_own_population_file(rows: dict[str, dict]) -> None:
    assert rows["commune:97601"]["population"] == 5192
    assert rows["departement:976"]["population"] == 5192
    assert rows["commune:97601"]["departement_code"] == "976"


def test_population_is_pmun_not_ptot(rows: dict[str, dict]) -> None:
    assert rows["commune:59350"]["population"] == 238246


def test_unknown_population_is_not_zero(inputs: dict[str, SourceInput], tmp_path: Path) -> None:
    only_mayotte = inputs["populations"].model_copy(update={"paths": inputs["populations"].paths[1:]})
    found = build_territories({**inputs, "populations": only_mayotte}, Rejects(tmp_path), reference_date=TODAY)
    people = {row["territory_id"]: row["population"] for row in found.tables["territories"].to_pylist()}
    assert people["commune:59350"] is None
    assert people["france:FRA"] is None
    assert people["commune:97601"] == 5192


def test_outlines_come_to_todays_communes(built: Territories, rows: dict[str, dict]) -> None:
    # Haut Valromey is drawn before its merger: its outline is the union of two squares.
    assert rows["commune:01187"]["bbox"] == "5.4000,45.9000,5.6000,46.0000"
    assert rows["commune:01187"]["area_km2"] == pytest.approx(2 * rows["commune:01004"]["area_km2"], rel=1e-6)
    # Beaumont is drawn with Les Hauts-Talican, re-created apart since: listed, and no false density.
    assert built.shapes.missing == ["22016", "60694", "75116"]
    assert rows["commune:60694"]["has_outline"] is False
    assert rows["commune:60054"]["has_outline"] is True
    assert rows["commune:60054"]["density"] is None
    assert "Les Hauts-Talican" in rows["commune:60054"]["note"]
    # The whole is not hidden by a part drawn with its neighbour, but it is by a part drawn nowhere.
    assert rows["departement:60"]["area_km2"] == pytest.approx(80.8, abs=0.1)
    assert rows["departement:22"]["area_km2"] is None


def test_area_is_that_of_the_ellipsoid(rows: dict[str, dict]) -> None:
    # A tenth of a degree at 50.65° N: 7.076 km by 11.125 km (Vincenty), so 78.7 km².
    assert rows["commune:59350"]["area_km2"] == pytest.approx(78.7, abs=0.1)
    assert rows["commune:59350"]["density"] == pytest.approx(238246 / 78.675, rel=1e-3)


def test_old_codes(built: Territories) -> None:
    found = {row["old_code"]: row for row in built.tables["commune_successions"].to_pylist()}
    assert (found["01292"]["new_code"], found["01292"]["kind"]) == ("01187", "fusion")
    assert (found["20004"]["new_code"], found["20004"]["kind"]) == ("2A004", "changement_de_code")
    assert (found["75039"]["new_code"], found["75039"]["effective_on"]) == ("93066", date(1968, 1, 1))
    assert (found["75116"]["new_code"], found["75116"]["kind"]) == ("75056", "arrondissement")
    # La Neuville-Garnier merged into 60054, then the commune moved to 60694 and left 60054 to Beaumont.
    assert found["60455"]["new_code"] == "60694"
    assert "60054" not in found
    assert built.lost_codes == ["97127"]


def test_geography_places_any_declared_code(built: Territories) -> None:
    found = {row["declared_code"]: row for row in built.geography.to_pylist()}
    assert len(found) == built.geography.num_rows
    assert found["69384"]["commune_code"] == "69123"
    assert found["69384"]["municipal_district_code"] == "69384"
    assert found["69384"]["epci_code"] == "200046977"
    assert found["69384"]["longitude"] == pytest.approx(4.875)
    assert found["01292"]["commune_code"] == "01187"
    assert found["20004"]["departement_code"] == "2A"
    # Without outline of its own, an arrondissement takes the point of its commune.
    assert found["75116"]["longitude"] == pytest.approx(2.35)
    assert "97127" not in found


def test_places(built: Territories) -> None:
    found = {(row["postcode"], row["folded_city"]): row for row in built.places.to_pylist()}
    assert len(found) == built.places.num_rows
    assert found["59160", "lomme"]["commune_code"] == "59350"
    assert found["01260", "le grand abergement"]["commune_code"] == "01187"  # the lost zero of 1260 is back
    for city in ("lyon 4eme", "lyon 04", "lyon 4e arrondissement", "lyon"):
        assert found["69004", city]["municipal_district_code"] == "69384"
    assert not any(postcode == "97500" for postcode, _ in found)


def test_names_for_autocomplete(built: Territories) -> None:
    table = territory_names(built.tables)
    found = {(row["folded"], row["kind"]): row["territory_id"] for row in table.to_pylist()}
    assert found["lille", "name"] == "commune:59350"
    assert found["metropole europeenne de lille", "name"] == "epci:200093201"
    assert found["mel", "name"] == "epci:200093201"
    assert found["lomme", "old_name"] == "commune:59350"
    assert found["59160", "postcode"] == "commune:59350"
    assert found["2a004", "code"] == "commune:2A004"
    assert found["20004", "code"] == "commune:2A004"
    assert found["hauts talican", "name"] == "commune:60694"
    assert found["lyon 4e", "name"] == "arrondissement_municipal:69384"
    keys = list(zip(*(table[name].to_pylist() for name in ("territory_id", "folded", "kind")), strict=True))
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("L'Haÿ-les-Roses", "l-hay-les-roses"),
        ("Œuilly", "oeuilly"),
        ("CC Cœur d’Ostrevent", "cc-coeur-d-ostrevent"),
        ("Y", "y"),
        ("???", "territoire"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_optional_sources_may_be_absent(tmp_path: Path) -> None:
    optional = ("cog_movements", "epci_composition", "ept_composition", "populations", "postcodes_siren", "outlines")
    given = little_france.write(tmp_path, without=optional)
    found = build_territories(given, Rejects(tmp_path / "rejects"), reference_date=TODAY)
    for name, table in found.tables.items():
        assert validate_table(table, table_contract(name)) == []
    rows = {row["territory_id"]: row for row in found.tables["territories"].to_pylist()}
    assert rows["commune:59350"]["parent_id"] == "departement:59"
    assert rows["commune:59350"]["note"] is None
    assert rows["commune:59350"]["density"] is None
    # The COG alone still knows the communes déléguées and associées.
    assert {row["old_code"] for row in found.tables["commune_successions"].to_pylist()} >= {"01292", "59355", "69384"}


def test_without_the_communes_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(MissingSourceError, match="cog_communes"):
        build_territories({}, Rejects(tmp_path), reference_date=TODAY)


def test_the_file_of_another_year_is_brought_to_todays_communes(tmp_path: Path) -> None:
    given = little_france.write(tmp_path)
    path = given["epci_composition"].paths[0]
    text = path.read_text(encoding="utf-8")
    # In 2015 the two former communes of Haut Valromey were in two intercommunalités: its own code decides.
    path.write_text(
        text.replace(";01187\n", ";01187\n200065928;CA Lannion-Trégor Communauté;CA;01292\n"), encoding="utf-8"
    )
    found = build_territories(given, Rejects(tmp_path / "rejects"), reference_date=TODAY)
    rows = {row["territory_id"]: row for row in found.tables["territories"].to_pylist()}
    assert rows["commune:01187"]["epci_code"] == "240100610"
    assert rows["epci:200065928"]["communes_count"] == 1
