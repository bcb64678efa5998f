"""The catalogue: which sources exist (identity cards) and which files stand for them in this build."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ValidationError

from essaim.pipeline.cards import Correction, Layout, SourceCard
from essaim.pipeline.errors import CardError, MirrorError, WrongFileError
from essaim.pipeline.peek import peek_columns

SOURCES = Path(__file__).parent / "sources"
Origin = Literal["mirror", "fetched", "demonstration", "package"]
Completeness = Literal["full", "excerpt", "synthetic"]


class SourceInput(BaseModel):
    """The files to read for one source in one build."""

    id: str
    paths: list[Path]
    layout: str = "official"
    data_as_of: date | None = None
    fetched_on: datetime | None = None
    origin: Origin
    completeness: Completeness = "full"
    url: str | None = None
    sha256: dict[str, str] = {}  # by file name, as downloaded; checked again by the build
    options: dict[str, Any] = {}


def card_from(data: object, *, where: str) -> SourceCard:
    """Check the content of a source.yaml. Raises CardError naming the file and the field."""
    try:
        return SourceCard.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "carte"
        raise CardError(f"La carte {where} est invalide\u00a0: {field} ({first['msg']}).") from error


@cache
def cards() -> dict[str, SourceCard]:
    """Return every identity card by source id. Raises CardError when one is malformed."""
    found: dict[str, SourceCard] = {}
    for path in sorted(SOURCES.glob("*/source.yaml")):
        where = f"{path.parent.name}/source.yaml"
        try:
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise CardError(f"La carte {where} n’est pas du YAML lisible.") from error
        read = card_from(data, where=where)
        if read.id != path.parent.name:
            raise CardError(f"La carte {where} porte l’identifiant «\u00a0{read.id}\u00a0».")
        found[read.id] = read
    return found


def card(source: str) -> SourceCard:
    """Return one identity card; raises CardError for an unknown source."""
    try:
        return cards()[source]
    except KeyError:
        raise CardError(f"La source «\u00a0{source}\u00a0» n’existe pas.") from None


def corrections(source: str) -> list[Correction]:
    """Return the corrections of a source, in file order. Raises CardError when corrections.yaml is malformed."""
    path = SOURCES / source / "corrections.yaml"
    if not path.is_file():
        raise CardError(f"La source «\u00a0{source}\u00a0» n’a pas de corrections.yaml.")
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return [Correction.model_validate(entry) for entry in data.get("corrections") or []]
    except (yaml.YAMLError, ValidationError, AttributeError) as error:
        raise CardError(f"Les corrections de la source «\u00a0{source}\u00a0» sont mal écrites.") from error


class MirrorEntry(BaseModel):
    """One line of mirror.yaml."""

    layout: str = "official"
    files: list[str]
    data_as_of: date | None = None


class Mirror(BaseModel):
    """The content of a mirror.yaml."""

    schema_version: Literal[1]
    data_as_of: date | None = None
    sources: dict[str, MirrorEntry]


class FetchedFile(BaseModel):
    """What is known of one downloaded file."""

    name: str
    url: str | None
    sha256: str
    bytes: int
    fetched_on: datetime
    etag: str | None = None
    last_modified: str | None = None


class FetchedRecord(BaseModel):
    """raw/<source>/fetched.json."""

    schema_version: Literal[1] = 1
    source: str
    layout: str = "official"
    data_as_of: date | None = None
    files: list[FetchedFile]


def resolve_inputs(
    *, mirror: Path | None, raw: Path | None, extra: dict[str, SourceInput] | None = None
) -> dict[str, SourceInput]:
    """Return the files to read, by source id: the mirror's when given, else those fetched; `extra` wins.

    Sources of the mirror that no card describes are left alone; sources with a card but no file are absent from the
    answer. Raises MirrorError (mirror.yaml unreadable, file absent, path outside the folder, unknown layout) and
    WrongFileError (a file that is not what its card says).
    """
    found: dict[str, SourceInput] = {}
    if mirror is not None:
        found = _from_mirror(mirror)
    elif raw is not None:
        found = _from_raw(raw)
    for identifier, given in (extra or {}).items():
        card(identifier)
        found[identifier] = given
    for given in found.values():
        check_files(given)
    return found


def read_mirror(folder: Path) -> Mirror:
    """Read folder/mirror.yaml. Raises MirrorError with one French sentence."""
    path = folder / "mirror.yaml"
    if not folder.is_dir():
        raise MirrorError(f"Le dossier miroir {folder} n’existe pas.")
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MirrorError(f"Le dossier miroir {folder} n’a pas de mirror.yaml.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MirrorError(f"{path} n’est pas du YAML lisible.") from error
    if isinstance(data, dict) and data.get("schema_version") != 1:
        raise MirrorError(f"{path} est de version {data.get('schema_version')}\u00a0; seule la version 1 est connue.")
    try:
        return Mirror.model_validate(data)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "fichier"
        raise MirrorError(f"{path} est mal écrit (à «\u00a0{where}\u00a0»).") from error


def _from_mirror(folder: Path) -> dict[str, SourceInput]:
    content = read_mirror(folder)
    root = folder.resolve()
    found: dict[str, SourceInput] = {}
    for identifier, entry in content.sources.items():
        if identifier not in cards():
            continue
        paths: list[Path] = []
        for pattern in entry.files:
            if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
                raise MirrorError(f"mirror.yaml, source {identifier}\u00a0: {pattern} sort du dossier miroir.")
            matches = sorted(root.glob(pattern))
            if not matches:
                raise MirrorError(f"mirror.yaml, source {identifier}\u00a0: le fichier {pattern} est introuvable.")
            for match in matches:
                if not match.resolve().is_relative_to(root):
                    raise MirrorError(f"mirror.yaml, source {identifier}\u00a0: {pattern} sort du dossier miroir.")
            paths += matches
        found[identifier] = SourceInput(
            id=identifier,
            paths=paths,
            layout=entry.layout,
            data_as_of=entry.data_as_of or content.data_as_of,
            origin="mirror",
        )
    return found


def read_fetched(folder: Path) -> FetchedRecord | None:
    """Return raw/<source>/fetched.json, None when nothing was fetched. Raises WrongFileError when it is unreadable."""
    path = folder / "fetched.json"
    try:
        return FetchedRecord.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValidationError, UnicodeDecodeError) as error:
        raise WrongFileError(
            f"Le relevé de téléchargement {folder.name}/fetched.json est illisible\u00a0; relancez essaim data fetch."
        ) from error


def _from_raw(raw: Path) -> dict[str, SourceInput]:
    found: dict[str, SourceInput] = {}
    for identifier in cards():
        record = read_fetched(raw / identifier)
        if record is None or not record.files:
            continue
        paths = [raw / identifier / file.name for file in record.files]
        for path, file in zip(paths, record.files, strict=True):
            if not path.is_file() or path.stat().st_size != file.bytes:
                raise WrongFileError(
                    f"Source {identifier}\u00a0: {file.name} n’est plus le fichier téléchargé "
                    f"(absent ou de taille différente)\u00a0; relancez essaim data fetch {identifier}."
                )
        found[identifier] = SourceInput(
            id=identifier,
            paths=paths,
            layout=record.layout,
            data_as_of=record.data_as_of,
            fetched_on=max(file.fetched_on for file in record.files),
            origin="fetched",
            url=record.files[0].url,
            sha256={file.name: file.sha256 for file in record.files},
        )
    return found


def check_files(given: SourceInput) -> None:
    """Check that each file exists, is not empty and holds the columns its layout needs.

    Raises MirrorError for a layout the card does not know, WrongFileError for a file that is not what it should be.
    """
    identity = card(given.id)
    layout = identity.layouts.get(given.layout)
    if layout is None:
        raise MirrorError(
            f"Source {given.id}\u00a0: la présentation «\u00a0{given.layout}\u00a0» est inconnue de sa carte "
            f"(connues\u00a0: {', '.join(identity.layouts)})."
        )
    for path in given.paths:
        _check_file(path, identity, layout)


def _check_file(path: Path, identity: SourceCard, layout: Layout) -> None:
    needed = layout.columns_of(path.name)
    # The same list is published with « ; » by one site and « , » by another: the one that fits is the right one.
    attempts = []
    for delimiter in dict.fromkeys((layout.delimiter, ",", ";", "\t")):
        columns = peek_columns(path, delimiter=delimiter, encoding=layout.encoding, source=identity.id)
        if columns is None:
            return
        attempts.append([name for name in needed if name not in columns])
    absent = min(attempts, key=len)
    if absent:
        raise WrongFileError(
            f"Source {identity.id}\u00a0: {path.name} n’a pas les colonnes attendues (absentes\u00a0: "
            f"{', '.join(absent[:5])}{'…' if len(absent) > 5 else ''})."
        )
