"""Composition of EPCI à fiscalité propre (DGCL): which commune belongs to which intercommunalité."""

import re

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.small_files import commune_code, padded, read_json_list, read_rows, text_table, wrong_file

SOURCE = "epci_composition"
KINDS = {"CC", "CA", "CU", "METRO", "MET69"}
SCHEMA = pa.schema(
    [
        ("epci_code", pa.string()),
        ("epci_name", pa.string()),
        ("kind", pa.string()),  # CC, CA, CU, METRO, MET69
        ("commune_code", pa.string()),
    ]
)
# Our column → the producer's, by layout.
_COLUMNS = {
    "official": ("siren", "raison_sociale", "nature_juridique", "insee"),
    "etalab_decoupage": ("epci_siren", "epci_nom", "type", "commune_code"),
}


def clean(source_input: SourceInput, rejects: Rejects) -> pa.Table:
    """Return one row per commune in an EPCI; bad SIREN, kind or commune: rejected. Raises WrongFileError."""
    if source_input.layout == "etalab_npm":
        rows = _npm(source_input)
    elif source_input.layout == "geo_api":
        rows = _geo_api(source_input)
    else:
        wanted = _COLUMNS[source_input.layout]
        rows = [
            _row(*(record[name] for name in wanted))
            for _, table in read_rows(SOURCE, source_input.paths, wanted)
            for record in table.select(wanted).to_pylist()
        ]
    # The official workbook keeps syndicats in other sheets; a line of another kind is not of an EPCI.
    good = [
        row
        for row in rows
        if row["kind"] in KINDS
        and re.fullmatch(r"\d{9}", row["epci_code"] or "")
        and re.fullmatch(r"(\d{2}|2A|2B)\d{3}", row["commune_code"] or "")
    ]
    if len(good) < len(rows):
        bad = [row for row in rows if row not in good]
        rejects.add(SOURCE, "SIREN, nature ou code de commune invalide", bad, key="epci_code")
    return text_table(good, SCHEMA)


def _row(siren: str, name: str, kind: str, commune: str) -> dict[str, str | None]:
    return {"epci_code": padded(siren, 9), "epci_name": name, "kind": kind, "commune_code": commune_code(commune)}


def _npm(source_input: SourceInput) -> list[dict[str, str | None]]:
    return [
        _row(record["code"], record["nom"], record["type"], member["code"])
        for path in source_input.paths
        for record in read_json_list(SOURCE, path, "data/epci.json", ("code", "nom", "type", "membres"))
        for member in record["membres"]
    ]


def _geo_api(source_input: SourceInput) -> list[dict[str, str | None]]:
    """Two answers of the API Découpage administratif: communes with their codeEpci, EPCI with their type."""
    names: dict[str, tuple[str, str]] = {}
    members: list[tuple[str, str]] = []
    for path in source_input.paths:
        for record in read_json_list(SOURCE, path, "communes.json", ("code", "nom")):
            if len(record["code"]) == 9:
                names[record["code"]] = (record["nom"], record.get("type", ""))
            elif record.get("codeEpci"):
                members.append((record["codeEpci"], record["code"]))
    if not names or not members:
        raise wrong_file(SOURCE, source_input.paths[0], "ne donne pas à la fois les communes et les intercommunalités.")
    return [_row(epci, *names.get(epci, ("", "")), commune) for epci, commune in members]
