"""What is published: tables, manifest and folder of a release. The only module of the pipeline that the web may import.

Nothing heavy is imported here: pyarrow and duckdb are loaded by the functions that need them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 1
ColumnType = Literal["string", "int64", "float64", "bool", "date"]
ReleaseKind = Literal["real", "excerpt", "demonstration"]

# The banners a reader sees on every page, export and PDF when the release is not the whole of France.
EXCERPT_BANNER = (
    "Extrait\u00a0: cette édition ne charge qu’une partie des sources officielles\u00a0; "
    "ses comptes sont des minimums, pas des totaux."
)
DEMONSTRATION_BANNER = (
    "Démonstration\u00a0: organisations et marchés fictifs, sur de vrais territoires. "
    "Pour la France réelle\u00a0: essaim data fetch && essaim data build"
)

# Name index (Tantivy): a SIREN, stored, and names already folded by essaim.rules.names.fold; queries must be folded the
# same way. Everything else about an organization is in essaim.sqlite.
SEARCH_KEY = "siren"
SEARCH_TEXT = "search_text"


class ContractError(Exception):
    """A contract, a manifest or a release folder is malformed; `str(error)` is one French sentence."""


class Column(BaseModel):
    """One column of a published table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: ColumnType
    required: bool = False
    values: tuple[str, ...] | None = None
    unit: str | None = None
    description: str | None = None


class TableContract(BaseModel):
    """A published table: grain, key, order and columns, as written in published/<table>.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str
    title: str
    grain: str
    key: tuple[str, ...] = Field(min_length=1)
    sort: tuple[str, ...] = Field(min_length=1)
    columns: dict[str, Column] = Field(min_length=1)

    @model_validator(mode="after")
    def _key_and_sort_are_columns(self) -> TableContract:
        unknown = [name for name in (*self.key, *self.sort) if name not in self.columns]
        if unknown:
            raise ValueError(f"key or sort names unknown columns: {unknown}")
        return self

    def arrow_schema(self) -> pa.Schema:
        """Return the pyarrow schema of the table (string, int64, double, bool, date32), columns in contract order."""
        import pyarrow as pa

        types = {
            "string": pa.string(),
            "int64": pa.int64(),
            "float64": pa.float64(),
            "bool": pa.bool_(),
            "date": pa.date32(),
        }
        return pa.schema([pa.field(name, types[column.type]) for name, column in self.columns.items()])


@cache
def table_contracts() -> dict[str, TableContract]:
    """Return every table contract by table name.

    Raises ContractError when a file of published/ is not a valid contract.
    """
    found: dict[str, TableContract] = {}
    folder = resources.files("essaim.pipeline.published")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        data = yaml.safe_load(entry.read_text(encoding="utf-8"))
        if not isinstance(data, dict) or "table" not in data:
            continue  # indicators_catalogue.yaml and other reference files live beside the contracts
        try:
            contract = TableContract.model_validate(data)
        except ValidationError as error:
            raise ContractError(f"Le contrat {entry.name} est mal écrit\u00a0: {error}") from error
        if entry.name != f"{contract.table}.yaml":
            raise ContractError(f"Le contrat {entry.name} décrit la table {contract.table}.")
        found[contract.table] = contract
    return found


def table_contract(name: str) -> TableContract:
    """Return one contract; raises ContractError for an unknown table."""
    try:
        return table_contracts()[name]
    except KeyError:
        raise ContractError(f"La table «\u00a0{name}\u00a0» n’est pas publiée.") from None


def validate_table(table: Path | pa.Table, contract: TableContract) -> list[str]:
    """Check a table (Parquet path or Arrow table) against its contract; return French sentences, none when all is well.

    Checks columns and their order, types, required values, listed values and uniqueness of the key.
    """
    import duckdb
    import pyarrow.parquet as pq

    actual = pq.read_schema(table) if isinstance(table, Path) else table.schema
    expected = contract.arrow_schema()
    faults: list[str] = []
    if actual.names != expected.names:
        absent = [name for name in expected.names if name not in actual.names]
        extra = [name for name in actual.names if name not in expected.names]
        detail = (
            f"colonnes absentes {absent}, en trop {extra}" if absent or extra else "colonnes dans un ordre différent"
        )
        return [f"{contract.table}\u00a0: {detail}."]
    for name in expected.names:
        if actual.field(name).type != expected.field(name).type:
            faults.append(
                f"{contract.table}.{name}\u00a0: type {actual.field(name).type}, attendu {expected.field(name).type}."
            )
    if faults:
        return faults
    con = duckdb.connect()
    try:
        if isinstance(table, Path):
            relation = con.read_parquet(str(table))
        else:
            relation = con.from_arrow(table)
        relation.create_view("t")
        faults += _value_faults(con, contract)
    finally:
        con.close()
    return faults


def _value_faults(con, contract: TableContract) -> list[str]:  # type: ignore[no-untyped-def]
    """Return the faults found in the rows of view `t`: one scan for values, one for the key."""
    measures: list[tuple[str, str]] = []
    for name, column in contract.columns.items():
        if column.required:
            measures.append(
                (f'count(*) FILTER ("{name}" IS NULL)', f"{contract.table}.{name}\u00a0: {{}} valeurs absentes.")
            )
        if column.values is not None:
            listed = ", ".join("'" + value.replace("'", "''") + "'" for value in column.values)
            measures.append(
                (
                    f'count(*) FILTER ("{name}" IS NOT NULL AND "{name}" NOT IN ({listed}))',
                    f"{contract.table}.{name}\u00a0: {{}} valeurs hors de la liste.",
                )
            )
        if column.type == "float64":
            measures.append(
                (f'count(*) FILTER (NOT isfinite("{name}"))', f"{contract.table}.{name}\u00a0: {{}} valeurs infinies.")
            )
    faults: list[str] = []
    if measures:
        row = con.execute("SELECT " + ", ".join(expression for expression, _ in measures) + " FROM t").fetchone()
        faults += [sentence.format(value) for value, (_, sentence) in zip(row, measures, strict=True) if value]
    key = ", ".join(f'"{name}"' for name in contract.key)
    twice = con.execute(f"SELECT count(*) FROM (SELECT 1 FROM t GROUP BY {key} HAVING count(*) > 1)").fetchone()[0]
    if twice:
        faults.append(f"{contract.table}\u00a0: {twice} clés en double ({', '.join(contract.key)}).")
    return faults


class FileRecord(BaseModel):
    """One file a source was read from."""

    name: str
    sha256: str
    bytes: int


class SourceRecord(BaseModel):
    """What a release says of one source: identity, files, dates, and rows read, kept and rejected."""

    id: str
    title: str
    producer: str
    licence: str
    url: str | None = None
    homepage: str | None = None
    origin: Literal["mirror", "fetched", "demonstration", "package"]
    files: list[FileRecord] = []
    layout: str = "official"
    fetched_on: datetime | None = None
    data_as_of: date | None = None
    completeness: Literal["full", "excerpt", "synthetic"] = "full"
    rows_in: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    missing: bool = False
    note: str | None = None


class TableRecord(BaseModel):
    """What a release says of one published table; `columns` maps each column to its type."""

    name: str
    rows: int
    sha256: str
    bytes: int
    columns: dict[str, str]
    checks: list[str] = []


class Manifest(BaseModel):
    """The identity of a release (manifest.json)."""

    schema_version: int = SCHEMA_VERSION
    id: str
    built_on: datetime
    essaim_version: str
    engine: str
    reference_date: date
    kind: ReleaseKind
    banner: str | None = None
    sources: list[SourceRecord] = []
    missing_sources: list[SourceRecord] = []
    tables: list[TableRecord] = []
    limited_to: str | None = None
    duration_s: float = 0.0
    peak_mb: float | None = None

    def source(self, identifier: str) -> SourceRecord | None:
        """Return the record of a source, present or missing; None when the release has never heard of it."""
        return next((s for s in (*self.sources, *self.missing_sources) if s.id == identifier), None)

    def table(self, name: str) -> TableRecord | None:
        """Return the record of a table, None when it is not published."""
        return next((table for table in self.tables if table.name == name), None)


@dataclass(frozen=True)
class ReleasePaths:
    """The files of one release. `root` is the real folder, never the `current` link: it stays valid after a switch."""

    root: Path

    @property
    def id(self) -> str:
        return self.root.name

    @property
    def manifest(self) -> Path:
        return self.root / "manifest.json"

    @property
    def tables(self) -> Path:
        return self.root / "tables"

    @property
    def database(self) -> Path:
        return self.root / "essaim.sqlite"

    @property
    def search(self) -> Path:
        return self.root / "search"

    @property
    def maps(self) -> Path:
        return self.root / "maps"

    @property
    def rejects(self) -> Path:
        return self.root / "rejects"

    def table(self, name: str) -> Path:
        """Return the Parquet file of a published table."""
        return self.tables / f"{name}.parquet"

    def read_manifest(self) -> Manifest:
        """Return the manifest; raises ContractError when it is absent, edited or of another version."""
        return read_manifest(self.manifest)


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest.json. Raises ContractError with one French sentence."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        manifest = Manifest.model_validate(data)
    except FileNotFoundError:
        raise ContractError(f"L’édition {path.parent.name} n’a pas de manifeste.") from None
    except (json.JSONDecodeError, UnicodeDecodeError, ValidationError) as error:
        raise ContractError(f"Le manifeste de l’édition {path.parent.name} est illisible ou a été modifié.") from error
    if manifest.schema_version != SCHEMA_VERSION:
        raise ContractError(
            f"L’édition {path.parent.name} a un manifeste de version {manifest.schema_version}\u00a0; "
            f"cette version d’Essaim lit la version {SCHEMA_VERSION}."
        )
    return manifest


def releases_folder(var: Path) -> Path:
    """Return the folder that holds every release and the `current` link."""
    return var / "releases"


def current_release(var: Path) -> ReleasePaths | None:
    """Return the release served now (target of var/releases/current), None when there is none or the link dangles."""
    try:
        root = (releases_folder(var) / "current").resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        return None
    return ReleasePaths(root) if (root / "manifest.json").is_file() else None


def list_releases(var: Path) -> list[ReleasePaths]:
    """Return the published releases, oldest first. Builds in progress and failed ones are left out."""
    folder = releases_folder(var)
    if not folder.is_dir():
        return []
    return [
        ReleasePaths(entry)
        for entry in sorted(folder.iterdir())
        if entry.is_dir()
        and not entry.is_symlink()
        and not entry.name.startswith(".")
        and entry.name != "failed"
        and (entry / "manifest.json").is_file()
    ]
