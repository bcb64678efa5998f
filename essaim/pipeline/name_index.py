"""The name index of a release (Tantivy): organizations by folded names. Read by essaim.web.observatory.search."""

from __future__ import annotations

from pathlib import Path

import duckdb
import tantivy

from essaim.pipeline.contract import SEARCH_CODES, SEARCH_RANK, SEARCH_STORED, SEARCH_TEXT

_HEAP = 128_000_000
_BATCH = 50_000


def build_name_index(folder: Path, organizations: Path) -> int:
    """Index every organization that may be named; return how many.

    In: the published Parquet of organizations. A unit of partial diffusion has no name to find and stays out.
    Codes wider than the commune are those of its establishments' seat, when placed. Raises OSError on a full disk.
    """
    folder.mkdir(parents=True, exist_ok=True)
    builder = tantivy.SchemaBuilder()
    for name in SEARCH_STORED:
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(SEARCH_TEXT, stored=False, tokenizer_name="whitespace", index_option="freq")
    for name in SEARCH_CODES:
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field(SEARCH_RANK, stored=False, indexed=False, fast=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    location = str(organizations).replace("'", "''")
    establishments = str(organizations.with_name("establishments.parquet")).replace("'", "''")
    query = f"""
        SELECT o.siren, o.name, o.search_text, coalesce(o.commune_code, ''), coalesce(p.departement_code, ''),
               coalesce(p.region_code, ''), coalesce(p.epci_code, ''), o.establishments_count + 1
        FROM read_parquet('{location}') o
        LEFT JOIN (
            SELECT commune_code, any_value(departement_code) departement_code, any_value(region_code) region_code,
                   any_value(epci_code) epci_code
            FROM read_parquet('{establishments}') WHERE commune_code IS NOT NULL GROUP BY commune_code
        ) p USING (commune_code)
        WHERE o.diffusible
    """
    fields = (*SEARCH_STORED, SEARCH_TEXT, *SEARCH_CODES, SEARCH_RANK)
    count = 0
    con = duckdb.connect(config={"memory_limit": "1GB"})
    try:
        cursor = con.execute(query)
        while rows := cursor.fetchmany(_BATCH):
            for row in rows:
                document = tantivy.Document()
                for name, value in zip(fields, row, strict=True):
                    if name == SEARCH_RANK:
                        document.add_unsigned(name, value)
                    else:
                        document.add_text(name, value)
                writer.add_document(document)
            count += len(rows)
    finally:
        con.close()
    writer.commit()
    writer.wait_merging_threads()
    return count
