"""essaim.sqlite: the published tables again, in the shape and order the pages read them.

Loaded by ADBC from Arrow batches: measured 3 times quicker than sqlite3.executemany (see decision 0003).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from essaim.pipeline.contract import TableContract, table_contracts
from essaim.rules.names import word_starts

_TYPES = {"string": "TEXT", "int64": "INTEGER", "float64": "REAL", "bool": "INTEGER", "date": "TEXT"}
_BATCH = 50_000
# Nothing is kept of a half-built database (the folder is thrown away), so no journal and no waiting for the disk;
# the publication flushes the finished file.
_BUILDING = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -131072",
)

# Read in the order of their Parquet file, that of their key, save establishments: they are numbered in the order of
# their names (accents aside), and that number is their rowid.
_BY_NAME = {"establishments": ("name_rank", "lower(strip_accents(name)), siret")}

# What pages ask of a territory, whole: the ESS establishments that may be shown, by name, filtered. In this order the
# first lines of a region come without sorting, and any filtered count is read from the index alone.
_PLACE = "diffusible, is_sse, name_rank, family, sector, workforce_band, status, labels"
_INDEXES: dict[str, list[tuple[str, str]]] = {
    "organizations": [
        ("organizations_commune", "commune_code"),
        # The whole register is listed by folded name; nobody who may not be named is in it.
        ("organizations_listed", "is_sse, diffusible, search_text"),
        ("organizations_by_size", "is_sse, diffusible, nullif(workforce_band, 'NN') DESC, search_text"),
    ],
    "establishments": [
        ("establishments_siret", "siret"),
        ("establishments_siren", "siren"),
        ("establishments_place", "latitude, longitude) WHERE (latitude IS NOT NULL"),
        ("establishments_commune", f"commune_code, {_PLACE}"),
        ("establishments_district", f"municipal_district_code, {_PLACE}) WHERE (municipal_district_code IS NOT NULL"),
        ("establishments_arrondissement", f"arrondissement_code, {_PLACE}"),
        ("establishments_epci", f"epci_code, {_PLACE}"),
        ("establishments_ept", f"ept_code, {_PLACE}) WHERE (ept_code IS NOT NULL"),
        ("establishments_departement", f"departement_code, {_PLACE}"),
        ("establishments_region", f"region_code, {_PLACE}"),
        # Who does a trade, in a place: what a buyer looks for. Nobody who may not be named is in it.
        (
            "establishments_activity",
            "departement_code, naf_code, is_sse, commune_code, labels)"
            " WHERE (diffusible = 1 AND naf_nomenclature = 'NAFRev2'",
        ),
        ("establishments_labelled", "departement_code, commune_code) WHERE (diffusible = 1 AND labels <> ''"),
    ],
    "territories": [("territories_address", "level, code"), ("territories_code", "code")],
    "territory_communes": [("territory_communes_commune", "commune_code")],
    "commune_successions": [("commune_successions_new", "new_code")],
    "labels": [("labels_label", "label")],
    # A buyer's contracts, latest first, and those that end: only running ones are asked by their end.
    "contracts": [
        ("contracts_buyer", "buyer_siren, notified_on DESC"),
        ("contracts_running", "buyer_siren, ends_on) WHERE (is_running = 1"),
        ("contracts_division", "cpv_division, ends_on) WHERE (is_running = 1"),
        ("contracts_ending", "ends_on, buyer_siren) WHERE (is_running = 1"),
        # What others did: held by the ESS, reserved, with a social clause or criterion.
        (
            "contracts_remarkable",
            "cpv_code, notified_on DESC) WHERE"
            " (sse_holders > 0 OR reserved = 1 OR social_clause = 1 OR social_criterion = 1",
        ),
    ],
    "contract_holders": [("contract_holders_holder", "holder_key")],
    "holders": [("holders_siren", "siren")],
    "buyers": [
        ("buyers_territory", "territory_id"),
        ("buyers_commune", "commune_code"),
        ("buyers_epci", "epci_code"),
        ("buyers_departement", "departement_code"),
        ("buyers_region", "region_code"),
    ],
    "notices": [("notices_deadline", "deadline_on")],
}
_UNIQUE = {"establishments_siret", "territories_address"}

TERRITORY_NAMES = {"territory_id": "TEXT", "folded": "TEXT", "kind": "TEXT", "weight": "INTEGER"}
# What autocomplete looks up: see essaim.rules.names.word_starts. One range of the key answers one keystroke.
TERRITORY_STARTS = """CREATE TABLE territory_starts (
    start TEXT, place INTEGER, territory_id TEXT, kind TEXT, folded TEXT, PRIMARY KEY (start, place)) WITHOUT ROWID"""
OUTLINES = {
    "territory_id": "TEXT",
    "geojson": "TEXT",
    "svg_path": "TEXT",
    "viewbox": "TEXT",
    "plane": "TEXT",
    "inset": "TEXT",
}


def build_database(
    path: Path,
    tables: Mapping[str, Path],
    *,
    outlines: pa.Table | None,
    territory_names: Iterable[tuple[str, str, str, int]],
    meta: Mapping[str, str],
) -> None:
    """Write essaim.sqlite from the published Parquet files.

    In: `tables` = Parquet path by table name; `outlines` = columns OUTLINES;
    `territory_names` = (territory_id, folded name, kind, weight). Raises OSError or a database error on a full disk.
    """
    contracts = table_contracts()
    with sqlite3.connect(path) as con:
        con.execute("PRAGMA page_size = 8192")
        for name in tables:
            con.execute(_create(contracts[name]))
        for name, fields in (("territory_names", TERRITORY_NAMES), ("outlines", OUTLINES)):
            con.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in fields.items())})")
        con.execute(TERRITORY_STARTS)
        con.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
    con.close()
    _load(path, [(contracts[name], source) for name, source in tables.items()], outlines)
    con = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in (*_BUILDING, "PRAGMA temp_store = FILE"):
            con.execute(pragma)
        con.execute("BEGIN")
        names = list(territory_names)
        con.executemany("INSERT INTO territory_names VALUES (?, ?, ?, ?)", names)
        con.executemany("INSERT INTO territory_starts VALUES (?, ?, ?, ?, ?)", word_starts(names))
        con.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        con.execute("CREATE INDEX territory_names_folded ON territory_names (folded, kind, weight, territory_id)")
        con.execute("CREATE UNIQUE INDEX outlines_territory ON outlines (territory_id)")
        for name in tables:
            for index, columns in _INDEXES.get(name, []):
                unique = "UNIQUE " if index in _UNIQUE else ""
                con.execute(f"CREATE {unique}INDEX {index} ON {name} ({columns})")
        con.execute("COMMIT")
        # A sample is enough for the planner to choose between indexes.
        con.execute("PRAGMA analysis_limit = 1000")
        con.execute("ANALYZE")
    finally:
        con.close()


def _create(contract: TableContract) -> str:
    columns = [
        f'"{name}" {_TYPES[column.type]}{" NOT NULL" if column.required else ""}'
        for name, column in contract.columns.items()
    ]
    if contract.table in _BY_NAME:
        number = _BY_NAME[contract.table][0]
        return f"CREATE TABLE {contract.table} ({', '.join(columns)}, {number} INTEGER PRIMARY KEY)"
    key = ", ".join(f'"{name}"' for name in contract.key)
    return f"CREATE TABLE {contract.table} ({', '.join(columns)}, PRIMARY KEY ({key})) WITHOUT ROWID"


def _load(path: Path, tables: list[tuple[TableContract, Path]], outlines: pa.Table | None) -> None:
    from adbc_driver_sqlite import dbapi

    source = duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(path.with_suffix(".spill"))})
    target = dbapi.connect(f"file:{path}", autocommit=True)
    try:
        cursor = target.cursor()
        for pragma in _BUILDING:
            cursor.execute(pragma)
            cursor.fetchall()
        for contract, parquet in tables:
            batches = source.execute(_select(contract, parquet)).to_arrow_reader(_BATCH)
            cursor.adbc_ingest(contract.table, batches, mode="append")
        if outlines is not None and outlines.num_rows:
            cursor.adbc_ingest("outlines", outlines.select(list(OUTLINES)), mode="append")
        cursor.close()
    finally:
        target.close()
        source.close()


def _select(contract: TableContract, parquet: Path) -> str:
    """Read a table in the order of its storage (to append at the end of a B-tree is quick); dates become ISO text."""
    columns = ", ".join(
        f'"{name}"::VARCHAR AS "{name}"' if column.type == "date" else f'"{name}"'
        for name, column in contract.columns.items()
    )
    order = f" ORDER BY {_BY_NAME[contract.table][1]}" if contract.table in _BY_NAME else ""
    location = str(parquet).replace("'", "''")
    return f"SELECT {columns} FROM read_parquet('{location}'){order}"
