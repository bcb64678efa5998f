"""Numbers written as a French reader expects them: narrow no-break spaces between thousands, a comma."""

from decimal import ROUND_HALF_UP, Decimal

NBSP = "\N{NO-BREAK SPACE}"
NNBSP = "\N{NARROW NO-BREAK SPACE}"


def french_number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """Return `1234.5` as « 1 234,5 ».

    decimals: figures after the comma, rounded half up; None keeps whole numbers whole and gives one decimal to the
    others. What is not zero is never written zero: « < 0,01 ». The minus is U+2212. Raises decimal.InvalidOperation on
    an infinite or undefined value.
    """
    exact = Decimal(str(value))
    if decimals is None:
        decimals = 0 if exact == exact.to_integral_value() else 1
    step = Decimal(1).scaleb(-decimals)
    rounded = exact.quantize(step, rounding=ROUND_HALF_UP)
    if not rounded and exact:
        least = f"{step:f}".replace(".", ",")
        return f"<{NBSP}{least}" if exact > 0 else f">{NBSP}\N{MINUS SIGN}{least}"
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    text = f"{int(whole):,}".replace(",", NNBSP)
    if fraction:
        text += "," + fraction
    return f"\N{MINUS SIGN}{text}" if rounded < 0 else text


def french_euros(value: int | float | Decimal) -> str:
    """Return `60000` as « 60 000 € », `59999.99` as « 59 999,99 € ». Same errors."""
    exact = Decimal(str(value))
    return f"{french_number(exact, 0 if exact == exact.to_integral_value() else 2)}{NBSP}€"
