"""Records and templates: what a reader sees for each state."""

import datetime as dt
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from essaim.web.ui import views
from essaim.web.ui.components import Figure, merged, number_cell, paginate
from essaim.web.ui.templatetags.essaim_ui import json_ld

TEMPLATES = Path(__file__).parents[1] / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
ALL_TEMPLATES = sorted([*TEMPLATES.rglob("*.html"), *(TEMPLATES.parents[1] / "pages").rglob("*.html")])
pytestmark = pytest.mark.urls("essaim.web.ui.tests.urls")


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Figure("x", 0), "0"),
        (Figure("x", None), "inconnu"),
        (Figure("x", 12, flag="nd"), "inconnu"),
        (Figure("x", 4, flag="s"), "secret statistique"),
        (Figure("x", low=10, high=19), "10 à\u00a019"),
        (Figure("x", 12.34, "percent"), "12,3\u00a0%"),
        (Figure("x", "deux sur trois", "text"), "deux sur trois"),
    ],
)
def test_a_figure_says_what_it_knows(figure, shown):
    assert figure.shown == shown
    html = render_to_string("components/figure.html", {"figure": figure})
    assert shown in html
    assert ("figure--unknown" in html) == (not figure.is_known)


def test_a_figure_carries_source_date_and_definition():
    figure = Figure("organisations", 3, source="Sirene", date=dt.date(2026, 11, 1), definition="Ce que c'est.")
    html = render_to_string("components/figure.html", {"figure": figure})
    assert "Sirene, 1er\u00a0novembre\u00a02026" in html
    assert "<details" in html


def test_a_secret_cell_never_holds_the_number():
    assert number_cell(4, flag="s").text == "secret statistique"


@pytest.mark.parametrize(
    ("current", "total", "labels"),
    [
        (1, 3, ["1", "2", "3"]),
        (4, 5, ["1", "2", "3", "4", "5"]),
        (50, 100, ["1", "…", "49", "50", "51", "…", "100"]),
        (1, 2000, ["1", "2", "…", "2\u202f000"]),
    ],
)
def test_pagination(current, total, labels):
    pages = paginate(current, total, lambda page: f"?page={page}")
    assert [item.label for item in pages.items] == labels
    assert [item.label for item in pages.items if item.current] == [f"{current}"]
    assert bool(pages.previous) == (current > 1)
    assert bool(pages.next) == (current < total)


def test_pagination_refuses_a_page_that_is_not():
    with pytest.raises(ValueError, match="page 0 of 3"):
        paginate(0, 3, str)
    assert paginate(1, 0, str).items == ()


def test_an_address_keeps_and_loses_its_keys():
    assert merged({"a": 1, "b": 2}, b=None, c=3) == {"a": 1, "c": 3}


def test_structured_data_cannot_close_its_script():
    html = json_ld({"name": "</script><script>alert(1)</script>"})
    assert html.count("<script") == 1
    assert json_ld(None) == ""


@pytest.mark.parametrize("path", ALL_TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_code(path):
    text = path.read_text()
    assert " style=" not in text
    assert "<style" not in text
    assert not re.search(r"\son\w+=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_each_component_says_what_it_takes(path):
    assert path.name == "logo.html" or path.read_text().startswith("{% comment %}")


class Outline(HTMLParser):
    """Ids, labelled fields and headings of a page."""

    def __init__(self):
        super().__init__()
        self.ids, self.referred, self.headings = [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("aria-labelledby", "aria-describedby", "for"):
            self.referred += (values.get(name) or "").split()
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


def test_the_library_shows_every_component_once_well_formed():
    html = views.library(RequestFactory().get("/bibliotheque/")).content.decode()
    outline = Outline()
    outline.feed(html)
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.referred) <= set(outline.ids)
    assert outline.headings[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(outline.headings))
    library = (TEMPLATES / "ui/library.html").read_text() + (TEMPLATES / "base.html").read_text()
    inner = {"logo", "banner", "tag", "skip_list"}
    missing = [c.stem for c in COMPONENTS if c.stem not in inner and f"components/{c.name}" not in library]
    assert missing == []


def test_the_banner_is_on_the_page_when_the_release_has_one():
    text = "Données de démonstration\u00a0: organisations fictives."
    page = Template('{% extends "base.html" %}').render(Context({"release": {"banner": text, "id": "x"}}))
    assert text in page
    assert 'class="banner"' not in Template('{% extends "base.html" %}').render(Context({"release": {"id": "x"}}))


def test_the_base_page_stands_without_context():
    page = Template('{% extends "base.html" %}').render(Context())
    assert '<html lang="fr">' in page
    assert "Aller au contenu" in page


def test_filters_speak_french_in_templates():
    text = Template(
        "{% load essaim_format %}{{ 1234.5|nombre }}|{{ 12.34|pourcent }}|{{ none|inconnu }}|{{ 10|intervalle:19 }}|"
        '{{ 2|pluriel:"cheval,chevaux" }}|{% de_territoire t %}|{% dans_territoire t %}|{% a_territoire t "commune" %}'
    ).render(Context({"t": {"name": "Nord", "tncc": "2", "level": "departement"}, "none": None}))
    assert text == "1\u202f234,5|12,3\u00a0%|inconnu|10 à\u00a019|chevaux|du Nord|dans le Nord|au Nord"
