"""The words of buyers, code by code: reviewed data of ours, beside the official labels of the CPV.

Data: `correspondences/cpv_words.yaml`. Needs to measure a search with: `cases/cpv_needs.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from essaim.rules.errors import InvalidParameters

_HERE = Path(__file__).parent
Code = Annotated[str, Field(pattern=r"^[0-9]{8}$")]
ClassStart = Annotated[str, Field(pattern=r"^[0-9]{2,4}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _WordsFile(_Strict):
    title: str
    checked_on: date
    review_by: date
    empty: tuple[str, ...]
    vague: tuple[str, ...]
    divisions: dict[Annotated[str, Field(pattern=r"^[0-9]{2}$")], str]
    words: dict[Code, tuple[Annotated[str, Field(min_length=2)], ...]]


class Need(_Strict):
    """A need as a buyer says it. classes: beginnings of the codes that answer it; set: held out of tuning, or not."""

    set: Literal["held_out", "tuning"]
    need: str
    classes: tuple[ClassStart, ...] = Field(min_length=1)


class _NeedsFile(_Strict):
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """expressions: by CPV code, what buyers call it. divisions: our short name of each, by two digits.

    empty: words that say nothing of a need (« prestations », « commune »). vague: words that, in the name of an
    organisation, say nothing of its trade.
    checked_on: last day somebody re-read the file.
    """

    expressions: Mapping[str, tuple[str, ...]]
    divisions: Mapping[str, str]
    empty: tuple[str, ...]
    vague: tuple[str, ...]
    checked_on: date

    def short_label(self, code: str) -> str:
        """Our own name of a code that has one: a division's, else its first three expressions."""
        if code.endswith("000000"):
            return self.divisions[code[:2]]
        said = ", ".join(self.expressions[code][:3])
        return said[:1].upper() + said[1:]


@cache
def words() -> Words:
    """Return the reviewed expressions of buyers. Raises InvalidParameters when the file breaks its shape."""
    file = _read(_HERE / "correspondences" / "cpv_words.yaml", _WordsFile)
    return Words(file.words, file.divisions, file.empty, file.vague, file.checked_on)


@cache
def needs() -> tuple[Need, ...]:
    """Return the needs the search is measured with. Raises InvalidParameters."""
    return _read(_HERE / "cases" / "cpv_needs.yaml", _NeedsFile).needs


def _read[M: BaseModel](path: Path, shape: type[M]) -> M:
    try:
        return shape.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise InvalidParameters(path.stem, str(error)) from error
