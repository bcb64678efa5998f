"""Data tables: heads that sort, rows, tags and statuses in cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.web.ui.components import Cell, Column, Table
from essaim.web.ui.markup.escape import esc, joined
from essaim.web.ui.markup.tags import tag

_ARROWS = {
    "ascending": '<svg viewBox="0 0 10 10" aria-hidden="true"><path d="M5 1 9 8H1z"/></svg>',
    "descending": '<svg viewBox="0 0 10 10" aria-hidden="true"><path d="m5 9 4-7H1z"/></svg>',
}


def data_table(table: Table) -> SafeString:
    """A table one can read, sort and scroll. Sorting is by links: it works without script."""
    caption = esc(table.caption)
    identity = f' id="{esc(table.id)}"' if table.id else ""
    note = f" <small>{esc(table.note)}</small>" if table.note else ""
    return joined(
        [
            f'<div class="table-scroll{" table-scroll--tall" if table.tall else ""}" role="region" tabindex="0" '
            f'aria-label="{caption}"{identity}>\n<table class="table{" table--compact" if table.compact else ""}">'
            f"<caption{' class="sr-only"' if table.hide_caption else ''}>{caption}{note}</caption>\n<thead><tr>",
            *[_head(column) for column in table.columns],
            "</tr></thead>\n<tbody>",
            *_rows(table),
            "</tbody></table></div>",
        ]
    )


def _head(column: Column) -> str:
    numeric = ' class="n"' if column.numeric else ""
    order = f' aria-sort="{column.sorted_as}"' if column.sorted_as else ""
    label = esc(column.label)
    if column.sort_href:
        arrow = _ARROWS.get(column.sorted_as, "")
        label = f'<a href="{esc(column.sort_href)}">{label}{arrow}<span class="sr-only">\u00a0: trier</span></a>'
    return f'<th scope="col"{numeric}{order}>{label}</th>'


def _rows(table: Table) -> list[str]:
    """The <tr> of a table; the first cell of each is its header."""
    lines = []
    for position, row in enumerate(table.rows):
        cells = [' class="is-current">' if table.current == position else ">"]
        for rank, cell in enumerate(row):
            inside = _inside(cell)
            if rank == 0:
                cells.append(f'<th scope="row">{inside}</th>')
            else:
                cells.append(f'<td class="n">{inside}</td>' if cell.numeric else f"<td>{inside}</td>")
        lines.append(f"<tr{''.join(cells)}</tr>\n")
    return lines or [f'<tr><td colspan="{len(table.columns)}" class="soft">{esc(table.empty)}</td></tr>']


def _inside(cell: Cell) -> str:
    text = esc(cell.text)
    if cell.href:
        text = f'<a href="{esc(cell.href)}">{text}</a>'
    elif cell.unknown:
        text = f'<span class="unknown">{text or "inconnu"}</span>'
    if cell.tags:
        tags = "".join(tag(one.label, one.tone, one.title, one.family) + " " for one in cell.tags)
        text += f' <span class="tags">{tags}</span>'
    if cell.status:
        text += f" {_status(cell.status)}"
    if cell.note:
        text += f' <small class="soft">{esc(cell.note)}</small>'
    return text


# Tags and statuses are a handful of values repeated on every line: rendered once by their own templates.
@lru_cache(maxsize=512)
def _status(status: str) -> str:
    return render_to_string("components/status.html", {"status": status}).strip()


def folded_table(caption: str, heads: Sequence[tuple[str, bool]], rows: Sequence[str], *, tall: bool = False) -> str:
    """The table of a drawing, inside its <details>. heads: (label, numeric); rows: <tr> already written."""
    said = esc(caption)
    columns = "".join(f'<th scope="col"{' class="n"' if numeric else ""}>{esc(label)}</th>' for label, numeric in heads)
    return (
        f'<div class="table-scroll{" table-scroll--tall" if tall else ""}" role="region" tabindex="0" '
        f'aria-label="Tableau\u00a0: {said}"><table class="table table--compact"><caption class="sr-only">'
        f"{said}</caption><thead><tr>{columns}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
