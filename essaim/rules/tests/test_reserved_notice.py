"""What the words of a notice let one presume, and how often that is right."""

from __future__ import annotations

import pytest

from essaim.rules.reserved_notice import measure, presume


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lots 2 et 5 réservés aux SIAE (article L2113-13 du CCP).", "insertion"),
        ("Marché réservé aux entreprises adaptées et aux ESAT.", "handicap"),
        ("Contrat réservé aux entreprises de l’ESS (L. 2113-15).", "ess"),
        ("Réservé au travail pénitentiaire : article L.2113-13-1.", "prison"),
        ("Nettoyage. Marché réservé.", "non_precise"),
    ],
)
def test_a_reservation_said_in_words_is_presumed_for_whom_it_says(text, kind):
    found = presume(text)
    assert found is not None
    assert found.kind == kind
    assert found.evidence in text or "…" in found.evidence


@pytest.mark.parametrize(
    "text",
    [
        "Marché réservé : non.",
        "Ce marché n’est pas réservé à des ateliers protégés.",
        "Construction d’un ESAT à Lens.",
        "Douze places réservées aux personnes handicapées.",
        "",
    ],
)
def test_what_says_the_contrary_or_something_else_is_not(text):
    assert presume(text) is None


def test_the_measure_is_that_of_the_list_kept():
    """The page says these figures: a change of the words changes them, knowingly."""
    found = measure()
    assert (found.notices, found.reserved) == (60, 30)
    assert (found.presumed, found.right) == (25, 25)
    assert found.precision == 1.0
    assert round(found.recall, 2) == 0.83
