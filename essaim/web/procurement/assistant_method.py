"""What the method page of the assistant is given: the correspondence, what was measured, what is not known."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from essaim.rules import cpv_naf, cpv_words, sizing
from essaim.web.observatory.release import Release
from essaim.web.procurement import cpv_measure, supplier_measure
from essaim.web.procurement.cpv_tree import tree
from essaim.web.ui.components import Cell, Column, Link, Table


def context(release: Release) -> dict[str, Any]:
    """Return the context of the page; the measure of the search is made once a release."""
    codes = tree(release)
    return {
        "breadcrumb": [
            Link("Commande publique", reverse("procurement:home")),
            Link("Assistant achat", reverse("procurement:assistant")),
            Link("Méthode"),
        ],
        "measure": release.once("cpv_measure", cpv_measure.lines) if codes else [],
        "suppliers_measure": release.once("supplier_measure", supplier_measure.lines),
        "is_whole": codes.is_official,
        "codes_count": len(codes.codes),
        "expressions_count": sum(len(texts) for texts in cpv_words.words().expressions.values()),
        "words_checked_on": cpv_words.words().checked_on,
        "naf_checked_on": cpv_naf.checked_on(),
        "limit": sizing.DEPENDENCY_LIMIT,
        "worth": sizing.TURNOVER_PER_EMPLOYEE,
        "enough": sizing.ENOUGH_CANDIDATES,
        "correspondence": _correspondence(release),
        "neutral": ", ".join(cpv_naf.neutral_activities()),
    }


def _correspondence(release: Release) -> Table:
    codes = tree(release).codes
    columns = [Column("CPV"), Column("Forte"), Column("Moyenne"), Column("Faible"), Column("Pourquoi")]
    rows = []
    for start, levels in sorted(cpv_naf.entries().items()):
        found = codes.get(start.ljust(8, "0"))
        rows.append(
            [
                Cell(f"{start} {found.label}" if found else start),
                *(Cell(", ".join(levels.get(level, ())) or "–") for level in cpv_naf.LEVELS),
                Cell(cpv_naf.why(start)),
            ]
        )
    return Table("Du CPV à la NAF", columns, rows, hide_caption=True, compact=True, tall=True)
