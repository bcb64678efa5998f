"""A build, from the files of the sources to a published release. The order of the steps, and what refuses a release."""

from __future__ import annotations

import resource
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path

import pyarrow as pa

from essaim import __version__
from essaim.pipeline.accounts import (
    checked_tables,
    count_rows,
    known_losses,
    missing_records,
    need_required,
    refuse_losses,
    say_what_is_missing,
    source_record,
)
from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.contract import (
    Manifest,
    ReleaseKind,
    ReleasePaths,
    TableContract,
    current_release,
    table_contracts,
)
from essaim.pipeline.database import build_database
from essaim.pipeline.engine import Engine, open_engine, write_arrow
from essaim.pipeline.errors import BuildRefusedError
from essaim.pipeline.joined.nomenclatures import Nomenclatures, build_nomenclatures
from essaim.pipeline.joined.organisations import Register, build_register
from essaim.pipeline.joined.territories import Territories, build_territories
from essaim.pipeline.joined.territory_names import territory_names
from essaim.pipeline.name_index import build_name_index
from essaim.pipeline.procurement import build_procurement
from essaim.pipeline.publish import Building
from essaim.pipeline.published.contract_coverage import contract_coverage
from essaim.pipeline.published.indicators import build_indicators
from essaim.pipeline.published.kept_maps import maps_drawn_once
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
    memory: str = "1GB",
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
        )
        building.manifest = manifest
        known_losses(accept_loss)
        need_required(given)
        progress("Sommes de contrôle des sources")
        manifest.sources = [source_record(source) for source in given.values()]
        manifest.missing_sources = missing_records(given)
        rejects = Rejects(paths.rejects)
        progress("Territoires")
        territories = build_territories(given, rejects, reference_date=reference_date)
        nomenclatures = build_nomenclatures(given, rejects)
        manifest.limited_to = territory_named(territories, limited_to)
        limit = _communes_of(territories, manifest.limited_to)
        served = current_release(var)
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
            progress("Marchés publics")
            bought = build_procurement(
                given,
                register,
                territories,
                engine,
                rejects,
                reference_date=reference_date,
                paths=paths,
                scratch=spill,
            )
            register.coverage += contract_coverage(bought, paths, rejects, engine)
            counts = {**territories.sources, **nomenclatures.sources, **register.sources, **bought}
            count_rows(manifest, counts, rejects)
            say_what_is_missing(manifest)
            refuse_losses(manifest, served, accept_loss)
            _write_tables(paths, territories, nomenclatures, register, engine, progress)
        shutil.rmtree(spill, ignore_errors=True)
        progress("Contrôles")
        manifest.tables = checked_tables(paths)
        refuse_losses(manifest, served, accept_loss)
        progress("Cartes")
        maps = maps_drawn_once(given, territories, paths.maps, kept=var / "kept" / "maps")
        progress("Index des noms et base des pages")
        # Side by side: the one holds Python's lock, the other works outside of it.
        with ThreadPoolExecutor(max_workers=1) as beside:
            names = beside.submit(build_name_index, paths.search, paths.table("organizations"))
            build_database(
                paths.database,
                {name: paths.table(name) for name in table_contracts()},
                outlines=maps.outlines,
                territory_names=_rows_of(territory_names(territories.tables)),
                meta={"release": manifest.id, "kind": manifest.kind, "reference_date": reference_date.isoformat()},
            )
            names.result()
        rejects.write()
        source = resources.files("essaim.pipeline.published") / CATALOGUE
        (paths.root / CATALOGUE).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        manifest.duration_s = round(time.monotonic() - started, 1)
        manifest.peak_mb = _peak_mb()
        progress("Publication")
        return building.publish(manifest)


def territory_named(territories: Territories, text: str | None) -> str | None:
    """Return the territory_id that a person means by "departement:59", or by a code that only one territory bears.

    Raises BuildRefusedError when there is none, or several (32 is Gers and Hauts-de-France).
    """
    if text is None:
        return None
    table = territories.tables["territories"]
    identifiers, codes = table["territory_id"].to_pylist(), table["code"].to_pylist()
    wanted = text.strip()
    meant = [one for one, code in zip(identifiers, codes, strict=True) if wanted in (one, code)]
    if not meant:
        raise BuildRefusedError(
            f"Le territoire «\u00a0{wanted}\u00a0» n’existe pas (exemples\u00a0: 59350, departement:59)."
        )
    if len(meant) > 1:
        raise BuildRefusedError(f"Le code «\u00a0{wanted}\u00a0» est ambigu\u00a0: {', '.join(sorted(meant))}.")
    return meant[0]


def _communes_of(territories: Territories, territory: str | None) -> list[str] | None:
    """Return the communes of a territory, None for the whole of France."""
    if territory is None:
        return None
    level, code = territory.split(":", 1)
    if level == "france":
        return None
    if level == "commune":
        return [code]
    table = territories.tables["territory_communes"]
    pairs = zip(table["territory_id"].to_pylist(), table["commune_code"].to_pylist(), strict=True)
    return sorted(commune for identifier, commune in pairs if identifier == territory)


def _write_tables(
    paths: ReleasePaths,
    territories: Territories,
    nomenclatures: Nomenclatures,
    register: Register,
    engine: Engine,
    progress: Progress,
) -> None:
    contracts = table_contracts()
    for name, table in {**territories.tables, **nomenclatures.tables}.items():
        _write_sorted(table, paths, contracts[name])
    for name in ("organizations", "establishments", "evidence", "labels"):
        engine.write_parquet(getattr(register, name), paths.table(name), sort=contracts[name].sort)
    progress("Indicateurs")
    write_arrow(build_indicators(register, territories, engine), paths.table("indicators"))
    coverage = pa.Table.from_pylist(register.coverage, schema=contracts["coverage"].arrow_schema())
    _write_sorted(coverage, paths, contracts["coverage"])


def _write_sorted(table: pa.Table, paths: ReleasePaths, contract: TableContract) -> None:
    keys = [(column, "ascending") for column in contract.sort]
    write_arrow(table.sort_by(keys), paths.table(contract.table))


def _rows_of(names: pa.Table) -> list[tuple[str, str, str, int]]:
    columns = [names[column].to_pylist() for column in ("territory_id", "folded", "kind", "weight")]
    return list(zip(*columns, strict=True))


def _peak_mb() -> float:
    """Peak memory of this process in MB (ru_maxrss is in KB on Linux, in bytes on macOS)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024**2 if sys.platform == "darwin" else 1024), 1)
