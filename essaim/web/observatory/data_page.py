"""What the data page shows: the release, its sources and their age, its tables, the releases before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from essaim.pipeline.contract import ContractError, list_releases, table_contracts
from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.release import Release
from essaim.web.observatory.sources import contract_notes, coverage_notes, missing_text, source_lines
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Link, Table, number_cell

RELEASES_SHOWN = 10


def context(release: Release) -> dict[str, Any]:
    """Return the context of observatory/data.html."""
    return {
        "manifest": release.manifest,
        "sources": _sources(release),
        "missing": release.manifest.missing_sources,
        "missing_text": missing_text(release),
        "tables": _tables(release),
        "coverage": Table(
            "Mesures de couverture",
            [Column("Mesure"), Column("Lignes", numeric=True)],
            [[Cell(note.label), number_cell(note.value)] for note in coverage_notes(release)],
            compact=True,
        ),
        "contracts": Table(
            "Ce que les marchés déclarés ne disent pas",
            [Column("Mesure"), Column("Marchés ou acheteurs", numeric=True)],
            [[Cell(note.label), number_cell(note.value)] for note in contract_notes(release)],
            compact=True,
        ),
        "previous": previous(release),
        "breadcrumb": [Link("Accueil", "/"), Link("Données")],
    }


def _sources(release: Release) -> Table:
    rows = []
    for line in source_lines(release):
        record = line.record
        age = (
            f"{french.number(line.age_days)}\u00a0{french.plural(line.age_days, 'jour')}"
            if line.age_days is not None
            else ""
        )
        rows.append(
            [
                Cell(record.title, href=line.href, note=record.note or ""),
                Cell(record.producer),
                Cell(line.as_of, note=age, unknown=record.data_as_of is None),
                Cell(f"{line.completeness}, {line.origin}"),
                Cell(record.licence),
                number_cell(record.rows_in),
                number_cell(record.rows_kept),
                number_cell(record.rows_rejected),
            ]
        )
    heads = [
        ("Source", 0),
        ("Producteur", 0),
        ("Données au", 0),
        ("État", 0),
        ("Licence", 0),
        ("Lues", 1),
        ("Gardées", 1),
        ("Écartées", 1),
    ]
    return Table("Sources de cette édition", [Column(h, numeric=bool(n)) for h, n in heads], rows)


def _tables(release: Release) -> Table:
    contracts = table_contracts()
    rows = [
        [
            Cell(contracts[record.name].title if record.name in contracts else record.name),
            Cell(f"{record.name}.parquet", href=reverse("observatory:table_file", args=[record.name])),
            number_cell(record.rows),
            number_cell(record.bytes / 1_000_000, "count", 1),
        ]
        for record in release.manifest.tables
    ]
    heads = [Column("Table"), Column("Fichier"), Column("Lignes", numeric=True), Column("Mo", numeric=True)]
    return Table("Tables publiées", heads, rows)


def previous(release: Release) -> list[dict[str, Any]]:
    """Return the other releases kept on this machine, newest first; one that cannot be read is said so."""
    found = []
    for paths in reversed(list_releases(Path(settings.ESSAIM_VAR))):
        if paths.id == release.paths.id:
            continue
        try:
            manifest = paths.read_manifest()
        except ContractError as error:
            found.append({"id": paths.id, "fault": str(error)})
            continue
        found.append({"id": manifest.id, "built_on": manifest.built_on, "kind": manifest.kind, "manifest": manifest})
    return found[:RELEASES_SHOWN]


def table_path(release: Release, name: str) -> Path:
    """Return the Parquet file of a table of the release. Raises NotFound for any other name."""
    if release.manifest.table(name) is None or not release.paths.table(name).is_file():
        raise NotFound(
            f"La table «\u00a0{name[:40]}\u00a0» n’est pas publiée.",
            "La page des données les montre toutes.",
            [Link("Données", reverse("observatory:data"))],
        )
    return release.paths.table(name)
