"""Shape of the parameter files: law as dated data, checked when read.

A file is one parameter (`values`) or a family of them (`entries`). Each value holds from a day, to a day, and says
where it comes from. `from: null` is written out when the start is unknown: the value then holds for any earlier day.
"""

from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from essaim.rules.facts import Confidence, Family

Statut = Literal["inclus", "a_arbitrer", "historique", "exclu"]
FormKind = Literal["commercial", "public", "no_legal_person", "outside"]
Division = Annotated[str, Field(pattern=r"^[0-9]{2}$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Dated(Strict):
    """One value and its credentials. `to` is the last day it holds; None = still in force."""

    from_: date | None = Field(alias="from")
    to: date | None = None
    article: str | None = None
    source: str
    confidence: Confidence
    note: str | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Dated":
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"fin {self.to} avant début {self.from_}")
        return self

    def holds_on(self, on: date) -> bool:
        return (self.from_ is None or self.from_ <= on) and (self.to is None or on <= self.to)


class Scalar(Dated):
    value: int | float | str
    unit: str | None = None


class LegalForm(Dated):
    statut: Statut
    family: Family
    sub_family: str | None = None
    outside_article_1: bool = False


class LegalFormKind(Dated):
    kind: FormKind


class NafExclusion(Dated):
    excluded: bool
    motive: str


class Sector(Dated):
    divisions: tuple[Division, ...]


class WorkforceBand(Dated):
    minimum: int | None
    maximum: int | None
    is_employer: bool


class InclusionKind(Dated):
    group: Literal["insertion", "handicap", "penitentiaire"]
    is_siae: bool
    implied_family: Family | None = None
    implied_article: str | None = None
    implied_source: str | None = None
    implied_confidence: Confidence | None = None


class Authority(Dated):
    """A public body above the intermunicipal level; the entry's key is its territory (`region:32`)."""

    siren: Annotated[str, Field(pattern=r"^[0-9]{9}$")]
    kind: Literal["region", "departement", "ctu"]


class Competence(Dated):
    """What an authority is in charge of, and what the ESS does there. `article` is its legal basis: the confidence is
    about it alone. Activities and codes (NAF 2008, CPV without its check digit) are suggestions of the team."""

    level: str
    activities: tuple[str, ...]
    levers: tuple[str, ...]
    naf: tuple[Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}[A-Z]$")], ...]
    cpv: tuple[Annotated[str, Field(pattern=r"^[0-9]{8}$")], ...]


class Lever(Dated):
    """Something an authority may do for the ESS; `group` is the verb it is ranged under."""

    group: Literal["acheter", "soutenir", "loger", "associer", "financer", "cooperer", "planifier", "organiser"]


class DecisionStep(Dated):
    rank: int
    is_sse: bool | None
    when: str


class Label(Dated):
    """An entry that is only a name: its label is the value."""


class Entry[V: Dated](Strict):
    label: str
    values: tuple[V, ...] = Field(min_length=1)


class ParameterFile[V: Dated](Strict):
    """One file. `checked_on`: last day somebody re-read it. `review_by`: the day by which somebody must."""

    title: str
    description: str
    checked_on: date
    review_by: date
    nomenclature: str | None = None
    families: tuple[Family, ...] = ()
    entries: dict[str, Entry[V]] = Field(default_factory=dict)
    values: tuple[V, ...] = ()

    @model_validator(mode="after")
    def _has_content_without_overlap(self) -> "ParameterFile[V]":
        if bool(self.entries) == bool(self.values):
            raise ValueError("un fichier a des «\u00a0values\u00a0» ou des «\u00a0entries\u00a0», pas les deux")
        for name, dated in [("", self.values), *((key, entry.values) for key, entry in self.entries.items())]:
            for earlier, later in pairwise(dated):
                if earlier.to is None or later.from_ is None or later.from_ <= earlier.to:
                    raise ValueError(f"les valeurs de «\u00a0{name}\u00a0» se chevauchent ou ne sont pas dans l’ordre")
        return self


class Source(Strict):
    title: str
    publisher: str
    nature: Literal["primaire", "secondaire", "choix"]
    note: str | None = None
    url: str | None = None
