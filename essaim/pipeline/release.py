"""A build, from the files of the sources to a published release. The order of the steps, and what refuses a release."""

from __future__ import annotations

import resource
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from hashlib import file_digest
from importlib import resources
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from essaim import __version__
from essaim.pipeline.catalogue import SourceInput, cards
from essaim.pipeline.contract import (
    ContractError,
    FileRecord,
    Manifest,
    ReleaseKind,
    ReleasePaths,
    SourceRecord,
    TableRecord,
    current_release,
    table_contracts,
    validate_table,
)
from essaim.pipeline.database import build_database
from essaim.pipeline.engine import Engine, open_engine
from essaim.pipeline.errors import BuildRefusedError, MissingSourceError
from essaim.pipeline.joined.organisations import Register, build_register
from essaim.pipeline.joined.territories import Territories, build_territories
from essaim.pipeline.joined.territory_names import territory_names
from essaim.pipeline.name_index import build_name_index
from essaim.pipeline.publish import Building
from essaim.pipeline.published.indicators import build_indicators
from essaim.pipeline.published.maps import write_maps
from essaim.pipeline.rejects import Rejects

CATALOGUE = "indicators_catalogue.yaml"
Progress = Callable[[str], None]


def build_release(
    *,
    var: Path,
    inputs: Mapping[str, SourceInput],
    kind: ReleaseKind,
    banner: str | None,
    reference_date: date,
    progress: Progress,
    engine_name: str = "duckdb",
    limited_to: str | None = None,
    accept_loss: frozenset[str] = frozenset(),
    memory: str = "2GB",
) -> ReleasePaths:
    """Build a release aside, check it, publish it as `current`, and return its folder.

    In: the files by source id; `kind` and `banner` as shown on every page; `limited_to`: a territory_id, only whose
    organizations are kept; `accept_loss`: sources allowed to lose rows against the release served now.
    Raises PipelineError or ContractError (one French sentence); the release served before stays, whatever happens.
    """
    started = time.monotonic()
    with Building(var, now=datetime.now(UTC)) as building:
        paths = building.paths
        given = dict(inputs)
        manifest = Manifest(
            id=building.id,
            built_on=datetime.now(UTC).replace(microsecond=0),
            essaim_version=__version__,
            engine=engine_name,
            reference_date=reference_date,
            kind=kind,
            banner=banner,
            limited_to=limited_to,
        )
        building.manifest = manifest
        _need_required(given)
        progress("Sommes de contrôle des sources")
        manifest.sources = [_identity(source) for source in given.values()]
        manifest.missing_sources = _missing(given)
        rejects = Rejects(paths.rejects)
        progress("Territoires")
        territories = build_territories(given, rejects, reference_date=reference_date)
        limit = _communes_of(territories, limited_to)
        spill = paths.root / ".spill"
        with open_engine(engine_name, memory=memory, temp_dir=spill) as engine:
            progress("Répertoire des organisations")
            register = build_register(
                given,
                territories.geography,
                territories.places,
                engine,
                rejects,
                reference_date=reference_date,
                limit_to=limit,
            )
            _count_rows(manifest, territories, register, rejects)
            _refuse_losses(manifest, current_release(var), accept_loss)
            _write_tables(paths, territories, register, given, engine, progress)
        shutil.rmtree(spill, ignore_errors=True)
        progress("Contrôles")
        manifest.tables = _checked_tables(paths, territories)
        progress("Cartes")
        maps = write_maps(given, territories, paths.maps)
        progress("Index des noms")
        build_name_index(paths.search, paths.table("organizations"))
        progress("Base des pages")
        build_database(
            paths.database,
            {name: paths.table(name) for name in table_contracts()},
            outlines=maps.outlines,
            territory_names=_rows_of(territory_names(territories.tables)),
            meta={"release": manifest.id, "kind": kind, "reference_date": reference_date.isoformat()},
        )
        rejects.write()
        source = resources.files("essaim.pipeline.published") / CATALOGUE
        (paths.root / CATALOGUE).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        manifest.duration_s = round(time.monotonic() - started, 1)
        manifest.peak_mb = _peak_mb()
        progress("Publication")
        return building.publish(manifest)


def _need_required(given: Mapping[str, SourceInput]) -> None:
    absent = sorted(identity.title for identity in cards().values() if identity.required and identity.id not in given)
    if absent:
        raise MissingSourceError(
            f"Sources indispensables absentes\u00a0: {', '.join(absent)}. "
            "Téléchargez-les (essaim data fetch) ou donnez un miroir qui les contient (--mirror)."
        )


def _identity(given: SourceInput) -> SourceRecord:
    card = cards()[given.id]
    files = []
    for path in given.paths:
        with path.open("rb") as stream:
            files.append(
                FileRecord(name=path.name, sha256=file_digest(stream, "sha256").hexdigest(), bytes=path.stat().st_size)
            )
    return SourceRecord(
        id=given.id,
        title=card.title,
        producer=card.producer,
        licence=card.licence,
        homepage=card.homepage,
        url=given.url,
        origin=given.origin,
        files=files,
        layout=given.layout,
        fetched_on=given.fetched_on,
        data_as_of=given.data_as_of,
        completeness=given.completeness,
    )


def _missing(given: Mapping[str, SourceInput]) -> list[SourceRecord]:
    return [
        SourceRecord(
            id=card.id,
            title=card.title,
            producer=card.producer,
            licence=card.licence,
            homepage=card.homepage,
            origin="fetched",
            missing=True,
            note="Source non chargée dans cette édition.",
        )
        for card in cards().values()
        if card.id not in given
    ]


def _communes_of(territories: Territories, limited_to: str | None) -> list[str] | None:
    if limited_to is None:
        return None
    known = set(territories.tables["territories"]["territory_id"].to_pylist())
    if limited_to not in known:
        raise BuildRefusedError(
            f"Le territoire «\u00a0{limited_to}\u00a0» n’existe pas (exemple\u00a0: departement:59, epci:200093201)."
        )
    level, code = limited_to.split(":", 1)
    if level == "commune":
        return [code]
    table = territories.tables["territory_communes"]
    if level == "france":
        return None
    pairs = zip(table["territory_id"].to_pylist(), table["commune_code"].to_pylist(), strict=True)
    return sorted(commune for identifier, commune in pairs if identifier == limited_to)


def _count_rows(manifest: Manifest, territories: Territories, register: Register, rejects: Rejects) -> None:
    counts = {**territories.sources, **register.sources}
    for record in manifest.sources:
        rows_in, kept = counts.get(record.id, (0, 0))
        record.rows_in, record.rows_kept, record.rows_rejected = rows_in, kept, rejects.count(record.id)
        if record.id in counts and rows_in == 0:
            raise BuildRefusedError(f"Source {record.id}\u00a0: le fichier ne contient aucune ligne.")
        card = cards()[record.id]
        if rows_in and record.rows_rejected > card.max_rejected * rows_in:
            raise BuildRefusedError(
                f"Source {record.id}\u00a0: {record.rows_rejected} lignes écartées sur {rows_in}, "
                f"plus que les {card.max_rejected:.1%} admis par sa carte."
            )
        # A real file far below the expected size is an excerpt, whoever provided it: its counts are minimums.
        if record.completeness == "full" and card.expected_rows and rows_in < card.expected_rows:
            record.completeness = "excerpt"


def _refuse_losses(manifest: Manifest, served: ReleasePaths | None, accepted: frozenset[str]) -> None:
    """Refuse a source that keeps far fewer rows than in the release served (same kind, same perimeter)."""
    if served is None:
        return
    try:
        before = served.read_manifest()
    except ContractError:
        return  # an unreadable manifest gives nothing to compare with; the new release replaces it
    if before.kind != manifest.kind or before.limited_to != manifest.limited_to:
        return
    for record in manifest.sources:
        old = before.source(record.id)
        if old is None or old.missing or record.id in accepted:
            continue
        floor = (1 - cards()[record.id].allowed_loss) * old.rows_kept
        if record.rows_kept < floor:
            raise BuildRefusedError(
                f"Source {record.id}\u00a0: {record.rows_kept} lignes retenues au lieu de {old.rows_kept} dans "
                f"l’édition servie\u00a0; la perte dépasse ce que sa carte admet. Si elle est voulue\u00a0: "
                f"--accept-loss {record.id}."
            )


def _write_tables(
    paths: ReleasePaths,
    territories: Territories,
    register: Register,
    given: dict[str, SourceInput],
    engine: Engine,
    progress: Progress,
) -> None:
    contracts = table_contracts()
    for name, table in territories.tables.items():
        keys = [(column, "ascending") for column in contracts[name].sort]
        pq.write_table(table.sort_by(keys), paths.table(name), compression="zstd")
    for name in ("organizations", "establishments", "evidence", "labels"):
        engine.write_parquet(getattr(register, name), paths.table(name), sort=contracts[name].sort)
    progress("Indicateurs")
    indicators = build_indicators(register, territories, given, engine)
    engine.write_parquet(indicators, paths.table("indicators"), sort=contracts["indicators"].sort)
    schema = contracts["coverage"].arrow_schema()
    coverage = pa.Table.from_pylist(register.coverage, schema=schema)
    keys = [(column, "ascending") for column in contracts["coverage"].sort]
    pq.write_table(coverage.sort_by(keys), paths.table("coverage"), compression="zstd")


def _checked_tables(paths: ReleasePaths, territories: Territories) -> list[TableRecord]:
    records = []
    for name, contract in table_contracts().items():
        path = paths.table(name)
        faults = validate_table(path, contract)
        if faults:
            raise BuildRefusedError(" ".join(faults[:3]))
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        records.append(
            TableRecord(
                name=name,
                rows=pq.read_metadata(path).num_rows,
                sha256=digest,
                bytes=path.stat().st_size,
                columns={column: spec.type for column, spec in contract.columns.items()},
                checks=["contrat", *territories.checks.get(name, [])],
            )
        )
    return records


def _rows_of(names: pa.Table) -> list[tuple[str, str, str, int]]:
    columns = [names[column].to_pylist() for column in ("territory_id", "folded", "kind", "weight")]
    return list(zip(*columns, strict=True))


def _peak_mb() -> float:
    """Peak memory of this process in MB (ru_maxrss is in KB on Linux, in bytes on macOS)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024**2 if sys.platform == "darwin" else 1024), 1)
