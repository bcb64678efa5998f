"""A table to be written in any format."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from essaim.web.observatory.release import Release
from essaim.web.ui import french

Kind = Literal["text", "int", "float", "bool", "date"]
Cell = str | int | float | bool | None
# What a spreadsheet may run as a formula when it opens a text that starts so (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Field:
    """A column. id: stable, for programs; label: French, for readers."""

    id: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """rows: called once a file, so that a table of a million rows is never held. longitude, latitude: field ids."""

    file_name: str
    title: str
    release: Release
    fields: tuple[Field, ...]
    rows: Callable[[], Iterable[tuple[Cell, ...]]]
    longitude: str = ""
    latitude: str = ""
    note: str = ""

    @property
    def is_geographic(self) -> bool:
        return bool(self.longitude and self.latitude)

    def position(self, field_id: str) -> int:
        """The rank of a field."""
        return next(rank for rank, field in enumerate(self.fields) if field.id == field_id)


def safe(text: str) -> str:
    """Neutralise a text that a spreadsheet would run: an apostrophe in front keeps it a text."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def about(table: Table) -> list[tuple[str, str]]:
    """What every file says of itself: (label, text)."""
    release = table.release
    lines = [("Titre", table.title)]
    if release.banner:
        lines.append(("Avertissement", release.banner))
    lines += [
        ("Édition", release.id),
        ("Date de référence", french.date_fr(release.reference_date)),
        ("Construite le", french.date_fr(release.manifest.built_on)),
    ]
    if table.note:
        lines.append(("Note", table.note))
    for source in release.manifest.sources:
        day = french.date_fr(source.data_as_of)
        lines.append(("Source", f"{source.title}, {source.producer}, données au {day}, {source.licence}"))
    for source in release.manifest.missing_sources:
        lines.append(("Source absente", f"{source.title}, {source.producer}"))
    lines.append(
        (
            "Licence",
            "Les données gardent la licence de leur producteur\u00a0; citez la source, sa date et cette édition.",
        )
    )
    return lines
