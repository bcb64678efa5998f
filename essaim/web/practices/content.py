"""What a sheet says, as one record: what the form fills, what is kept at each version, what is published.

Texts are plain: paragraphs parted by an empty line, a line that begins with « - » is an item of a list. Whatever
HTML is pasted is reduced to its words.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

import nh3
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from essaim.rules.siren import is_siren

LONGEST_TEXT = 6000
MOST_PARTS = 30
_TAG = re.compile(r"<[a-zA-Z/!]")
_BLOCK_END = re.compile(r"(?i)</(p|div|li|h[1-6]|tr)>|<br\s*/?>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def plain(text: Any) -> Any:
    """Return a text without markup, control characters, or more than one empty line in a row."""
    if not isinstance(text, str):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _TAG.search(text):
        # Pasted from a word processor: keep the words and where the paragraphs were.
        text = nh3.clean(_BLOCK_END.sub("\n\n", text), tags=set())
        for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u00a0"), ("&amp;", "&")):
            text = text.replace(entity, sign)
    text = _CONTROL.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


Line = Annotated[str, BeforeValidator(plain), Field(max_length=300)]
Text = Annotated[str, BeforeValidator(plain), Field(max_length=LONGEST_TEXT)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Part):
    """Where, and which authority: territory_id « niveau:code »; siren: the body's, when there is one."""

    territory_id: Line
    name: Line
    siren: Line = ""

    @field_validator("territory_id")
    @classmethod
    def _has_level_and_code(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z_]+:[0-9A-Za-z]+", value):
            raise ValueError(f"«\u00a0{value}\u00a0» n’est pas un territoire (niveau:code)")
        return value


class Organization(Part):
    """An organisation that took part. siren is empty when nobody found it: never guessed."""

    name: Line
    siren: Line = ""
    role: Line = ""

    @field_validator("siren")
    @classmethod
    def _is_siren(cls, value: str) -> str:
        value = re.sub(r"\s", "", value)
        if value and not is_siren(value):
            raise ValueError(f"«\u00a0{value}\u00a0» n’est pas un SIREN (neuf chiffres, dont une clé)")
        return value


class Measure(Part):
    """A result. Measures that share a label are one series, shown over time. when: a year, or words."""

    label: Line
    value: float
    unit: Line = ""
    qualifier: Literal["", "environ", "pres_de", "plus_de", "moins_de", "au_moins"] = ""
    when: Line = ""
    source: Line = ""
    doubt: Line = ""


class Funder(Part):
    """Who paid. amount in euros, None when unknown."""

    name: Line
    amount: float | None = Field(default=None, ge=0, le=1e10)


class Source(Part):
    """Where what the sheet says was read. title and publisher; read_on: the day it was checked."""

    title: Line
    publisher: Line = ""
    url: Line = ""
    read_on: date | None = None

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if value and not re.match(r"https?://[^\s]+$", value):
            raise ValueError("une adresse commence par https:// ou http://")
        return value


class Picture(Part):
    """An image of the library, by its number there. What it shows and who made it are of this version of the sheet."""

    image_id: int
    description: Line
    credit: Line
    caption: Line = ""


class Document(Part):
    """A document of the library, with its number there."""

    document_id: int
    title: Line


class Content(Part):
    """A whole sheet. Empty text: not said. Lists of ids refer to essaim.rules (themes, levers, competences)."""

    title: Annotated[str, BeforeValidator(plain), Field(max_length=150)] = ""
    summary: Annotated[str, BeforeValidator(plain), Field(max_length=400)] = ""
    theme: Line = ""
    competences: tuple[Line, ...] = ()
    levers: tuple[Line, ...] = ()
    places: tuple[Place, ...] = Field(default=(), max_length=MOST_PARTS)
    organizations: tuple[Organization, ...] = Field(default=(), max_length=MOST_PARTS)
    started: Line = ""
    ended: Line = ""
    context: Text = ""
    action: Text = ""
    difficulties: Text = ""
    again: Text = ""
    measures: tuple[Measure, ...] = Field(default=(), max_length=MOST_PARTS)
    budget: float | None = Field(default=None, ge=0, le=1e10)
    budget_note: Line = ""
    funders: tuple[Funder, ...] = Field(default=(), max_length=MOST_PARTS)
    doubts: tuple[Line, ...] = Field(default=(), max_length=MOST_PARTS)
    sources: tuple[Source, ...] = Field(default=(), max_length=MOST_PARTS)
    pictures: tuple[Picture, ...] = Field(default=(), max_length=MOST_PARTS)
    documents: tuple[Document, ...] = Field(default=(), max_length=MOST_PARTS)
    contact: Line = ""
    contact_email: Line = ""
    licence: Literal["lo-2.0", "cc-by-sa-4.0"] = "lo-2.0"

    def missing(self) -> tuple[str, ...]:
        """Return what a sheet needs before it is proposed, in French; empty when it is ready."""
        needed = (
            (self.title, "le titre"),
            (self.summary, "le résumé"),
            (self.theme, "le thème"),
            (self.levers, "au moins un levier"),
            (self.places, "la collectivité ou le territoire"),
            (self.action, "ce qui a été fait"),
            (self.sources, "au moins une source"),
        )
        return tuple(label for value, label in needed if not value)

    def dump(self) -> dict[str, Any]:
        """Return the record as JSON holds it."""
        return self.model_dump(mode="json")


LABELS = {
    "title": "titre", "summary": "résumé", "theme": "thème", "competences": "compétences", "levers": "leviers",
    "places": "collectivités et territoires", "organizations": "organisations", "started": "début", "ended": "fin",
    "context": "contexte", "action": "ce qui a été fait", "difficulties": "difficultés", "again": "à refaire",
    "measures": "résultats", "budget": "budget", "budget_note": "précision sur le budget", "funders": "financeurs",
    "doubts": "doutes", "sources": "sources", "pictures": "images", "documents": "documents", "contact": "contact",
    "contact_email": "adresse du contact", "licence": "licence",
}  # fmt: skip


def differences(before: Content, after: Content) -> tuple[str, ...]:
    """Return the French names of the fields that differ."""
    return tuple(label for name, label in LABELS.items() if getattr(before, name) != getattr(after, name))
