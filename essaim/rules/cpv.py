"""The common procurement vocabulary (CPV 2008, regulation 213/2008): reading a code, its level, its ancestors.

A code is eight digits, as text, without its check digit: « 55524000 ». The tree itself (which codes exist, their names)
is data of the release; here is only what the digits say. The check digit follows no formula that holds for the whole
table (a weighted sum fails on 532 of the 9,454 codes), so it is compared with the published one, never computed.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

Level = Literal["division", "groupe", "classe", "categorie", "sous_categorie"]
Nature = Literal["fournitures", "services", "travaux"]

LENGTH = 8
_WRITTEN = re.compile(r"([0-9]{8})(?:-?([0-9]))?")
# What people and spreadsheets put between digits: spaces, dots, dashes of every kind.
_SEPARATORS = re.compile(r"[\s.\u00a0\u202f]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212_/]")
_LEVELS: dict[int, Level] = {2: "division", 3: "groupe", 4: "classe", 5: "categorie"}
LEVEL_NAMES: dict[Level, str] = {
    "division": "division",
    "groupe": "groupe",
    "classe": "classe",
    "categorie": "catégorie",
    "sous_categorie": "sous-catégorie",
}


class InvalidCpv(ValueError):
    """What was given is not the shape of a CPV code; `str(error)` is one French sentence."""


@dataclass(frozen=True, slots=True)
class WrittenCode:
    """A code as somebody wrote it. check_digit: the ninth digit given, None without it."""

    code: str
    check_digit: str | None = None


def read(text: str) -> WrittenCode:
    """Read a code: eight digits, with or without its check digit, whatever stands between the digits.

    A division, group or class written short (« 55 », « 5552 ») is filled with zeros. Raises InvalidCpv.

    >>> read("55 524 000-9"), read("5552")
    (WrittenCode(code='55524000', check_digit='9'), WrittenCode(code='55520000', check_digit=None))
    """
    compact = _SEPARATORS.sub("", _DASHES.sub("-", text.strip()))
    if compact.isascii() and compact.isdigit() and 2 <= len(compact) < LENGTH:
        return WrittenCode(compact.ljust(LENGTH, "0"))
    match = _WRITTEN.fullmatch(compact) if compact.isascii() else None
    if match is None:
        raise InvalidCpv(
            f"«\u00a0{text.strip()[:30]}\u00a0» n’est pas un code CPV\u00a0: il en faut huit chiffres, suivis ou non "
            "d’un tiret et d’une clé (55524000-9)."
        )
    return WrittenCode(match[1], match[2])


def looks_like_code(text: str) -> bool:
    """Whether somebody typed a code rather than words: digits, and what stands between them, at least two."""
    compact = _SEPARATORS.sub("", _DASHES.sub("-", text.strip())).replace("-", "")
    return compact.isascii() and compact.isdigit() and 2 <= len(compact) <= LENGTH + 1


def significant(code: str) -> str:
    """Return the digits that say something: the code without its final zeros, two digits at least.

    >>> significant("55524000"), significant("30000000")
    ('55524', '30')
    """
    return code.rstrip("0").ljust(2, "0")


def level(code: str) -> Level:
    """Return the level that the digits of a code say."""
    return _LEVELS.get(len(significant(code)), "sous_categorie")


def class_of(code: str) -> str:
    """Return the class of a code: its first four digits, fewer for a division or a group."""
    return significant(code)[:4]


def ancestors(code: str) -> tuple[str, ...]:
    """Return the codes above, the nearest first. Some do not exist in the tree (60110000 is missing above 60112000).

    >>> ancestors("55524000")
    ('55520000', '55500000', '55000000')
    """
    digits = significant(code)
    return tuple(digits[:length].ljust(LENGTH, "0") for length in range(len(digits) - 1, 1, -1))


def nearest(code: str, known: Container[str]) -> str | None:
    """Return the code itself or the nearest one above it that `known` holds; None when even its division is unknown."""
    return next((each for each in (code, *ancestors(code)) if each in known), None)


def nature(code: str) -> Nature:
    """Return what the CPV says is bought: works (division 45), supplies (03 to 44, and 48), services (50 to 98).

    Source: order of the divisions in regulation (CE) 213/2008; a mixed contract may be of another nature.
    """
    division = int(code[:2])
    if division == 45:
        return "travaux"
    return "fournitures" if division < 45 or division == 48 else "services"
