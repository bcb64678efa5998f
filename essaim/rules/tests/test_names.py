"""Folding of names: what the whole house searches with."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from essaim.rules.names import fold, typed_variants, word_starts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("L'HAY LES ROSES", "l hay les roses"),
        ("Saint-Étienne", "st etienne"),
        ("St Etienne", "st etienne"),
        ("Saintes-Maries-de-la-Mer", "ste maries de la mer"),
        ("STES MARIES DE LA MER", "ste maries de la mer"),
        ("Les Saints", "les st"),
        ("Toussaint", "toussaint"),
        ("Cœur d'Ostrevent", "coeur d ostrevent"),
        ("Lætitia", "laetitia"),
        ("  A.D.A.P.E.I.  ", "a d a p e i"),
        ("Straße", "strasse"),
        ("Œuvres\u00a0: été n°\u202f2", "oeuvres ete n 2"),
        ("nai\u0308f, mot\u00adcesure", "naif motcesure"),
        ("Ĳsselmeer ﬁn", "ijsselmeer fin"),
        ("Кооператив 42", "42"),
        ("", ""),
    ],
)
def test_known_spellings_fold_as_written(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
@example("İstanbul")
@example("ſaint")
def test_folding_is_idempotent_and_only_lower_case_ascii_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert re.fullmatch(r"([a-z0-9]+( [a-z0-9]+)*)?", folded)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèàçôïüœæ '’-"))
def test_case_and_accents_written_either_way_never_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text)


@given(st.text())
def test_typed_variants_begin_with_the_folding(text: str) -> None:
    variants = typed_variants(text)
    assert variants[:1] == ((fold(text),) if fold(text) else ())
    assert len(variants) <= 2


def test_an_unfinished_saint_is_also_looked_up_as_st() -> None:
    assert typed_variants("Sain") == ("sain", "st")
    assert typed_variants("mont sai") == ("mont sai", "mont st")
    assert typed_variants("Saint") == ("st",)
    assert typed_variants("sai ") == ("sai",)
    assert typed_variants("lil") == ("lil",)
    assert typed_variants(" -- ") == ()


def test_a_name_is_found_from_each_of_its_words_and_a_code_from_its_beginning():
    names = [
        ("region:32", "hauts de france", "name", 60),
        ("france:FRA", "france", "name", 90),
        ("commune:1", "france sur l eau", "old_name", 99),
        ("commune:2", "12 345", "code", 10),
    ]
    rows = word_starts(names)
    assert rows == sorted(rows)
    assert len({place for _, place, *_ in rows}) == len(rows)
    by_place = sorted(rows, key=lambda row: row[1])
    assert [row[2] for row in by_place if row[0].startswith("france")] == ["france:FRA", "region:32", "commune:1"]
    assert {row[0] for row in rows if row[2] == "region:32"} == {"hauts de france", "de france", "france"}
    assert [row[0] for row in rows if row[2] == "commune:2"] == ["12 345"]
