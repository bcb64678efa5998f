"""Communes, communes déléguées and associées, arrondissements municipaux of the official geographic code (INSEE)."""

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

SOURCE = "cog_communes"
SCHEMA = pa.schema(
    [
        ("typecom", pa.string()),  # COM, COMD, COMA or ARM
        ("code", pa.string()),
        ("name", pa.string()),
        ("tncc", pa.string()),
        ("departement_code", pa.string()),
        ("region_code", pa.string()),
        ("ctcd", pa.string()),  # collectivité territoriale with département powers (59D, 6AE, 69M…); null: not told
        ("arrondissement_code", pa.string()),  # 4 characters at most: département and number
        ("parent_code", pa.string()),  # commune of a COMD, COMA or ARM
    ]
)
_NPM_TYPES = {
    "commune-actuelle": "COM",
    "commune-deleguee": "COMD",
    "commune-associee": "COMA",
    "arrondissement-municipal": "ARM",
}


def clean(source_input: SourceInput, rejects: Rejects) -> pa.Table:
    """Return one row per (typecom, code). Overseas collectivities (975, 98x) are rejected: no ESS source covers them.

    A row of an unknown type or without code is rejected. Raises WrongFileError.
    """
    rows = _npm(source_input) if source_input.layout == "etalab_npm" else _official(source_input)
    kept, away, broken = [], [], []
    for row in rows:
        code = row["code"] or ""
        if row["typecom"] not in _NPM_TYPES.values() or len(code) != 5:
            broken.append(row)
        elif is_overseas_collectivity(code):
            away.append(row)
        else:
            kept.append(row)
    rejects.add(SOURCE, "Collectivité d’outre-mer hors du périmètre des départements et régions", away, key="code")
    rejects.add(SOURCE, "Type de commune ou code inconnu", broken, key="code")
    return text_table(kept, SCHEMA)


def _official(source_input: SourceInput) -> list[dict[str, str | None]]:
    needed = ("typecom", "com", "reg", "dep", "arr", "tncc", "libelle", "comparent")
    rows: list[dict[str, str | None]] = []
    for _, table in read_rows(SOURCE, source_input.paths, needed, member="*commune*.csv"):
        parents: dict[str, dict[str, str]] = {}
        records = table.to_pylist()
        for record in records:
            if record["typecom"] == "COM":
                parents[commune_code(record["com"])] = record
        for record in records:
            parent = commune_code(record["comparent"]) or None
            # Before 2021 the rows of délégués and associées left département and région to their commune.
            place = record if record["dep"] else parents.get(parent or "", record)
            departement = padded(place["dep"], 2)
            rows.append(
                {
                    "typecom": record["typecom"],
                    "code": commune_code(record["com"]),
                    "name": record["libelle"],
                    "tncc": record["tncc"] or None,
                    "departement_code": departement,
                    "region_code": padded(place["reg"], 2),
                    "ctcd": place.get("ctcd") or None,
                    "arrondissement_code": padded(place["arr"], len(departement or "") + 1),
                    "parent_code": parent,
                }
            )
    return rows


def _npm(source_input: SourceInput) -> list[dict[str, str | None]]:
    rows: list[dict[str, str | None]] = []
    for path in source_input.paths:
        for record in read_json_list(SOURCE, path, "data/communes.json", ("code", "nom", "type", "departement")):
            rows.append(
                {
                    "typecom": _NPM_TYPES.get(record["type"], record["type"]),
                    "code": commune_code(record["code"]),
                    "name": record["nom"],
                    "tncc": str(record["typeLiaison"]) if "typeLiaison" in record else None,
                    "departement_code": record["departement"],
                    "region_code": record.get("region"),
                    "ctcd": None,
                    "arrondissement_code": record.get("arrondissement") or None,
                    "parent_code": record.get("chefLieu") or record.get("commune"),
                }
            )
    return rows
