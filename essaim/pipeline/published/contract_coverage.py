"""What the declared contracts could not know: counted, so that a page can say it beside the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from essaim.pipeline.contract import ReleasePaths
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined.coverage import LABELS as SOURCE_LABELS
from essaim.pipeline.rejects import Rejects

CONTRACTS = "contracts"  # stands in the column `source`, as `release` does for the register
LABELS = {
    "contracts": "Marchés déclarés",
    "amount_set_aside": "Marchés dont le montant est absent ou impossible à additionner",
    "division_unknown": "Marchés dont la catégorie d’achat n’est pas connue",
    "date_unknown": "Marchés dont la date de notification n’est pas connue",
    "social_unknown": "Marchés dont les considérations sociales ne sont pas renseignées (format d’avant 2024)",
    "without_holder": "Marchés publiés sans titulaire",
    "holder_unknown": "Marchés dont un titulaire au moins n’est pas identifié",
    "buyers": "Acheteurs",
    "buyers_without_place": "Acheteurs qu’aucune commune ne situe",
}


def contract_coverage(
    counts: Mapping[str, tuple[int, int]], paths: ReleasePaths, rejects: Rejects, engine: Engine
) -> list[dict[str, Any]]:
    """Return rows of the coverage table: three counts for each source in `counts` (rows in, rows kept), then what the
    tables `contracts` and `buyers` already written in `paths` do not know."""
    rows: list[dict[str, Any]] = []
    for source in sorted(counts):
        rows_in, kept = counts[source]
        measured = {"rows_in": rows_in, "rows_kept": kept, "rows_rejected": rejects.count(source)}
        rows += [_row(source, name, value, SOURCE_LABELS) for name, value in measured.items()]
    contracts = engine.read_parquet([paths.table("contracts")])
    buyers = engine.read_parquet([paths.table("buyers")])

    def how_many(condition: Any) -> Any:
        return condition.fill_null(False).cast("int64").sum().fill_null(0).cast("int64")

    found = engine.to_arrow(
        contracts.aggregate(
            contracts=contracts.count(),
            amount_set_aside=how_many(contracts.amount.isnull()),
            division_unknown=how_many(contracts.cpv_division.isnull()),
            date_unknown=how_many(contracts.notified_on.isnull()),
            social_unknown=how_many(contracts.social_clause.isnull()),
            without_holder=how_many(contracts.holders_count == 0),
            holder_unknown=how_many(contracts.unknown_holders > 0),
        )
    ).to_pylist()[0]
    found |= engine.to_arrow(
        buyers.aggregate(buyers=buyers.count(), buyers_without_place=how_many(buyers.commune_code.isnull()))
    ).to_pylist()[0]
    return rows + [_row(CONTRACTS, name, int(value), LABELS) for name, value in found.items()]


def _row(source: str, measure: str, value: int, labels: Mapping[str, str]) -> dict[str, Any]:
    return {"source": source, "measure": measure, "value": value, "label": labels[measure]}
