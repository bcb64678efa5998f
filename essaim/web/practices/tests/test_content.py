"""What is pasted is reduced to words; what is not true to form is refused."""

import pytest
from pydantic import ValidationError

from essaim.web.practices import first_content
from essaim.web.practices.content import Content, Measure, Organization, Place, Source, differences, plain
from essaim.web.practices.experience_context import Block, blocks, series, shown
from essaim.web.practices.tests.factories import content


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<p>Bonjour</p><p>à <b>tous</b></p>", "Bonjour\n\nà tous"),
        ("<script>alert(1)</script>Du pain", "Du pain"),
        ("a < b et c > d", "a < b et c > d"),
        ("un\r\ndeux\x00\x07", "un\ndeux"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("\u202eretourné", "retourné"),
        ("<p class=MsoNormal>10 &amp; 20&nbsp;€</p>", "10 & 20\u00a0€"),
        ('<img src=x onerror="alert(1)">', ""),
    ],
)
def test_markup_is_reduced_to_its_words(pasted, kept):
    assert plain(pasted) == kept


def test_texts_become_paragraphs_and_lists():
    text = "Un début\nqui continue.\n\n- un\n- deux\n  suite\n\nFin."
    assert blocks(text) == [Block("Un début qui continue."), Block(items=["un", "deux suite"]), Block("Fin.")]


def test_measures_of_one_thing_are_one_series():
    found = series(
        [Measure(label="Pains", value=1500, when="2010"), Measure(label="Pains", value=4000, when="2024"),
         Measure(label="Part", value=60, unit="%", qualifier="plus_de")]
    )  # fmt: skip
    assert [(one.label, one.single) for one in found] == [("Pains", False), ("Part", True)]
    assert [bar.width for bar in found[0].bars] == [37.5, 100.0]
    assert shown(Measure(label="Part", value=60, unit="%", qualifier="plus_de")) == "plus de 60\u00a0%"


@pytest.mark.parametrize(
    "wrong",
    [
        {"places": [{"territory_id": "Lille", "name": "Lille"}]},
        {"organizations": [{"name": "X", "siren": "123456789"}]},
        {"sources": [{"title": "X", "url": "javascript:alert(1)"}]},
        {"budget": -1},
        {"title": "x" * 151},
        {"measures": [{"label": "x", "value": 1}] * 31},
        {"inconnu": 1},
    ],
)
def test_what_is_not_true_to_form_is_refused(wrong):
    with pytest.raises(ValidationError):
        Content.model_validate(wrong)


def test_a_sheet_says_what_it_lacks():
    assert content().missing() == ()
    assert Content(title="Seul").missing() == (
        "le résumé", "le thème", "au moins un levier", "la collectivité ou le territoire", "ce qui a été fait",
        "au moins une source",
    )  # fmt: skip


def test_differences_are_named_in_french():
    assert differences(content(), content(title="Autre", budget=10)) == ("titre", "budget")


def test_a_content_comes_back_from_json_as_it_was():
    whole = content(
        organizations=(Organization(name="Coop", siren="732829320"),),
        sources=(Source(title="x", read_on="2026-11-23"),),
        places=(Place(territory_id="region:32", name="Hauts-de-France"),),
    )
    assert Content.model_validate(whole.dump()) == whole


def test_the_first_experiences_are_ready_and_show_their_doubts():
    sheets = first_content.read()
    assert len(sheets) == 6
    assert all(sheet.missing() == () for sheet in sheets.values())
    assert any("2014 ou 2017" in doubt for doubt in sheets["cooperative-bio-ile-de-france"].doubts)
    assert all(not one.siren for sheet in sheets.values() for one in sheet.organizations), "never guessed"
