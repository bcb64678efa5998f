"""French typography of plain text: the spaces and apostrophes that a keyboard does not give."""

import re

from essaim.rules.numbers import NBSP, NNBSP


def typo(text: str) -> str:
    """French typography on plain text: ’ for ', no-break spaces before : ; ? ! % € » and after «.

    Leaves web addresses and hours (12:30) alone. Idempotent.
    """
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"[ \u00a0\u202f]+([;?!])", NNBSP + r"\1", text)
    text = re.sub(r"[ \u00a0\u202f]+([:»%€])", NBSP + r"\1", text)
    text = re.sub(r"«[ \u00a0\u202f]*", "«" + NBSP, text)
    text = re.sub(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))", NNBSP, text)
    return re.sub(r"(?<=[^\s\u00a0\u202f«])»", NBSP + "»", text)
