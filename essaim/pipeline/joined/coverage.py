"""What the register could not know: counted, so that a page can say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from essaim.pipeline.engine import Engine
from essaim.pipeline.rejects import Rejects

if TYPE_CHECKING:
    from essaim.pipeline.joined.organisations import Register

RELEASE = "release"
LABELS = {
    "rows_in": "Lignes lues",
    "rows_kept": "Lignes retenues",
    "rows_rejected": "Lignes écartées",
    "units": "Organisations du répertoire",
    "units_without_place": "Organisations qu’aucune commune ne situe",
    "legal_form_unknown": "Organisations dont la catégorie juridique n’est pas connue",
    "unit_state_unknown": "Organisations dont l’état n’est pas connu",
    "not_diffusible": "Organisations à diffusion partielle",
    "establishments": "Établissements du répertoire",
    "located_coordinates": "Établissements situés par des coordonnées",
    "located_commune": "Établissements situés à la commune",
    "located_departement": "Établissements situés au département seulement",
    "located_nowhere": "Établissements que rien ne situe",
    "state_unknown": "Établissements dont l’état n’est pas connu",
    "workforce_unknown": "Établissements dont la tranche d’effectif n’est pas connue",
    "evidence_lines": "Preuves",
}


def measure(register: Register, rejects: Rejects, engine: Engine) -> list[dict[str, Any]]:
    """Rows of the coverage table: the three counts of each source, then the measures of the whole register."""
    rows: list[dict[str, Any]] = []
    for source in sorted(register.sources):
        rows_in, kept = register.sources[source]
        for measure, value in (("rows_in", rows_in), ("rows_kept", kept), ("rows_rejected", rejects.count(source))):
            rows.append({"source": source, "measure": measure, "value": value})
    units = register.organizations
    sites = register.establishments

    def how_many(condition: Any) -> Any:
        return condition.fill_null(False).cast("int64").sum().fill_null(0).cast("int64")

    measures = engine.to_arrow(
        units.aggregate(
            units=units.count(),
            units_without_place=how_many(units.commune_code.isnull()),
            legal_form_unknown=how_many(units.legal_form_code.isnull()),
            unit_state_unknown=how_many(units.is_active.isnull()),
            not_diffusible=how_many(~units.diffusible),
            evidence_lines=units.evidence_count.sum().fill_null(0).cast("int64"),
        )
    ).to_pylist()[0]
    located = {
        f"located_{place}": how_many(sites.location == place)
        for place in ("coordinates", "commune", "departement", "nowhere")
    }
    measures |= engine.to_arrow(
        sites.aggregate(
            establishments=sites.count(),
            **located,
            state_unknown=how_many(sites.is_active.isnull()),
            workforce_unknown=how_many(sites.workforce_band.isnull()),
        )
    ).to_pylist()[0]
    rows += [{"source": RELEASE, "measure": name, "value": int(value)} for name, value in measures.items()]
    return [{**row, "label": LABELS[row["measure"]]} for row in rows]
