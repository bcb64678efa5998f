"""Events on communes since 1943 (INSEE): mergers, changes of code, re-creations."""

from datetime import date

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.small_files import commune_code, read_json_list, read_rows, text_table

SOURCE = "cog_movements"
SCHEMA = pa.schema(
    [
        ("mod", pa.string()),
        ("effective_on", pa.date32()),  # null: the layout gives no date
        ("type_before", pa.string()),
        ("code_before", pa.string()),
        ("name_before", pa.string()),
        ("type_after", pa.string()),
        ("code_after", pa.string()),  # null: the commune ends without successor (Saint-Martin, Saint-Barthélemy)
        ("name_after", pa.string()),
    ]
)


def clean(source_input: SourceInput, rejects: Rejects) -> pa.Table:
    """Return one row per line of the producer; without code or readable date: rejected. Raises WrongFileError."""
    if source_input.layout == "etalab_npm":
        return _npm(source_input)
    needed = ("mod", "date_eff", "typecom_av", "com_av", "libelle_av", "typecom_ap", "com_ap", "libelle_ap")
    kept, broken = [], []
    for _, table in read_rows(SOURCE, source_input.paths, needed, member="*mvt*.csv"):
        for record in table.to_pylist():
            before, after = commune_code(record["com_av"]), commune_code(record["com_ap"])
            on = _date(record["date_eff"])
            if on is None or not (before or after):
                broken.append(record)
                continue
            kept.append(
                {
                    "mod": record["mod"],
                    "effective_on": on,
                    "type_before": record["typecom_av"] or None,
                    "code_before": before or None,
                    "name_before": record["libelle_av"] or None,
                    "type_after": record["typecom_ap"] or None,
                    "code_after": after or None,
                    "name_after": record["libelle_ap"] or None,
                }
            )
    rejects.add(SOURCE, "Mouvement sans code ou sans date lisible", broken, key="com_av")
    return text_table(kept, SCHEMA)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _npm(source_input: SourceInput) -> pa.Table:
    """The npm package holds no movement, but each commune's former codes: they become mergers without a date."""
    rows = []
    for path in source_input.paths:
        records = read_json_list(SOURCE, path, "data/communes.json", ("code", "nom", "type", "anciensCodes"))
        names = {record["code"]: record["nom"] for record in records if record["type"] != "commune-actuelle"}
        for record in records:
            for old in record.get("anciensCodes", []) if record["type"] == "commune-actuelle" else []:
                rows.append(
                    {
                        "mod": "32",
                        "type_before": "COM",
                        "code_before": old,
                        "name_before": names.get(old),
                        "type_after": "COM",
                        "code_after": record["code"],
                        "name_after": record["nom"],
                    }
                )
    return text_table(rows, SCHEMA)
