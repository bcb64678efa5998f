"""What a map shows: the parts of a place, or it among its neighbours, each with its figures and its address."""

from __future__ import annotations

import pytest

from essaim.web.territories import maps, portrait, selectors


def drawn(release, territory_id):
    return maps.figure(portrait.of_territory(release, selectors.get(release, territory_id)))


def test_a_commune_stands_among_those_of_its_intercommunalite(release):
    figure = drawn(release, "commune:59350")
    assert {shape.code for shape in figure.shapes} == {"59009", "59350", "59388", "59512"}
    (here,) = [shape for shape in figure.shapes if shape.here]
    assert (here.code, here.href) == ("59350", "")
    assert all(shape.href for shape in figure.shapes if not shape.here)
    assert figure.caption == "Lille parmi les communes de la Métropole Européenne de Lille"
    drawing = str(figure.svg)
    assert drawing.count("shape--here") == 1
    assert "shape--here" in drawing[drawing.rindex('<path class="shape') :], "drawn last, its line is whole"


@pytest.mark.parametrize(
    ("place", "header", "codes"),
    [
        ("epci:200093201", "Commune", {"59009", "59350", "59388", "59512"}),
        ("region:32", "Département", {"59", "62"}),
    ],
)
def test_others_show_their_parts(release, place, header, codes):
    figure = drawn(release, place)
    assert codes <= {shape.code for shape in figure.shapes}
    assert figure.shape_header == header
    assert not any(shape.here for shape in figure.shapes)


def test_the_interactive_map_has_the_same_outlines(client, served, release):
    features = client.get("/territoires/59350-lille/contours.geojson").json()["features"]
    figure = drawn(release, "commune:59350")
    assert {f["properties"]["code"] for f in features} == {shape.code for shape in figure.shapes if shape.path}
