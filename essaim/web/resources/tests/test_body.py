"""Blocks as HTML: what people type is safe, markers become values and notes, doubts look like doubts."""

from __future__ import annotations

import pytest

from essaim.web.resources import citing, content, markers
from essaim.web.resources.blocks import checked
from essaim.web.resources.body import bound_to, plain, render
from essaim.web.resources.tests.factories import TODAY, text


def _html(*blocks, **more):
    reader = citing.today(TODAY, None, **more)
    return render(list(blocks), reader), reader


def test_a_threshold_is_the_one_of_the_day_with_its_article():
    pieces, reader = _html(text("<p>Sous {droit:direct_purchase_goods_services}.</p>"))
    assert "60\u202f000\u00a0€\u00a0HT" in pieces[0].html
    assert reader.notes[0].text.startswith("Achat sans publicité ni mise en concurrence, fournitures et services")
    assert "R2122-8" in reader.notes[0].text
    assert not reader.notes[0].doubtful


def test_an_article_is_a_note_and_its_doubt_is_said():
    pieces, reader = _html(text("<p>Au moins trois collèges. {article:Article 19 octies|CG|a_verifier}</p>"))
    assert 'collèges.<span class="doubt">' in pieces[0].html.replace(" <span", "<span")
    assert reader.notes[0].doubtful
    # Without a confidence, a text is not taken for verified.
    assert markers.read("article", "Article 1|S84").confidence == "a_verifier"


def test_one_article_from_two_sources_keeps_its_doubt_when_frozen():
    cited = text("<p>{article:Article 19|S153|verifie} {article:Article 19|CG|a_verifier}</p>")
    copy = citing.freeze([cited], on=TODAY, release=None)
    reader = citing.frozen(copy)
    render([cited], reader)
    assert [note.doubtful for note in reader.notes] == [False, True]


def test_the_same_text_cited_twice_is_one_note():
    same = "{article:Article 8|S47|verifie}"
    _, reader = _html(text(f"<p>Un. {same} Deux. {same}</p>"))
    assert len(reader.notes) == 1


def test_what_is_typed_is_never_run():
    pieces, _ = _html(
        text('<p onclick="x">Bon<script>alert(1)</script> <a href="javascript:x">lien</a></p>'),
        {"type": "table", "value": {"caption": "<b>T</b>", "rows": "A | <img src=x onerror=y>\n1 | 2"}},
        {"type": "quote", "value": {"text": "<script>", "attribution": "<i>"}},
    )
    whole = "".join(piece.html for piece in pieces)
    assert "<script" not in whole
    assert "onclick" not in whole
    assert "javascript:" not in whole
    assert "<img" not in whole


def test_a_table_keeps_the_bars_of_its_markers():
    rows = "Règle | Texte\nVote | {article:Article 19 octies|S153|verifie}"
    pieces, reader = _html({"type": "table", "value": {"caption": "Le cadre", "rows": rows}})
    assert pieces[0].html.count("<td>") == 1
    assert pieces[0].html.count('scope="col"') == 2
    assert reader.notes[0].text == "Article 19 octies"


def test_a_passage_whose_value_changed_says_so():
    changed = {("droit", "direct_purchase_works"): "Le seuil a changé."}
    pieces, _ = _html(text("<p>Sous {droit:direct_purchase_works}.</p>"), text("<p>Autre.</p>"), changed=changed)
    assert [piece.update for piece in pieces] == ["Le seuil a changé.", ""]


def test_a_figure_without_release_or_territory_is_never_zero():
    block = {"type": "figures", "value": {"indicators": ["ess_etab"], "territory": ""}}
    pieces, _ = _html(block)
    assert [(marker.key, resolved.known) for marker, resolved in pieces[0].data] == [("ess_etab", False)]


@pytest.mark.parametrize(
    "typed", ["{droit:inconnu}", "{droit direct}", "{article:Article 1|S9999|verifie}", "une { seule", "{chiffre:é à}"]
)
def test_a_wrong_marker_is_refused_when_it_is_typed(typed):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        checked(typed)


def test_markdown_becomes_blocks():
    found = content.blocks(
        "## Titre : oui\nUn *mot* !\n- a\n- b\n\n{chiffre:ess_etab}\n{chiffre:siae_nb}\n\n{experience:x}\n\n"
        "| A | B |\n|---|---|\n| c | {article:d|S84|verifie} |\n"
    )
    assert [block["type"] for block in found] == ["heading", "text", "figures", "experience", "table"]
    assert found[0]["value"] == "Titre\u00a0: oui"
    assert "<em>mot</em>\u202f!" in found[1]["value"]
    assert found[2]["value"]["indicators"] == ["ess_etab", "siae_nb"]
    assert found[4]["value"]["rows"].splitlines()[1] == "c | {article:d|S84|verifie}"
    assert {one.kind.value for one in bound_to(found)} == {"chiffre", "experience", "article"}


def test_plain_words_hold_no_markup():
    assert plain(text("<p>Un <b>mot</b> &amp; {droit:direct_purchase_works}.</p>")) == "Un mot & ."
