"""The reference pages say what the rules do."""

import re
from pathlib import Path

import pytest

from essaim.rules import lookup, nomenclatures
from essaim.rules.perimeter_page import page

DOCS = Path(__file__).parents[3] / "docs"


def test_the_perimeter_page_is_the_one_the_parameters_write() -> None:
    written = (DOCS / "reference" / "perimetre-ess.md").read_text("utf-8")
    assert written == page(), "à refaire : python -m essaim.rules.perimeter_page > docs/reference/perimetre-ess.md"


def test_the_perimeter_page_shows_every_form_reason_and_source() -> None:
    shown = page()
    for code in [*lookup.load("ess.legal_forms").entries, *lookup.sources()]:
        assert f"| {code} |" in shown


@pytest.mark.parametrize("name", ["families", "statuses"])
def test_the_glossary_names_what_the_code_names(name: str) -> None:
    glossary = (DOCS / "reference" / "glossaire.md").read_text("utf-8")
    for key, label in getattr(nomenclatures, name)().items():
        assert re.search(rf"^\| {re.escape(label)} \| `{key}` \|$", glossary, re.MULTILINE), label


def test_french_pages_put_a_non_breaking_space_before_high_punctuation() -> None:
    for path in ("reference/perimetre-ess.md", "reference/glossaire.md", "explication/statut-gradue.md"):
        text = re.sub(r"<!--.*?-->|`[^`]*`", "", (DOCS / path).read_text("utf-8"), flags=re.DOTALL)
        assert not re.search(r"(?<=[^\s|-]) [:;?!%»]", text), path
