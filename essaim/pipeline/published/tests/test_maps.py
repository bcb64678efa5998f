"""Maps of a small France: valid GeoJSON, shared borders, one plane for neighbours, nothing dropped in silence."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import ibis
import numpy as np
import pytest
import shapely

from essaim.pipeline.joined.territories import Territories, build_territories
from essaim.pipeline.joined.tests import little_france
from essaim.pipeline.projections import LAMBERT_93, to_wgs84
from essaim.pipeline.published.maps import MapsReport, geojson, write_maps
from essaim.pipeline.published.planes import METROPOLE, Plane, lambert93, overseas_plane
from essaim.pipeline.published.svg_paths import svg_paths, view_boxes
from essaim.pipeline.rejects import Rejects

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("maps")


@pytest.fixture(scope="module")
def territories(folder: Path) -> Territories:
    return build_territories(little_france.write(folder), Rejects(folder / "rejects"), reference_date=TODAY)


@pytest.fixture(scope="module")
def report(territories: Territories, folder: Path) -> MapsReport:
    given = little_france.write(folder)
    given["outlines"] = given["outlines"].model_copy(update={"data_as_of": date(2022, 1, 1)})
    return write_maps(given, territories, folder / "maps")


@pytest.fixture(scope="module")
def rows(report: MapsReport) -> dict[str, dict[str, str]]:
    return {row["territory_id"]: row for row in report.outlines.to_pylist()}


def box(row: dict[str, str]) -> tuple[float, float, float, float]:
    x, y, width, height = map(float, row["viewbox"].split())
    return x, y, x + width, y + height


def test_files_for_the_browser(report: MapsReport, folder: Path) -> None:
    names = {str(path.relative_to(folder / "maps")) for path in report.files}
    assert {
        "france.json",
        "arrondissements-municipaux.geojson",
        "departements/01.geojson",
        "departements/972.geojson",
    } <= names
    for path in report.files:
        content = json.loads(path.read_text(encoding="utf-8"))
        assert content["type"] == "FeatureCollection"
        assert content["attribution"].startswith("Contours\u00a0: Etalab et IGN")
        assert content["attribution"].endswith("2022-01-01")
        for feature in content["features"]:
            assert set(feature["properties"]) == {"level", "code", "name"}
            assert shapely.is_valid(shapely.from_geojson(json.dumps(feature["geometry"])))


def test_france_holds_the_three_wide_levels(folder: Path, report: MapsReport) -> None:
    content = json.loads((folder / "maps" / "france.json").read_text(encoding="utf-8"))
    levels = {feature["properties"]["level"] for feature in content["features"]}
    assert levels == {"region", "departement", "epci"}


def test_a_commune_without_outline_is_listed(report: MapsReport, rows: dict[str, dict[str, str]]) -> None:
    assert report.missing == ["22016", "60694", "75116"]
    assert "commune:22016" not in rows
    assert "commune:22113" in rows


def test_every_other_territory_is_drawn(territories: Territories, rows: dict[str, dict[str, str]]) -> None:
    table = territories.tables["territories"].to_pylist()
    assert set(rows) == {row["territory_id"] for row in table if row["has_outline"]}


def test_neighbours_share_their_border_and_plane(rows: dict[str, dict[str, str]]) -> None:
    lille, roubaix = rows["commune:59350"], rows["commune:59512"]
    assert lille["plane"] == roubaix["plane"] == METROPOLE
    assert abs(box(lille)[2] - box(roubaix)[0]) <= 2  # 100 m: the eastern edge leans a little in Lambert-93
    west, east = (shapely.from_geojson(row["geojson"]) for row in (lille, roubaix))
    assert shapely.intersection(west, east).length == pytest.approx(0.1)
    assert shapely.intersection(west, east).area == 0


def test_wider_levels_are_the_union_of_their_communes(rows: dict[str, dict[str, str]]) -> None:
    whole = shapely.from_geojson(rows["epci:200093201"]["geojson"])
    parts = [shapely.from_geojson(rows[f"commune:{code}"]["geojson"]) for code in ("59350", "59512")]
    assert shapely.equals(whole, shapely.union_all(parts))
    assert len(shapely.get_coordinates(whole)) < sum(len(shapely.get_coordinates(part)) for part in parts)


def test_overseas_has_its_plane_and_its_place_in_the_map_of_france(rows: dict[str, dict[str, str]]) -> None:
    row = rows["departement:972"]
    assert row["plane"] == "972"
    found = re.fullmatch(r"translate\((\S+) (\S+)\) scale\((\S+)\)", row["inset"])
    assert found is not None
    x, y, scale = map(float, found.groups())
    left, top, right, bottom = box(row)
    france = box(rows["france:FRA"])
    for px, py in ((left, top), (right, bottom)):
        assert france[0] - 5 <= x + scale * px <= france[2] + 5
        assert france[1] - 5 <= y + scale * py <= france[3] + 5
    assert rows["commune:59350"]["inset"] == ""


@pytest.mark.parametrize(
    ("longitude", "latitude", "east", "north"),
    [
        (3.0, 46.5, 700_000.0, 6_600_000.0),  # the origin of the projection
        (2.3522, 48.8566, 652_469.0, 6_862_035.0),  # Paris, Hôtel de Ville, by EPSG 2154
        (2.2945, 48.8584, 648_237.0, 6_862_272.0),  # the foot of the Eiffel tower
    ],
)
def test_lambert93(longitude: float, latitude: float, east: float, north: float) -> None:
    found = lambert93(np.array([[longitude, latitude]]))[0]
    assert found == pytest.approx([east, north], abs=60)


def test_lambert93_and_its_inverse_agree() -> None:
    """The inverse is other code (essaim.pipeline.projections): Corsica, Brittany, Dunkerque, the Pyrenees."""
    places = np.array([[9.5, 42.0], [-4.8, 48.4], [2.4, 51.05], [1.5, 42.5]])
    for place, (x, y) in zip(places, lambert93(places), strict=True):
        longitude, latitude = to_wgs84(ibis.literal(float(x)), ibis.literal(float(y)), LAMBERT_93)
        found = ibis.duckdb.connect().to_pyarrow(ibis.array([longitude, latitude])).as_py()
        assert found == pytest.approx(place.tolist(), abs=2e-6)


def test_planes_keep_the_shape_of_small_places() -> None:
    plane = overseas_plane("974", 55.2, -21.4, 55.9, -20.8)
    metres = plane.project(np.array([[55.5, -21.1], [55.5, -21.0], [55.6, -21.1]])) * 50
    assert np.hypot(*(metres[1] - metres[0])) == pytest.approx(11_072, rel=0.01)
    assert np.hypot(*(metres[2] - metres[0])) == pytest.approx(10_390, rel=0.01)
    assert Plane(METROPOLE).transform == ""


def test_paths() -> None:
    holed = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(2, 2), (2, 4), (4, 4), (4, 2)]])
    dot = shapely.Polygon([(5, 5), (5, 5), (5, 5)])
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), dot, shapely.box(7, 7, 9, 8)])
    assert svg_paths(np.array([holed, dot, islands], dtype=object)) == [
        "M0 0l10 0 0 10-10 0zM2 2l0 2 2 0 0-2z",
        "M4 4l2 0 0 2-2 0z",
        "M1 0l0 1-1 0 0-1zM9 7l0 1-2 0 0-1z",
    ]
    assert view_boxes(np.array([[1.5, 2.0, 1.5, 9.2], [-0.5, 0, 3, 3]])) == ["1 2 1 8", "-1 0 4 3"]


def test_a_shape_smaller_than_the_rounding_does_not_vanish() -> None:
    tiny = shapely.box(2.0001, 48.0001, 2.0003, 48.0003)
    assert not shapely.from_geojson(geojson(np.array([tiny], dtype=object), 3)[0]).is_empty


def test_without_outlines_nothing_is_drawn_and_all_is_listed(tmp_path: Path) -> None:
    given = little_france.write(tmp_path, without=("outlines",))
    found = build_territories(given, Rejects(tmp_path / "rejects"), reference_date=TODAY)
    drawn = write_maps(given, found, tmp_path / "maps")
    assert (drawn.files, drawn.outlines.num_rows) == ([], 0)
    assert "59350" in drawn.missing
    assert "75116" in drawn.missing
