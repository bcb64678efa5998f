"""The map that is drawn on the server, its legend and its table; map.js adds the interactive one on demand."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.safestring import SafeString

from essaim.web.ui import french
from essaim.web.ui.map_svg import MapFigure
from essaim.web.ui.markup.escape import esc, joined
from essaim.web.ui.markup.tables import folded_table


def drawn_map(figure: MapFigure) -> SafeString:
    """A map that works as a drawing and as a table.

    The page must load map-starter once (components/script.html) for the button that asks for the interactive map.
    """
    drawable = figure.drawable
    caption = esc(figure.caption)
    parts = [
        f'<figure class="map" id="{esc(figure.id)}"><figcaption><strong>{caption}</strong> '
        f'<span class="small soft">{esc(figure.value_label)}</span></figcaption>\n'
    ]
    if drawable:
        legend = "".join(f"<li>{entry['svg']}{esc(entry['label'])}</li>" for entry in figure.legend)
        parts.append(
            f'<div class="map__frame" data-map{_live(figure)} data-label="{caption}"{_files()}>{figure.svg}</div>\n'
            f'<ul class="legend" aria-label="Légende">{legend}</ul>\n'
        )
    else:
        parts.append('<p class="soft">Aucun contour disponible pour dessiner la carte\u00a0: voici le tableau.</p>\n')
    parts += [f'<p class="map__note">{esc(text)}</p>' for text in (figure.note, figure.attribution) if text]
    absent = figure.without_outline
    if drawable and absent:
        parts.append(
            '<p class="map__note">Sans contour dans cette publication, donc absents du dessin mais présents dans le '
            f"tableau\u00a0: {esc(', '.join(shape.name for shape in absent))}.</p>"
        )
    count = len(figure.shapes)
    parts.append(
        f"\n<details{'' if drawable else ' open'}><summary>Voir le tableau ({french.number(count)} "
        f"{french.plural(count, 'ligne')})</summary>{_table(figure)}</details></figure>"
    )
    return joined(parts)


def _live(figure: MapFigure) -> str:
    """What the interactive map is made of."""
    said = {
        "outlines": figure.outlines_url,
        "points": figure.points_url,
        "bounds": figure.bounds,
        "attribution": figure.attribution,
    }
    return "".join(f' data-{name}="{esc(value)}"' for name, value in said.items() if value)


def _files() -> str:
    """Our own files it is fetched from, when asked for."""
    module, worker = static("dist/map.js"), static("dist/maplibre-gl-worker.mjs")
    return f' data-module="{esc(module)}" data-worker="{esc(worker)}" data-style="{esc(static("dist/map.css"))}"'


def _table(figure: MapFigure) -> str:
    counted = bool(figure.count_label)
    heads = [(figure.shape_header, False)]
    heads += [(figure.count_label, True)] if counted else []
    rows = []
    for row in figure.table_rows:
        name = esc(row.shape.name)
        if row.shape.href:
            name = f'<a href="{esc(row.shape.href)}">{name}</a>'
        count = f'<td class="n">{esc(row.count)}</td>' if counted else ""
        unknown = "" if row.known else " unknown"
        rows.append(f'<tr><th scope="row">{name}</th>{count}<td class="n{unknown}">{esc(row.value)}</td></tr>')
    return folded_table(figure.caption, [*heads, (figure.value_label, True)], rows, tall=True)
