"""The drawings: right lengths, right words, valid XML, nothing inline."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.web.ui import samples
from essaim.web.ui.charts import FILLS, Bar, BarChart, ColumnChart, Series, bar_svg, column_svg, nice_ticks, plain

# What a figure can be: no finer than a millionth.
FIGURES = st.floats(-1e9, 1e9).map(lambda value: round(value, 6))


def widths(svg: str) -> list[float]:
    return [float(w) for w in re.findall(r'class="bar fill-\w+" width="([\d.]+)"', svg)]


def test_the_longest_bar_fills_the_track_and_the_others_follow():
    chart = BarChart("t", (Bar("a", 10, 80.0), Bar("b", 5, 40.0)), "Famille")
    assert [widths(row.svg)[0] for row in chart.drawn] == [100, 50]


def test_the_reference_takes_part_in_the_scale():
    chart = BarChart("t", (Bar("a", 10, 20.0, reference=40.0),), "Famille")
    assert widths(chart.drawn[0].svg) == [50]
    assert 'd="M99.7 -2.5V12.5"' in chart.drawn[0].svg


def test_unknown_draws_no_bar_and_a_small_share_stays_visible():
    assert widths(bar_svg(None, None, 10)) == []
    assert widths(bar_svg(0, None, 10)) == []
    assert widths(bar_svg(0.0001, None, 10)) == [0.4]


def test_a_flagged_row_is_said_in_words():
    row = BarChart("t", (Bar("a", 3, 1.0, flag="s"),), "Famille").drawn[0]
    assert row.value == "secret statistique"
    assert not row.known
    assert widths(row.svg) == []


def test_columns_need_as_many_values_as_categories():
    with pytest.raises(ValueError, match="1 values for 2 categories"):
        column_svg(ColumnChart("t", ("2024", "2025"), (Series("a", (1,)),)))


def test_columns_carry_title_description_and_a_mark_for_the_unknown():
    svg = str(samples.YEAR_COLUMNS.svg)
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find("{*}title").text == samples.YEAR_COLUMNS.caption
    assert "valeurs comprises entre" in root.find("{*}desc").text
    assert svg.count(": inconnu") == 2
    assert "style=" not in svg


def test_labels_cannot_inject():
    svg = str(column_svg(ColumnChart("<script>", ("2025",), (Series('"><b', (1,)),))))
    ET.fromstring(svg)
    assert "<script>" not in svg


@given(st.lists(st.one_of(st.none(), FIGURES), min_size=1, max_size=20), st.sampled_from(sorted(FILLS)))
def test_any_values_give_a_valid_drawing_within_its_frame(values, fill):
    svg = str(column_svg(ColumnChart("t", tuple(map(str, range(len(values)))), (Series("s", tuple(values), fill),))))
    for rect in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect"):
        assert float(rect.get("height")) >= 0
        assert -0.1 <= float(rect.get("y")) <= 220


@given(FIGURES, FIGURES)
def test_graduations_cover_the_values_and_are_few(a, b):
    ticks = nice_ticks(min(a, b), max(a, b))
    # What is a millionth of the whole height is not seen.
    seen = 1e-6 * (ticks[-1] - ticks[0])
    assert ticks[0] <= min(a, b, 0) + seen
    assert ticks[-1] >= max(a, b, 0) - seen
    assert 2 <= len(ticks) <= 8


def test_lengths_never_use_a_comma_or_an_exponent():
    assert [plain(v) for v in (0, -0.001, 1e-9, 12.346, 1e6)] == ["0", "0", "0", "12.35", "1000000"]
    with pytest.raises(ValueError, match="finite"):
        plain(float("nan"))


def test_graduations_are_written_with_what_tells_them_apart():
    chart = ColumnChart("t", ("a", "b"), (Series("s", (0.0, 0.004)),))
    written = [node.text for node in ET.fromstring(str(column_svg(chart))).iter("{http://www.w3.org/2000/svg}text")]
    assert written[:5] == ["0,000", "0,001", "0,002", "0,003", "0,004"]


def test_whole_numbers_have_whole_graduations():
    chart = ColumnChart("t", ("a", "b"), (Series("s", (0.0, 1.0)),))
    written = [node.text for node in ET.fromstring(str(column_svg(chart))).iter("{http://www.w3.org/2000/svg}text")]
    assert written[:2] == ["0", "1"]
