"""What an identity card (sources/<id>/source.yaml) and a correction say. Format: docs/reference/sources.md."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Format = Literal["csv", "csv.zip", "zip", "parquet", "json", "geojson", "geojson.gz", "xlsx"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataGouvResource(_Model):
    """A resource of a data.gouv dataset, found by title and format at run time; the frozen id is only the fallback."""

    kind: Literal["datagouv"]
    dataset: str = Field(description="id or slug of the dataset")
    title: str = Field(description="regular expression (re.search, case ignored) on the resource's title")
    format: Format
    fallback_id: str | None = None
    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="file name under raw/<source>/")

    @field_validator("title")
    @classmethod
    def _title_is_a_pattern(cls, value: str) -> str:
        re.compile(value)
        return value


class UrlResource(_Model):
    """A fixed address. `{year}` stands for the reference year, when the producer puts it in the address."""

    kind: Literal["url"]
    url: str = Field(pattern=r"^https://")
    format: Format
    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")


class ManualResource(_Model):
    """A file that a person puts under raw/<source>/; `how` tells in one French sentence where to find it."""

    kind: Literal["manual"]
    format: Format
    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._*-]*$")
    how: str


Resource = Annotated[DataGouvResource | UrlResource | ManualResource, Field(discriminator="kind")]


class FileLayout(_Model):
    """Columns that a file whose name matches `match` (glob) must hold."""

    match: str
    columns: list[str]


class Layout(_Model):
    """One shape the source is known under. `columns` = needed in every vintage; `vintages` = what each one adds."""

    columns: list[str] = []
    vintages: dict[str, list[str]] = {}
    files: list[FileLayout] = Field(default=[], description="instead of columns: several kinds of file")
    format: Format | None = Field(default=None, description="when it differs from the card's")
    delimiter: str = ","
    encoding: str = "utf-8"
    mapping: dict[str, str] = Field(default={}, description="our name → the producer's column")
    note: str | None = None

    def columns_of(self, file_name: str) -> list[str]:
        """Return the columns that a file of this name must hold."""
        for entry in self.files:
            if Path(file_name).match(entry.match):
                return entry.columns
        return self.columns


class Limits(_Model):
    """Bounds of one download."""

    bytes: int = Field(default=500_000_000, gt=0)
    seconds: int = Field(default=1800, gt=0)


class SourceCard(_Model):
    """The identity card of a source. Format described in docs/reference/sources.md."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str
    producer: str
    licence: str
    homepage: str = Field(pattern=r"^https://")
    description: str
    format: Format
    resources: list[Resource] = []
    fetched_layout: str = Field(default="official", description="layout of the files that resources give")
    hosts: list[str] = Field(default=[], description="the only hosts that may be called, redirects included")
    layouts: dict[str, Layout] = Field(min_length=1)
    refresh: str = Field(description="French: mensuel, annuel au 1er janvier…")
    required: bool = False
    allowed_loss: float = Field(ge=0, le=1, description="share of kept rows it may lose against the previous release")
    max_rejected: float = Field(ge=0, le=1, description="share of its rows that may be rejected")
    expected_rows: int | None = Field(default=None, description="at least so many rows when whole; below = excerpt")
    limits: Limits = Limits()
    not_handled: list[str] = Field(default=[], description="known defects that we do not handle, in French")

    @model_validator(mode="after")
    def _hosts_cover_resources(self) -> SourceCard:
        for resource in self.resources:
            if isinstance(resource, UrlResource):
                host = resource.url.split("/")[2]
            elif isinstance(resource, DataGouvResource):
                host = "www.data.gouv.fr"
            else:
                continue
            if host not in self.hosts:
                raise ValueError(f"host {host} of a resource is not in hosts")
        return self


class Correction(_Model):
    """One line of corrections.yaml: the row(s) whose columns equal `where` are changed (`set`) or dropped."""

    where: dict[str, str] = Field(min_length=1)
    set: dict[str, str | None] = {}
    drop: bool = False
    reason: str = Field(description="French sentence; a dropped row is rejected with it")
    noted_on: date
    reference: str | None = None

    @model_validator(mode="after")
    def _one_action(self) -> Correction:
        if bool(self.set) == self.drop:
            raise ValueError("give either set or drop")
        return self
