"""What the method page shows: it is written from the rules and from the release's own catalogue, never by hand."""

from __future__ import annotations

from typing import Any

from essaim.rules import lookup, nomenclatures
from essaim.rules.reasons import REASONS
from essaim.web.observatory import catalogue
from essaim.web.observatory.release import Release
from essaim.web.observatory.sources import missing_text
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Link, Table, Tag

UNCERTAIN = {"a_verifier": "à vérifier"}


def context(release: Release) -> dict[str, Any]:
    """Return the context of observatory/method.html."""
    return {
        "breadcrumb": [Link("Accueil", "/"), Link("Méthode")],
        "statuses": nomenclatures.statuses(),
        "reasons": _reasons(),
        "definitions": list(catalogue.definitions(release).values()),
        "uncertain_forms": _uncertain_forms(),
        "uncertain_activities": _uncertain_activities(),
        "missing_text": missing_text(release),
        "perimeter": lookup.load("ess.legal_forms").description,
    }


def _reasons() -> Table:
    known = lookup.sources()
    rows = [
        [
            Cell(reason.title),
            Cell(status=reason.status),
            Cell(reason.explanation),
            Cell(" ; ".join(known[key].title for key in reason.sources if key in known)),
        ]
        for reason in REASONS.values()
    ]
    return Table(
        "Motifs des statuts", [Column("Motif"), Column("Statut"), Column("Explication"), Column("Sources")], rows
    )


def _uncertain_forms() -> Table:
    """Legal forms whose place is to be checked or settled: shown as such, not smoothed over."""
    rows = []
    for code, entry in lookup.load("ess.legal_forms").entries.items():
        form = entry.values[-1]
        if form.statut == "a_arbitrer" or form.confidence in UNCERTAIN:
            tags = [Tag("à arbitrer", "honey")] if form.statut == "a_arbitrer" else []
            tags += [Tag("à vérifier", "outline")] if form.confidence in UNCERTAIN else []
            rows.append([Cell(f"{code} · {entry.label}"), Cell(tags=tags), Cell(french.typo(form.note or ""))])
    heads = [Column("Catégorie juridique"), Column("Ce qui est incertain"), Column("Note")]
    return Table("Formes juridiques incertaines", heads, rows)


def _uncertain_activities() -> Table:
    rows = []
    for code, entry in lookup.load("ess.naf_exclusions").entries.items():
        rule = entry.values[-1]
        if rule.confidence in UNCERTAIN:
            note = french.typo(rule.note or "")
            rows.append(
                [Cell(f"{code} · {entry.label}"), Cell("exclue" if rule.excluded else "non exclue"), Cell(note)]
            )
    return Table(
        "Activités dont l’exclusion est à vérifier", [Column("Activité"), Column("Lecture"), Column("Note")], rows
    )
