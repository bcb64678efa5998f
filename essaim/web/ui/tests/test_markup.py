"""Components written in Python: no text of anybody can become markup, and each is the same through its include."""

from __future__ import annotations

import dataclasses
import datetime as dt
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from essaim.web.ui import samples
from essaim.web.ui.charts import Bar, BarChart, ColumnChart, Series
from essaim.web.ui.components import Cell, Column, Figure, Filter, FilterBar, Link, Option, Table, Tag
from essaim.web.ui.map_svg import MapFigure, Shape
from essaim.web.ui.markup.bars import bars, columns
from essaim.web.ui.markup.figures import definition, figure
from essaim.web.ui.markup.filters import filter_bar
from essaim.web.ui.markup.maps import drawn_map
from essaim.web.ui.markup.navigation import navigation
from essaim.web.ui.markup.tables import data_table

PLAIN = "texte"


def of_text(text: str) -> dict[str, Any]:
    """Every component with the same text in every place that holds one."""
    cells = [
        Cell(text, href=text, note=text),
        Cell(text, unknown=True),
        Cell(text, numeric=True),
        Cell(tags=[Tag(text, text, text, text)]),
    ]
    table = Table(text, [Column(text, sort_href=text, sorted_as="ascending"), Column(text)], [cells], text, id=text)
    bar = Bar(text, 12.0, 40.0, 30.0, href=text)
    shapes = (
        Shape(text, text, text, "0 0 1 1", 3.0, text, count=2.0, transform=text),
        Shape(text, text, "M0 0", "0 0 2 2"),
        Shape(text, text),
    )
    options = [Option(text, text, 3, True), Option(text, text)]
    kinds = ("checkbox", "radio", "select", "search", "number")
    filters = [
        *[Filter(text, text, kind, options, text, text) for kind in kinds],
        Filter(text, text, "search", error=text),
    ]
    return {
        "table": data_table(table),
        "empty table": data_table(dataclasses.replace(table, rows=[], empty=text)),
        "bars": bars(BarChart(text, [bar], text, text, text, text, text)),
        "columns": columns(
            ColumnChart(text, [text, text], [Series(text, [1.0, None]), Series(text, [2.0, 3.0])], text, text,
                        category_header=text, description=text)
        ),
        "map": drawn_map(MapFigure(text, text, shapes, id=text, note=text, attribution=text, shape_header=text,
                                   count_label=text, outlines_url=text, points_url=text, bounds=text)),
        "map without outline": drawn_map(MapFigure(text, text, shapes[2:])),
        "figure": figure(Figure(text, text, "text", suffix=text, comparisons=[text], source=text,
                                date=dt.date(2026, 1, 1), note=text, definition=text, definition_href=text)),
        "definition": definition(text, text, text),
        "filters": filter_bar(FilterBar(text, filters, [(text, text)], [Link(text, text)], text, text, text)),
        "navigation": navigation([Link(text, text, current=True)], text, text),
    }  # fmt: skip


class Skeleton(HTMLParser):
    """Elements with the names of their attributes, and the texts that a reader or an attribute gets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.texts += [value for _, value in attrs if value]

    def handle_endtag(self, tag):
        self.elements.append((f"/{tag}", ()))

    def handle_data(self, data):
        self.texts.append(data)


EXPECTED = {name: Skeleton(html).elements for name, html in of_text(PLAIN).items()}


@given(st.text(alphabet=st.sampled_from("<>&\"'/= abé`\\{}%;#x"), min_size=1, max_size=12))
def test_no_text_becomes_markup(text):
    for name, html in of_text("a" + text).items():
        assert Skeleton(html).elements == EXPECTED[name], name


def test_a_text_reaches_the_reader_as_it_was_written():
    hostile = """a<b>&amp;"c'</script>"""
    for name, html in of_text(hostile).items():
        assert any(hostile in text for text in Skeleton(html).texts), name


@pytest.mark.parametrize(
    ("template", "context", "written"),
    [
        ("data_table", {"table": samples.TABLE}, lambda: data_table(samples.TABLE)),
        ("bars", {"chart": samples.FAMILY_BARS}, lambda: bars(samples.FAMILY_BARS)),
        ("columns", {"chart": samples.YEAR_COLUMNS}, lambda: columns(samples.YEAR_COLUMNS)),
        ("map", {"map": samples.MAP}, lambda: drawn_map(samples.MAP)),
        ("figure", {"figure": samples.FIGURES[0]}, lambda: figure(samples.FIGURES[0])),
        ("filter_bar", {"bar": samples.FILTERS}, lambda: filter_bar(samples.FILTERS)),
        ("definition", {"term": "a", "text": "b"}, lambda: definition("a", "b")),
    ],
)
def test_an_include_writes_the_component(template, context, written):
    assert render_to_string(f"components/{template}.html", context).strip() == written()
