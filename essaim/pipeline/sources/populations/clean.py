"""Populations of communes and arrondissements municipaux (INSEE): the population municipale, never the totale."""

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.small_files import (
    commune_code,
    is_overseas_collectivity,
    read_json_list,
    read_rows,
    text_table,
    whole_number,
)

SOURCE = "populations"
SCHEMA = pa.schema([("code", pa.string()), ("population", pa.int64())])


def clean(source_input: SourceInput, rejects: Rejects) -> pa.Table:
    """Return one row per commune or arrondissement municipal: PMUN, in inhabitants.

    PTOT counts some people twice (PTOT = PMUN + PCAP) and cannot be summed: it is not read. Raises WrongFileError.
    """
    if source_input.layout in {"etalab_npm", "etalab_decoupage"}:
        pairs = _etalab(source_input)
    else:
        pairs = _official(source_input)
    kept: list[dict[str, str | int | None]] = []
    broken: list[dict[str, str | int | None]] = []
    for code, text in pairs:
        population = whole_number(text)
        row = {"code": code, "population": population}
        (kept if population is not None and len(code) == 5 else broken).append(row)
    rejects.add(SOURCE, "Population ou code illisible", broken, key="code")
    return text_table(kept, SCHEMA)


def _official(source_input: SourceInput) -> list[tuple[str, str]]:
    pairs = []
    for _, table in read_rows(SOURCE, source_input.paths, ("dep", "codcom", "pmun"), member="*communes.csv"):
        for record in table.to_pylist():
            # The Mayotte file leaves COM empty: département 976 and commune 601 make 97601.
            code = commune_code(record.get("com", ""))
            if len(code) != 5:
                departement = record["dep"] if len(record["dep"]) > 1 else record["dep"].zfill(2)
                code = departement[:2] + record["codcom"].zfill(3)
            pairs.append((code, record["pmun"]))
    return pairs


def _etalab(source_input: SourceInput) -> list[tuple[str, str]]:
    pairs = []
    for path in source_input.paths:
        if path.suffix == ".csv":
            for _, table in read_rows(SOURCE, [path], ("code", "population")):
                pairs += list(zip(table["code"].to_pylist(), table["population"].to_pylist(), strict=True))
        else:
            records = read_json_list(SOURCE, path, "data/communes.json", ("code", "population"))
            pairs += [(record["code"], str(record["population"])) for record in records if "population" in record]
    return [(commune_code(code), text) for code, text in pairs if text != "" and not is_overseas_collectivity(code)]
