"""Themes of a network."""

from datetime import date

from essaim.rules.themes import themes


def test_themes_of_the_brochure_are_there() -> None:
    found = themes(on=date(2026, 11, 24))
    assert {"alimentation", "reemploi", "mobilite", "numerique", "energie", "foncier", "finance", "achats"} <= set(
        found
    )
    assert all(label[0].isupper() for label in found.values())
