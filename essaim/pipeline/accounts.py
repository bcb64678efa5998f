"""The accounts of a build: what the manifest says of sources and tables, and what makes a release refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import file_digest
from importlib import resources

import duckdb
import pyarrow.parquet as pq

from essaim.pipeline.catalogue import SourceInput, cards
from essaim.pipeline.contract import (
    EXCERPT_BANNER,
    ContractError,
    FileRecord,
    Manifest,
    ReleasePaths,
    SourceRecord,
    TableRecord,
    table_contracts,
    validate_table,
)
from essaim.pipeline.errors import BuildRefusedError, MissingSourceError, WrongFileError, row_words
from essaim.pipeline.rejects import Rejects

# A table may lose so much against the release served before the build is refused; labels expire faster.
_TABLE_LOSS = {"labels": 0.25, "evidence": 0.15}
_USUAL_TABLE_LOSS = 0.10


def need_required(given: Mapping[str, SourceInput]) -> None:
    """Raise MissingSourceError naming every required source that has no file."""
    absent = sorted(identity.title for identity in cards().values() if identity.required and identity.id not in given)
    if absent:
        raise MissingSourceError(
            f"Sources indispensables absentes\u00a0: {', '.join(absent)}. "
            "Téléchargez-les (essaim data fetch) ou donnez un miroir qui les contient (--mirror)."
        )


def known_losses(accepted: Iterable[str]) -> None:
    """Raise BuildRefusedError on a name that is neither a source nor a table: a typing error would accept nothing."""
    if unknown := sorted(set(accepted) - set(cards()) - set(table_contracts())):
        raise BuildRefusedError(
            f"--accept-loss\u00a0: «\u00a0{unknown[0]}\u00a0» n’est ni une source ni une table. "
            f"Sources\u00a0: {', '.join(sorted(cards()))}. Tables\u00a0: {', '.join(sorted(table_contracts()))}."
        )


def source_record(given: SourceInput) -> SourceRecord:
    """Return the identity of a source with the checksums of its files.

    Raises WrongFileError when a file is no longer the one that was downloaded.
    """
    card = cards()[given.id]
    files = []
    for path in given.paths:
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        if given.sha256.get(path.name, digest) != digest:
            raise WrongFileError(
                f"Source {given.id}\u00a0: {path.name} n’est plus le fichier téléchargé\u00a0; "
                f"relancez essaim data fetch {given.id}."
            )
        files.append(FileRecord(name=path.name, sha256=digest, bytes=path.stat().st_size))
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


def missing_records(given: Mapping[str, SourceInput]) -> list[SourceRecord]:
    """Return the records of the sources that have a card and no file."""
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


def count_rows(manifest: Manifest, counts: Mapping[str, tuple[int, int]], rejects: Rejects) -> None:
    """Write in the manifest the rows read, kept and rejected, and how complete each source is.

    `counts`: rows in and kept by source (reference files are not counted). Raises BuildRefusedError for an empty source
    or one whose rejected share exceeds its card.
    """
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
        if (
            record.id in counts
            and record.completeness == "full"
            and card.expected_rows
            and rows_in < card.expected_rows
        ):
            record.completeness = "excerpt"


def say_what_is_missing(manifest: Manifest) -> None:
    """Turn a real release into an excerpt when a required source is one, or when only one territory is loaded."""
    if manifest.kind != "real":
        return
    partial = [s for s in manifest.sources if s.completeness == "excerpt" and cards()[s.id].required]
    if partial or manifest.limited_to:
        manifest.kind = "excerpt"
        manifest.banner = EXCERPT_BANNER


def refuse_losses(manifest: Manifest, served: ReleasePaths | None, accepted: Iterable[str]) -> None:
    """Refuse a source or a table that holds far fewer rows than in the release served (same kind, same perimeter).

    `accepted`: ids of sources, or names of tables, whose loss is wanted. Tables count once the manifest has them.
    Raises BuildRefusedError naming the source and the way to accept the loss.
    """
    before = _comparable(manifest, served)
    if before is None:
        return
    wanted = set(accepted)
    for old in before.sources:
        if old.missing or old.id in wanted or old.id not in cards():
            continue
        now = manifest.source(old.id)
        kept = 0 if now is None else now.rows_kept
        if kept < (1 - cards()[old.id].allowed_loss) * old.rows_kept:
            raise BuildRefusedError(_loss("Source", old.id, kept, old.rows_kept))
    for table in manifest.tables:
        past = before.table(table.name)
        allowed = _TABLE_LOSS.get(table.name, _USUAL_TABLE_LOSS)
        if past is not None and table.name not in wanted and not wanted and table.rows < (1 - allowed) * past.rows:
            raise BuildRefusedError(_loss("Table", table.name, table.rows, past.rows))


def _comparable(manifest: Manifest, served: ReleasePaths | None) -> Manifest | None:
    if served is None:
        return None
    try:
        before = served.read_manifest()
    except ContractError:
        return None  # an unreadable manifest gives nothing to compare with; the new release replaces it
    return before if (before.kind, before.limited_to) == (manifest.kind, manifest.limited_to) else None


def _loss(what: str, name: str, now: int, before: int) -> str:
    return (
        f"{what} {name}\u00a0: {now} lignes au lieu de {before} dans l’édition servie\u00a0; c’est plus que la perte "
        f"admise. Si elle est voulue\u00a0: --accept-loss {name}."
    )


def checked_tables(paths: ReleasePaths) -> list[TableRecord]:
    """Check every published table against its contract and published/checks.sql; return their records.

    Raises BuildRefusedError with the first faults.
    """
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
                checks=["contrat"],
            )
        )
    names = cross_checks(paths)
    for record in records:
        record.checks += [name for name, tables in names.items() if record.name in tables]
    return records


def cross_checks(paths: ReleasePaths) -> dict[str, list[str]]:
    """Run published/checks.sql over the tables of a release; return the tables that each check reads, by its name.

    Raises BuildRefusedError naming the first check that finds a row, with that row.
    """
    text = (resources.files("essaim.pipeline.published") / "checks.sql").read_text(encoding="utf-8")
    done: dict[str, list[str]] = {}
    con = duckdb.connect(config={"memory_limit": "1GB"})
    try:
        for name in table_contracts():
            location = str(paths.table(name)).replace("'", "''")
            con.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{location}')")
        for statement in text.split(";"):
            lines = statement.strip().splitlines()
            if not lines:
                continue
            name = lines[0].removeprefix("--").strip()
            bad = con.execute("\n".join(lines)).fetchone()
            if bad is not None:
                raise BuildRefusedError(
                    f"Contrôle non respecté\u00a0: {name}, par exemple par la ligne {row_words(bad)}."
                )
            body = " ".join(lines[1:])
            done[name] = [table for table in table_contracts() if f" {table} " in f"{body} "]
    finally:
        con.close()
    return done
