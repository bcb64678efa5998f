"""Lists of organisations put into components."""

from __future__ import annotations

from collections.abc import Sequence

from essaim.web.observatory import vocabulary
from essaim.web.observatory.filters import SORTS, Filters
from essaim.web.observatory.organizations import Line
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Table, Tag
from essaim.web.ui.links import link

NAME_SORTS = {"Organisation": "nom", "Commune": "commune", "Effectif": "effectif", "Créée": "creation"}


def label_tags(family: str, sub_family: str | None, labels: str) -> list[Tag]:
    """The family and the labels of an organisation, as tags."""
    tags = [Tag(vocabulary.family_and_kind(family, sub_family), "outline", family=family)]
    for label in filter(None, labels.split("|")):
        tags.append(Tag(vocabulary.SHORT_LABELS.get(label, label), "honey", vocabulary.LABELS.get(label, "")))
    return tags


def workforce(line: Line) -> str:
    """« 20 à 49 », « sans salarié », « inconnu »."""
    if line.workforce_band is None:
        return french.UNKNOWN
    if line.workforce_band == "NN":
        return "aucun"
    if line.workforce_min is None and line.workforce_max is None:
        return vocabulary.workforce(line.workforce_band).removesuffix(" salariés")
    return french.interval(line.workforce_min, line.workforce_max)


def organizations(lines: Sequence[Line], caption: str, filters: Filters | None = None, path: str = "",
                  extra: Sequence[tuple[str, str]] = ()) -> Table:  # fmt: skip
    """The table of a list. filters, path, extra: make its headers sort the list; without them it is only read."""
    far = any(line.distance_km is not None for line in lines)
    columns = ["Organisation", "Commune", "Activité", "Famille, labels", "Effectif", "Statut ESS"]
    if far:
        columns.insert(2, "Distance (km)")
    headers = []
    for label in columns:
        sort = NAME_SORTS.get(label)
        if filters is None or sort is None:
            headers.append(Column(label, numeric=label.startswith(("Effectif", "Distance"))))
            continue
        order = "descending" if sort in ("effectif", "creation") else "ascending"
        headers.append(
            Column(
                label,
                numeric=label == "Effectif",
                sort_href=filters.address(path, extra, sort=sort, page=1),
                sorted_as=order if filters.sort == sort else "",
            )
        )
    rows = [_row(line, far) for line in lines]
    return Table(caption, headers, rows, hide_caption=True, empty="Aucune organisation ne répond à ces filtres.",
                 id="liste")  # fmt: skip


def _row(line: Line, far: bool) -> list[Cell]:
    other = line.unit_name if line.unit_name != line.name else ""
    cells = [
        Cell(line.name, href=link("observatory:organization", line.siren), note=other),
        Cell(line.city or french.UNKNOWN, unknown=line.city is None),
        Cell(vocabulary.word("sector", line.sector)),
        Cell(tags=label_tags(line.family, line.sub_family, line.labels)),
        Cell(workforce(line), numeric=True, unknown=line.workforce_band is None),
        Cell(status=line.status),
    ]
    if far:
        cells.insert(2, Cell(french.number(line.distance_km, 1), numeric=True))
    return cells


def sort_choices() -> dict[str, str]:
    """The orders a list can take."""
    return dict(SORTS)
