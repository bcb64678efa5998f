"""The definitions of the indicators, as data, and the reference page made from them."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

DIMENSIONS = {
    "total": "total",
    "family": "famille",
    "sector": "secteur",
    "size": "taille",
    "label": "label",
    "status": "statut",
    "year": "année",
    "location": "précision du lieu",
}


class Indicator(BaseModel):
    """One entry of indicators_catalogue.yaml; texts are French."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    label: str
    definition: str
    formula: str
    unit: str
    decimals: int
    dimensions: tuple[str, ...]
    sources: tuple[str, ...]
    needs_full_sirene: bool
    caveats: tuple[str, ...]


@cache
def indicators() -> dict[str, Indicator]:
    """Return every indicator by id, in the order of the catalogue."""
    text = (resources.files("essaim.pipeline.published") / "indicators_catalogue.yaml").read_text(encoding="utf-8")
    found = [Indicator.model_validate(entry) for entry in yaml.safe_load(text)["indicators"]]
    return {indicator.id: indicator for indicator in found}


def reference_page() -> str:
    """Return docs/reference/indicateurs.md, in French."""
    lines = [
        "# Indicateurs",
        "",
        "Page produite depuis `essaim/pipeline/published/indicators_catalogue.yaml` par "
        "`essaim.pipeline.published.indicator_catalogue.reference_page` ; un test vérifie qu’elle est à jour.",
        "",
        "Chaque valeur porte le nombre de lignes dont la donnée manque (`unknown`). Une valeur absente n’est jamais un "
        "zéro : `s` = secret statistique, `nd` = une source ou un dénominateur manque. Une ventilation ne contient que "
        "les postes présents dans le territoire ; les totaux existent pour tous.",
        "",
    ]
    for indicator in indicators().values():
        dimensions = ", ".join(DIMENSIONS[name] for name in indicator.dimensions)
        sources = ", ".join(f"`{name}`" for name in indicator.sources)
        lines += [
            f"## {indicator.label}",
            "",
            indicator.definition,
            "",
            "| | |",
            "|---|---|",
            f"| Identifiant | `{indicator.id}` |",
            f"| Formule | {indicator.formula} |",
            f"| Unité | {indicator.unit} |",
            f"| Ventilations | {dimensions} |",
            f"| Sources | {sources} |",
            f"| Exige Sirene entier | {'oui' if indicator.needs_full_sirene else 'non'} |",
            "",
            *[f"- {caveat}" for caveat in indicator.caveats],
            "",
        ]
    return "\n".join(lines).replace(" :", "\u00a0:").replace(" ;", "\u00a0;").replace(" %", "\u00a0%")
