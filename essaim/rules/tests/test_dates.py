"""Days as a French reader expects them."""

from datetime import date

from essaim.rules.dates import french_date


def test_days_are_written_in_french_with_non_breaking_spaces() -> None:
    assert french_date(date(2026, 11, 23)) == "23\u00a0novembre\u00a02026"
    assert french_date(date(2027, 1, 1)) == "1er\u00a0janvier\u00a02027"
    assert french_date(date(2026, 8, 11)) == "11\u00a0août\u00a02026"
