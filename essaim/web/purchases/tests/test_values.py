"""Amounts, years, identifiers and names as finance departments write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from essaim.web.purchases import values

LILLE = "215903501"


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 234,56 €", 123456),
        ("1\u202f234,56\u00a0€ HT", 123456),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1234.5", 123450),
        ("1.234", 123400),
        ("0.125", 13),
        ("1,234", 123),
        ("1.234.567", 123456700),
        ("1'234,00", 123400),
        ("-12,50", -1250),
        ("−12,50", -1250),
        ("12,50-", -1250),
        ("(12,50)", -1250),
        ("12", 1200),
        (",5", 50),
        ("€ 12", 1200),
        ("0", 0),
        ("", None),
        ("néant", None),
        ("12 %", None),
        ("1e5", None),
        ("NaN", None),
        ("--5", None),
        ("1-2", None),
    ],
)
def test_amounts(text, cents):
    assert values.cents(text) == cents


@given(st.integers(min_value=-(10**11), max_value=10**11))
def test_an_amount_written_in_french_is_read_back(cents):
    sign, rest = "-" * (cents < 0), abs(cents)
    whole = f"{rest // 100:,}".replace(",", "\u202f")
    assert values.cents(f"{sign}{whole},{rest % 100:02d} €") == cents


@given(st.text(max_size=40))
def test_no_text_makes_reading_fail(text):
    values.cents(text)
    values.year(text)
    values.identifier(text)
    values.postcode(text)
    values.is_person(text)
    assert values.bare(text) or not values.fold(text)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2025", 2025),
        ("2025-03-01", 2025),
        ("01/03/2025", 2025),
        ("1/3/25", 2025),
        ("01.03.2025", 2025),
        ("20250301", 2025),
        ("2025-03-01T10:00:00", 2025),
        ("3 mars 2025", 2025),
        ("mars 2025", 2025),
        ("45717", 2025),
        ("2024/2025", None),
        ("1789", None),
        ("bientôt", None),
        ("", None),
    ],
)
def test_years(text, year):
    assert values.year(text) == year


@pytest.mark.parametrize(
    "text", ["215 903 501 00017", "21590350100017.0", "21590350100017,00", "215.903.501.00017", " 21590350100017 "]
)
def test_a_siret_survives_spreadsheets(text):
    found = values.identifier(text)
    assert (found.siret, found.siren) == ("21590350100017", LILLE)


def test_leading_zeros_come_back_when_the_key_agrees():
    assert values.identifier("5520119").siren == "005520119"
    assert values.identifier("552011900024").siret == "00552011900024"


@pytest.mark.parametrize(
    ("text", "siren", "problem"),
    [
        ("215903501", LILLE, ""),
        ("FR 40 215903501", LILLE, ""),
        ("21590350100016", LILLE, "clé fausse"),
        ("215903502", "", "clé fausse"),
        ("2,15904E+13", "", "scientifique"),
        ("BE0123456789", "", "pas un SIRET"),
        ("000000000", "", "clé fausse"),
        ("N/A", "", "pas un SIRET"),
    ],
)
def test_identifiers(text, siren, problem):
    found = values.identifier(text)
    assert found.siren == siren
    assert problem in found.problem


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("M. Camille Exemple", True),
        ("MME EXEMPLE CAMILLE", True),
        ("Monsieur Exemple", True),
        ("M6 Boutique", False),
        ("Madame Exemple SARL", False),
        ("Mairie d’Exemple", False),
        ("Mme", False),
    ],
)
def test_natural_persons(name, person):
    assert values.is_person(name) is person
