"""The CPV of the tiny release: the codes our words name, as in a demonstration."""

from __future__ import annotations

from typing import Any

from essaim.rules import cpv
from essaim.rules.cpv_words import words


def rows() -> list[dict[str, Any]]:
    """A CPV of the codes our words name, with the check digit of one of them."""
    said = words()
    codes = sorted({*(f"{division}000000" for division in said.divisions), *said.expressions})
    return [
        {
            "code": code,
            "check_digit": "9" if code == "55524000" else None,
            "label": said.short_label(code),
            "level": cpv.level(code),
            "parent_code": cpv.nearest(cpv.ancestors(code)[0], codes) if cpv.ancestors(code) else None,
            "nature": cpv.nature(code),
            "children_count": 0,
        }
        for code in codes
    ]
