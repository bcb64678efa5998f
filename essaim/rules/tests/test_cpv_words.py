"""The words of buyers and the needs that measure them."""

from collections import Counter

import pytest

from essaim.rules import cpv, cpv_words
from essaim.rules.errors import InvalidParameters


def test_the_list_of_needs_is_long_enough_and_keeps_some_apart():
    sets = Counter(need.set for need in cpv_words.needs())
    assert sets["held_out"] >= 50
    assert sum(sets.values()) >= 150
    assert len({need.need for need in cpv_words.needs()}) == sum(sets.values())


def test_no_need_held_out_is_an_expression():
    said = {text for texts in cpv_words.words().expressions.values() for text in texts}
    assert [need.need for need in cpv_words.needs() if need.set == "held_out" and need.need in said] == []


def test_every_code_named_has_its_division():
    said = cpv_words.words()
    assert len(said.divisions) == 45
    assert {code[:2] for code in said.expressions} <= set(said.divisions)


def test_an_expression_is_written_once_a_code():
    for code, texts in cpv_words.words().expressions.items():
        assert len(set(texts)) == len(texts), code
        assert cpv.read(code).code == code


def test_a_short_label_is_ours():
    said = cpv_words.words()
    assert said.short_label("55000000") == "Hôtellerie, restauration, traiteur"
    assert said.short_label("55523100") == "Cantine, restauration scolaire, cantine scolaire"


def test_a_broken_file_says_which(tmp_path):
    path = tmp_path / "cpv_words.yaml"
    path.write_text("title: x\n", encoding="utf-8")
    with pytest.raises(InvalidParameters, match="cpv_words"):
        cpv_words._read(path, cpv_words._WordsFile)
