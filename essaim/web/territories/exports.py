"""The files of a portrait: organisations and indicators."""

from __future__ import annotations

from collections.abc import Iterator

from essaim.rules.names import fold
from essaim.web.observatory import catalogue, vocabulary
from essaim.web.observatory.exports import organizations as organizations_export
from essaim.web.observatory.exports.table import Cell, Field, Table
from essaim.web.observatory.filters import Filters
from essaim.web.territories import sentences
from essaim.web.territories.portrait import Portrait

INDICATOR_FIELDS = (
    Field("territory_id", "Identifiant"),
    Field("level", "Échelon"),
    Field("code", "Code"),
    Field("name", "Territoire"),
    Field("indicator", "Indicateur"),
    Field("indicator_label", "Libellé"),
    Field("dimension", "Dimension"),
    Field("item", "Modalité"),
    Field("item_label", "Libellé de la modalité"),
    Field("value", "Valeur", "float"),
    Field("unit", "Unité"),
    Field("flag", "Drapeau"),
    Field("unknown", "Non renseignés", "int"),
)


def file_name(portrait: Portrait, kind: str) -> str:
    """« essaim-organisations-59350-lille-2026-11-23T093000Z »: what, where, which release. ASCII only."""
    place = portrait.place
    ref = "-".join(fold(place.name).split())[:60] if place.level == "custom" else place.ref
    return f"essaim-{kind}-{ref}-{portrait.release.id}"


def organizations(portrait: Portrait, asked: Filters) -> Table:
    """Return the organisations of a place, with filters."""
    return organizations_export.table(
        portrait.release,
        portrait.scope,
        asked,
        file_name=file_name(portrait, "organisations"),
        title=f"Organisations de l’ESS {sentences.of(portrait.place)}",
    )


def indicators(portrait: Portrait) -> Table:
    """Return every indicator of a place and of its wider places."""
    title = f"Indicateurs de l’ESS {sentences.of(portrait.place)} et de ses territoires parents"
    note = (
        "Valeur vide\u00a0: inconnue, jamais zéro. Drapeau s\u00a0: secret statistique\u00a0; nd\u00a0: non disponible."
    )
    name = file_name(portrait, "indicateurs")
    return Table(name, title, portrait.release, INDICATOR_FIELDS, lambda: _rows(portrait), note=note)


def _rows(portrait: Portrait) -> Iterator[tuple[Cell, ...]]:
    definitions = catalogue.definitions(portrait.release)
    places = [(portrait.place, portrait.figures), *[(n.territory, n.figures) for n in portrait.parents]]
    for place, figures in places:
        for (indicator, dimension), items in sorted(figures.values.items()):
            known = definitions.get(indicator)
            for item, value in items.items():
                words = "" if dimension == "total" else vocabulary.word(dimension, item)
                yield (
                    place.territory_id,
                    place.level,
                    place.code,
                    place.name,
                    indicator,
                    known.label if known else indicator,
                    dimension,
                    item,
                    words,
                    value.value,
                    known.unit if known else "",
                    value.flag,
                    value.unknown,
                )
