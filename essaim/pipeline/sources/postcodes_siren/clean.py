"""Postcodes and SIREN of communes (La Poste and INSEE, gathered by Etalab)."""

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.small_files import (
    commune_code,
    is_overseas_collectivity,
    padded,
    read_json_list,
    read_rows,
    text_table,
)

SOURCE = "postcodes_siren"
SCHEMA = pa.schema([("code", pa.string()), ("siren", pa.string()), ("postcodes", pa.string())])
_KINDS = {"commune-actuelle", "arrondissement-municipal"}


def clean(source_input: SourceInput, rejects: Rejects) -> pa.Table:
    """Return one row per current commune and arrondissement municipal; postcodes are | separated and sorted.

    Former communes of the same file are of no use here and are not counted as lost. Raises WrongFileError.
    """
    rows = []
    for path in source_input.paths:
        if path.suffix == ".csv":
            needed = ("code", "type", "siren", "codespostaux")
            for _, table in read_rows(SOURCE, [path], needed):
                for record in table.select(needed).to_pylist():
                    if record["type"] in _KINDS:
                        rows.append(_row(record["code"], record["siren"], record["codespostaux"].split("|")))
        else:
            for record in read_json_list(SOURCE, path, "data/communes.json", ("code", "codesPostaux")):
                # The API Découpage administratif is asked for these two kinds and gives no type.
                if source_input.layout == "geo_api" or record["type"] in _KINDS:
                    rows.append(_row(record["code"], record.get("siren", ""), record.get("codesPostaux", [])))
    return text_table([row for row in rows if not is_overseas_collectivity(row["code"])], SCHEMA)


def _row(code: str, siren: str, postcodes: list[str]) -> dict[str, str]:
    joined = "|".join(sorted({padded(postcode, 5) or "" for postcode in postcodes} - {""}))
    return {"code": commune_code(code), "siren": padded(siren, 9) or "", "postcodes": joined}
