"""Nomenclatures published as they are: today the CPV, what public contracts are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.contract import table_contract
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.cpv_2008 import clean as cpv


@dataclass(frozen=True)
class Nomenclatures:
    """`tables`: published tables by name, in the columns of their contracts. `sources`: rows in and kept by source."""

    tables: dict[str, pa.Table]
    sources: dict[str, tuple[int, int]]


def build_nomenclatures(inputs: Mapping[str, SourceInput], rejects: Rejects) -> Nomenclatures:
    """Build the tables; without its source a table is published empty. Raises WrongFileError for a wrong file."""
    schema = table_contract("cpv").arrow_schema()
    if cpv.SOURCE not in inputs:
        return Nomenclatures({"cpv": schema.empty_table()}, {})
    table, rows_in = cpv.clean(inputs[cpv.SOURCE], rejects)
    run_checks(cpv.SOURCE, table)
    return Nomenclatures({"cpv": table.select(schema.names).cast(schema)}, {cpv.SOURCE: (rows_in, table.num_rows)})
