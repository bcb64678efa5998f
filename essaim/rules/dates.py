"""Days written as a French reader expects them."""

from datetime import date

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def french_date(day: date) -> str:
    """Return « 23 novembre 2026 », « 1er janvier 2027 », with non-breaking spaces. Raises nothing."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}"
