"""What a release says of its own sources, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from essaim.pipeline.contract import SourceRecord
from essaim.web.observatory.release import Release
from essaim.web.ui import french

COMPLETENESS = {"full": "complet", "excerpt": "extrait", "synthetic": "fictif"}
ORIGINS = {
    "mirror": "copie locale",
    "fetched": "téléchargé",
    "demonstration": "généré pour la démonstration",
    "package": "paquet logiciel",
}
# Beginnings of the ids of sources about places and nomenclatures; the others speak of organisations.
BACKGROUND = ("cog_", "epci_", "ept_", "populations", "postcodes", "outlines", "naf", "categories_", "cpv")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as pages show it."""

    record: SourceRecord
    as_of: str
    completeness: str
    origin: str
    age_days: int | None

    @property
    def is_background(self) -> bool:
        """True for what places and names things, and says nothing of an organisation."""
        return self.record.id.startswith(BACKGROUND)

    @property
    def href(self) -> str:
        """The producer's page, if known."""
        return self.record.homepage or self.record.url or ""


def source_lines(release: Release) -> list[SourceLine]:
    """Return the sources of a release, in its order."""
    return [_line(record, release.reference_date) for record in release.manifest.sources]


def _line(record: SourceRecord, today: date) -> SourceLine:
    return SourceLine(
        record,
        french.date_fr(record.data_as_of),
        COMPLETENESS[record.completeness],
        ORIGINS[record.origin],
        (today - record.data_as_of).days if record.data_as_of else None,
    )


@dataclass(frozen=True, slots=True)
class CoverageNote:
    """A measure of coverage: French label and value (rows)."""

    label: str
    value: int


def summary(release: Release) -> SafeString:
    """Return the list of sources, ages and gaps that closes each portrait (written once for a release)."""
    return release.once("sources_summary", _summary)


def _summary(release: Release) -> SafeString:
    lines = source_lines(release)
    context = {
        "leading": [line for line in lines if not line.is_background],
        "others": [line for line in lines if line.is_background],
        "missing_text": missing_text(release),
        "coverage": coverage_notes(release),
    }
    return mark_safe(render_to_string("observatory/sources.html", context))  # noqa: S308 - a template escapes


def coverage_notes(release: Release) -> list[CoverageNote]:
    """Return what the whole release could not place or know (computed once for a release)."""
    return release.once("coverage_notes", _coverage_notes)


def _coverage_notes(release: Release) -> list[CoverageNote]:
    rows = release.rows("SELECT label, value FROM coverage WHERE source = 'release' ORDER BY measure")
    return [CoverageNote(row["label"], row["value"]) for row in rows]


def contract_notes(release: Release) -> list[CoverageNote]:
    """Return what the declared contracts of the whole release do not know, the largest first."""
    rows = release.rows("SELECT label, value FROM coverage WHERE source = 'contracts' ORDER BY value DESC, measure")
    return [CoverageNote(row["label"], row["value"]) for row in rows]


def missing_text(release: Release) -> str:
    """One sentence naming the sources this release does without; empty when none is missing."""
    names = [record.title for record in release.manifest.missing_sources]
    if not names:
        return ""
    return f"Absentes de cette édition\u00a0: {', '.join(names)}. Ce qui en dépend est dit inconnu, jamais nul."
