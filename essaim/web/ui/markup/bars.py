"""Bars that are a table, and columns with theirs."""

from __future__ import annotations

from django.utils.safestring import SafeString

from essaim.web.ui.charts import BarChart, ColumnChart
from essaim.web.ui.markup.escape import esc, joined
from essaim.web.ui.markup.tables import folded_table

_TICK = (
    ' <span class="legend"><span class="row"><svg viewBox="0 0 24 14" width="24" height="14" aria-hidden="true">'
    '<rect class="bar-track" y="3" width="24" height="8"/><path class="tick" d="M12 0V14"/></svg>'
    "<span>Trait\u00a0: {}</span></span></span>"
)


def bars(chart: BarChart) -> SafeString:
    """Bars that are a table, with a tick at the reference. No drawing to describe: the numbers are in the cells."""
    has_shares, has_reference = chart.has_shares, chart.has_reference
    note = f' <span class="small soft">{esc(chart.note)}</span>' if chart.note else ""
    tick = _TICK.format(esc(chart.reference_label)) if has_reference else ""
    heads = [chart.label_header, chart.value_header]
    heads += [chart.share_header] if has_shares else []
    heads += [chart.reference_label] if has_reference else []
    parts = [
        '<div class="bars-box"><table class="bars">',
        f"<caption><strong>{esc(chart.caption)}</strong>{note}{tick}</caption>\n<thead><tr>",
        *[f'<th scope="col">{esc(head)}</th>' for head in heads],
        "</tr></thead>\n<tbody>",
    ]
    for drawn in chart.drawn:
        row = drawn.row
        label = esc(row.label)
        if row.href:
            label = f'<a href="{esc(row.href)}">{label}</a>'
        unknown = "" if drawn.known else ' class="unknown"'
        parts.append(
            f'<tr><th scope="row"><span class="bars__cell"><span>{label}</span>{drawn.svg}</span></th>'
            f"<td{unknown}>{esc(drawn.value)}</td>"
        )
        if has_shares:
            parts.append(f"<td{' class="unknown"' if row.share is None else ''}>{esc(drawn.share)}</td>")
        if has_reference:
            parts.append(f'<td class="soft">{esc(drawn.reference)}</td>')
        parts.append("</tr>")
    parts.append("</tbody></table></div>")
    return joined(parts)


def columns(chart: ColumnChart) -> SafeString:
    """Columns by year, with their legend when there are several series, and their table."""
    note = f' <span class="small soft">{esc(chart.note)}</span>' if chart.note else ""
    parts = [
        f'<figure class="chart stack stack--s"><figcaption><strong>{esc(chart.caption)}</strong>{note}</figcaption>\n'
    ]
    if len(chart.series) > 1:
        entries = "".join(
            f'<li><svg viewBox="0 0 24 14" aria-hidden="true"><rect class="fill-{esc(series.fill)}" width="24" '
            f'height="14"/></svg>{esc(series.label)}</li>'
            for series in chart.series
        )
        parts.append(f'<ul class="legend">{entries}</ul>')
    rows = [
        f'<tr><th scope="row">{esc(category)}</th>{"".join(f'<td class="n">{esc(text)}</td>' for text in texts)}</tr>'
        for category, texts in chart.table_rows
    ]
    heads = [(chart.category_header, False), *((series.label, True) for series in chart.series)]
    table = folded_table(chart.caption, heads, rows)
    parts.append(f"\n{chart.svg}\n<details><summary>Voir le tableau</summary>{table}</details></figure>")
    return joined(parts)
