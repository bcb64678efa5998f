"""The named situations that the tests hold, for readers: the cases of `cases/procurement_*.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from essaim.rules import yaml_files
from essaim.rules.procurement.facts import Facts
from essaim.rules.procurement_schema import Lever
from essaim.rules.typography import typo

FOLDER = Path(__file__).parents[1] / "cases"
DEFAULT_DAY = date(2026, 11, 23)
_FILES = ("buy", "reserve", "require", "open", "edges")


@dataclass(frozen=True, slots=True)
class Situation:
    """name; day of launch; facts; expected: rule → True, False, None (cannot be told); why and article, or ""."""

    name: str
    day: date
    facts: Facts
    expected: Mapping[str, bool | None]
    is_sure: bool
    article: str
    why: str


@cache
def situations() -> tuple[Situation, ...]:
    """Return every situation of one rule or more, in the order of the files."""
    found = []
    for name in _FILES:
        for case in yaml_files.read(FOLDER / f"procurement_{name}.yaml"):
            found.append(
                Situation(
                    typo(case["name"]),
                    case.get("day", DEFAULT_DAY),
                    Facts(**case["facts"]),
                    case["expected"],
                    case.get("confidence") != "a_verifier",
                    typo(case.get("article", "")),
                    typo(case.get("why", "")),
                )
            )
    return tuple(found)


def of_lever(lever: Lever) -> tuple[Situation, ...]:
    """Return the situations that a rule of the lever answers."""
    return tuple(found for found in situations() if not set(lever.rules).isdisjoint(found.expected))
