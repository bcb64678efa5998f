"""Keys of SIREN and SIRET."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.rules.siren import (
    LA_POSTE_SIREN,
    PLACEHOLDER_SIRENS,
    has_public_prefix,
    is_siren,
    is_siret,
    luhn_sum,
    luhn_weights,
    zero_fill,
)

digits = st.text(alphabet="0123456789")


@pytest.mark.parametrize("siren", ["732829320", "775665615", "062201199", "356000000", "200093201"])
def test_real_sirens_are_accepted(siren: str) -> None:
    assert is_siren(siren)


@pytest.mark.parametrize("text", ["", "000000000", "123456789", "111111111", "73282932", "732829321", "7328 29320"])
def test_fillers_wrong_keys_and_wrong_lengths_are_refused(text: str) -> None:
    assert not is_siren(text)


def test_digits_of_other_scripts_are_not_digits() -> None:
    assert not is_siren("٧٣٢٨٢٩٣٢٠")
    assert zero_fill("²", 9) == "²"


def test_la_poste_counts_by_five() -> None:
    assert is_siret("35600000000048")  # its head office follows Luhn
    assert is_siret("35600000009075")  # an establishment: digits sum to 35
    assert luhn_sum("35600000009075") % 10 != 0
    assert not is_siret("35600000009074")


@pytest.mark.parametrize("siren", sorted(PLACEHOLDER_SIRENS))
def test_no_siret_is_built_on_a_filler(siren: str) -> None:
    assert not any(is_siret(f"{siren}{nic:05d}") for nic in range(40))


@given(st.integers(0, 10**8 - 1))
def test_exactly_one_key_makes_a_siren(body: int) -> None:
    candidates = [f"{body:08d}{key}" for key in range(10)]
    right = [candidate for candidate in candidates if luhn_sum(candidate) % 10 == 0]
    assert len(right) == 1
    assert [c for c in candidates if is_siren(c)] == [c for c in right if c not in PLACEHOLDER_SIRENS]


@given(st.integers(0, 10**13 - 1))
def test_the_shared_formula_agrees_with_the_library_on_siret(body: int) -> None:
    for key in range(10):
        text = f"{body:013d}{key}"
        if text.startswith(LA_POSTE_SIREN):
            continue
        expected = luhn_sum(text) % 10 == 0 and is_siren(text[:9])
        assert is_siret(text) == expected


@given(st.text())
def test_any_text_is_answered_without_error(text: str) -> None:
    assert is_siren(text) in (True, False)
    assert is_siret(text) in (True, False)
    assert has_public_prefix(text) in (True, False)


@given(digits, st.integers(1, 14))
def test_zero_fill_only_adds_zeros_in_front(text: str, length: int) -> None:
    filled = zero_fill(text, length)
    assert filled.endswith(text)
    assert set(filled[: len(filled) - len(text)]) <= {"0"}
    assert zero_fill(filled, length) == filled
    assert len(filled) == (max(length, len(text)) if text else 0)


def test_weights_alternate_from_the_right() -> None:
    assert luhn_weights(9) == (1, 2, 1, 2, 1, 2, 1, 2, 1)
    assert luhn_weights(14) == (2, 1) * 7


@pytest.mark.parametrize(
    ("siren", "public"),
    [("215903501", True), ("130005481", True), ("100029172", False), ("775665615", False), ("1", False), ("", False)],
)
def test_public_ranges_leave_the_private_10_out(siren: str, public: bool) -> None:
    assert has_public_prefix(siren) is public
