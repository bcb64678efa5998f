"""The drawn map: honest classes, hatch for the unknown, links, nobody dropped."""

import itertools
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.web.ui import samples
from essaim.web.ui.map_svg import MapFigure, Shape, quantile_classes, union_of_boxes


def test_classes_hold_about_as_many_shapes_each():
    assert [c.shapes for c in quantile_classes(list(range(100)))] == [20] * 5


def test_equal_values_are_never_split():
    classes = quantile_classes([0] * 90 + list(range(1, 11)))
    assert (classes[0].low, classes[0].high, classes[0].shapes) == (0, 0, 90)


def test_no_value_no_class_and_one_value_one_class():
    assert quantile_classes([]) == []
    assert [(c.low, c.high, c.index) for c in quantile_classes([3, 3])] == [(3, 3, 2)]
    with pytest.raises(ValueError, match="between 1 and 5"):
        quantile_classes([1], 6)


@given(st.lists(st.floats(-1e6, 1e6), max_size=60), st.integers(1, 5))
def test_classes_partition_the_values(values, wanted):
    classes = quantile_classes(values, wanted)
    assert len(classes) <= min(wanted, len(set(values)))
    assert sum(c.shapes for c in classes) == len(values)
    assert all(sum(c.low <= v <= c.high for c in classes) == 1 for v in values)
    assert all(c.low in values and c.high in values for c in classes)
    assert all(a.high < b.low and a.index < b.index for a, b in itertools.pairwise(classes))


def test_the_drawing_is_valid_links_its_shapes_and_hatches_the_unknown():
    svg = str(samples.MAP.svg)
    root = ET.fromstring(svg)
    assert len(root.findall("{*}a")) == 24
    hatched = [p for p in root.iter("{http://www.w3.org/2000/svg}path") if p.get("fill") == "url(#carte-h)"]
    assert [p.get("data-code") for p in hatched] == ["00007", "00016"]
    assert "Commune exemple 8 : inconnu" in svg
    assert "style=" not in svg


def test_a_shape_without_outline_is_listed_not_dropped():
    assert [s.name for s in samples.MAP.without_outline] == ["Commune sans contour"]
    assert "Commune sans contour" in [row.shape.name for row in samples.MAP.table_rows]
    assert not samples.MAP_WITHOUT_OUTLINES.drawable


def test_secrecy_hides_the_value_and_the_class():
    figure = MapFigure("t", "v", (Shape("1", "Un", "M0 0h1v1z", "0 0 1 1", 5.0, flag="s"),))
    assert figure.classes == []
    assert "secret statistique" in str(figure.svg)
    assert figure.legend[-1]["label"] == "inconnu"


def test_names_cannot_inject():
    svg = str(MapFigure("t", "v", (Shape("1", "<b>&", "M0 0h1", "0 0 1 1", 1, '"><script>'),)).svg)
    ET.fromstring(svg)
    assert "<script>" not in svg


def test_boxes():
    assert union_of_boxes([]) == (0, 0, 100, 100)
    assert union_of_boxes(["0 0 10 10", "10,5,10,5"]) == pytest.approx((-0.2, -0.2, 20.4, 10.4))
    with pytest.raises(ValueError, match="not a viewbox"):
        union_of_boxes(["0 0 10"])
