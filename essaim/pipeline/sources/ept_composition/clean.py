"""Composition of the établissements publics territoriaux of Grand Paris (DGCL)."""

import re

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.small_files import commune_code, padded, read_json_list, read_rows, text_table

SOURCE = "ept_composition"
SCHEMA = pa.schema([("ept_code", pa.string()), ("ept_name", pa.string()), ("commune_code", pa.string())])
_COLUMNS = {
    "official": ("siren", "raison_sociale", "insee"),
    "etalab_decoupage": ("ept_siren", "ept_nom", "commune_code"),
}


def clean(source_input: SourceInput, rejects: Rejects) -> pa.Table:
    """Return one row per commune in an EPT (129 of the métropole’s 130: Paris is in none). Raises WrongFileError."""
    if source_input.layout == "etalab_npm":
        rows = [
            _row(record["code"], record["nom"], member["code"])
            for path in source_input.paths
            for record in read_json_list(SOURCE, path, "data/ept.json", ("code", "nom", "membres"))
            for member in record["membres"]
        ]
    else:
        wanted = _COLUMNS[source_input.layout]
        rows = [
            _row(*(record[name] for name in wanted))
            for _, table in read_rows(SOURCE, source_input.paths, wanted)
            for record in table.select(wanted).to_pylist()
        ]
    bad = [
        row for row in rows if not re.fullmatch(r"\d{9}", row["ept_code"] or "") or len(row["commune_code"] or "") != 5
    ]
    rejects.add(SOURCE, "SIREN ou code de commune invalide", bad, key="ept_code")
    return text_table([row for row in rows if row not in bad], SCHEMA)


def _row(siren: str, name: str, commune: str) -> dict[str, str | None]:
    return {"ept_code": padded(siren, 9), "ept_name": name, "commune_code": commune_code(commune)}
