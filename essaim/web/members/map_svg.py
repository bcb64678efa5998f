"""The map of members as SVG: on a page, alone in a file, or printed. Nothing inline but attributes.

Every colour is both a class, which the style sheet paints for light and dark, and a fill, for a drawing that leaves
the page. Small maps of one level show the very layers of the large one, by reference: they weigh a line each.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from essaim.web.members.enums import CATEGORY_NOUNS, Category
from essaim.web.members.map_layers import LENS, Box, Layer, MemberMap, Shape
from essaim.web.ui import french
from essaim.web.ui.charts import plain


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a category: fill "" means hatched with `line`."""

    fill: str
    line: str
    hatched: bool = False


# Lightness tells them apart as much as hue: read in grey too, and by the colour-blind.
LOOKS = {
    Category.REGION: Look("#f8e7bd", "#c98a0c"),
    Category.OVERSEAS: Look("#e8a317", "#7d5200"),
    Category.DEPARTEMENT: Look("", "#2c6a4b", hatched=True),
    Category.INTERMUNICIPAL: Look("#8fb3e0", "#2b4c7a"),
    Category.METROPOLE: Look("#2b4c7a", "#ffffff"),
    Category.COMMUNE: Look("#a2432a", "#ffffff"),
    Category.OTHER: Look("#80868f", "#ffffff"),
}
GROUND, BORDER, SEA_TEXT = "#efe7d6", "#ffffff", "#4d5566"
# Radius of a mark, as a part of the width shown.
MARK = 1 / 110


def drawing(map_: MemberMap, *, identifier: str = "carte", links: bool = True, mark: float = MARK) -> SafeString:
    """Return the whole map as one <svg>.

    identifier: prefix of ids, unique in the page. links: shapes lead to the members' pages.
    mark: radius of the marks of communes, as a part of the width shown.
    """
    radius = map_.view[2] * mark
    lens_hatch = _hatch(f"{identifier}-lens", map_.view[2] / 130 * map_.lens[2] / LENS[2]) if map_.lens else ""
    parts = format_html_join("", "{}", ((_layer(layer, identifier, radius, links),) for layer in map_.layers))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="members-map__svg" viewBox="{view}" role="group" '
        'aria-labelledby="{id}-t {id}-d" lang="fr"><title id="{id}-t">{title}</title><desc id="{id}-d">{desc}</desc>'
        "<defs>{hatch}</defs>{ground}{layers}{insets}{lens}</svg>",
        view=_numbers(map_.view),
        id=identifier,
        title=title(map_),
        desc=description(map_),
        hatch=format_html("{}{}", _hatch(identifier, map_.view[2] / 130), lens_hatch),
        ground=_ground(map_, identifier),
        layers=parts,
        insets=_insets(map_),
        lens=_lens(map_, identifier, radius, links),
    )


def small(map_: MemberMap, category: str, *, identifier: str = "carte") -> SafeString:
    """Return a small map of one level, made of the layers of the large one, which must be in the same document."""
    return format_html(
        '<svg class="members-map__small" viewBox="{view}" aria-hidden="true"><use href="#{id}-ground"/>'
        '<use href="#{id}-{category}"/></svg>',
        view=_numbers(map_.view), id=identifier, category=category,
    )  # fmt: skip


def swatch(category: str, identifier: str = "carte") -> SafeString:
    """Return the sign of a category in the legend."""
    look = LOOKS[Category(category)]
    if category in (Category.COMMUNE, Category.OTHER):
        inside = format_html(
            '<path class="m-{}" d="{}" fill="{}" stroke="{}"/>', category, _hexagon(12, 8, 7.5), look.fill, look.line
        )
    elif look.hatched:
        inside = format_html(
            '<rect class="m-{c}" x=".75" y=".75" width="22.5" height="14.5" fill="none" stroke="{line}" '
            'stroke-width="1.5"/><path class="m-{c}-hatch" d="M1 11 9 1M5 15 17 1M13 15 23 4" stroke="{line}" '
            'stroke-width="1.5" fill="none"/>',
            c=category, line=look.line,
        )  # fmt: skip
    else:
        inside = format_html(
            '<rect class="m-{}" x=".75" y=".75" width="22.5" height="14.5" fill="{}" stroke="{}" stroke-width="1.5"/>',
            category, look.fill, look.line,
        )  # fmt: skip
    return format_html(
        '<svg class="members-map__swatch" viewBox="0 0 24 16" width="24" height="16" aria-hidden="true">{}</svg>',
        inside,
    )


def title(map_: MemberMap) -> str:
    """« 182 collectivités adhérentes au 26 août 2025 »."""
    noun = french.plural(map_.total, "collectivité adhérente", "collectivités adhérentes")
    where = f", {map_.region}" if map_.region else ""
    return f"{french.number(map_.total)} {noun} au {french.date_fr(map_.on)}{where}"


def description(map_: MemberMap) -> str:
    """What the map shows, in words: the counts by category."""
    said = [
        f"{french.number(layer.count)} {CATEGORY_NOUNS[Category(layer.category)][layer.count > 1]}"
        for layer in map_.layers
        if layer.count
    ]
    return f"{', '.join(said)}. La liste des adhérents dit la même chose." if said else "Aucun adhérent à cette date."


def _ground(map_: MemberMap, identifier: str) -> SafeString:
    regions = format_html_join("", "{}", ((_area(shape, "m-ground", GROUND, "none"),) for shape in map_.ground))
    # Départements drawn as lines only, and the regions' borders above them.
    lines = format_html_join("", "{}", ((_area(shape, "m-line", "none", BORDER, 0.6),) for shape in map_.lines))
    borders = format_html_join("", "{}", ((_area(shape, "m-border", "none", BORDER, 1.6),) for shape in map_.ground))
    return format_html('<g id="{}-ground">{}{}{}</g>', identifier, regions, lines, borders)


def _area(shape: Shape, css: str, fill: str, stroke: str, width: float = 0.0) -> SafeString:
    return format_html(
        '<path class="{}" d="{}"{} fill="{}" fill-rule="evenodd" stroke="{}"{} vector-effect="non-scaling-stroke"/>',
        css,
        shape.path,
        format_html(' transform="{}"', shape.transform) if shape.transform else "",
        fill,
        stroke,
        format_html(' stroke-width="{}"', plain(width)) if width else "",
    )


def _layer(layer: Layer, identifier: str, radius: float, links: bool) -> SafeString:
    drawn = format_html_join("", "{}", ((_member(layer, shape, identifier, radius, links),) for shape in layer.shapes))
    # Two groups: the outer one is hidden by the reader, the inner one is what the small maps show.
    return format_html('<g class="m-layer m-layer--{c}"><g id="{id}-{c}">{drawn}</g></g>',
                       c=layer.category, id=identifier, drawn=drawn)  # fmt: skip


def _member(layer: Layer, shape: Shape, identifier: str, radius: float, links: bool) -> SafeString:
    look = LOOKS[Category(layer.category)]
    if layer.marks:
        drawn = format_html(
            '<path class="m-{}" d="{}" fill="{}" stroke="{}" stroke-width="1" vector-effect="non-scaling-stroke">'
            "<title>{}</title></path>",
            layer.category, _hexagon(*shape.centre, radius), look.fill, look.line, shape.name,
        )  # fmt: skip
    else:
        fill = f"url(#{identifier}-h)" if look.hatched else look.fill
        drawn = format_html(
            '<path class="m-{}" d="{}"{} fill="{}" fill-rule="evenodd" stroke="{}" stroke-width="1" '
            'vector-effect="non-scaling-stroke"><title>{}</title></path>',
            layer.category, shape.path,
            format_html(' transform="{}"', shape.transform) if shape.transform else "",
            fill, look.line, shape.name,
        )  # fmt: skip
    if not links:
        return drawn
    # Out of the tab order: the list holds the same links, in reading order.
    return format_html('<a href="{}" tabindex="-1">{}</a>', shape.href, drawn)


def _insets(map_: MemberMap) -> SafeString:
    size = map_.view[2] / 62
    return format_html_join(
        "",
        '<g class="m-inset"><rect x="{}" y="{}" width="{}" height="{}" fill="none" stroke="{}" stroke-width="1" '
        'vector-effect="non-scaling-stroke"/><text x="{}" y="{}" font-size="{}" fill="{}">{}</text></g>',
        (
            (*(plain(v) for v in inset.box), "#c9bea6", plain(inset.box[0] + size * 0.35),
             plain(inset.box[1] + size * 1.05), plain(size), SEA_TEXT, inset.label)
            for inset in map_.insets
        ),
    )  # fmt: skip


def _lens(map_: MemberMap, identifier: str, radius: float, links: bool) -> SafeString | str:
    """Paris and its suburbs, larger: the same layers once more, with marks of their own, which must not grow too."""
    if map_.lens is None:
        return ""
    x, y, width, height = map_.lens
    scale = LENS[2] / width
    areas = format_html_join(
        "", "{}", ((_lens_areas(layer, identifier, map_.lens, links),) for layer in map_.layers if not layer.marks)
    )
    marks = format_html_join("", "{}", (
        (format_html('<g class="m-layer m-layer--{}">{}</g>', layer.category, format_html_join("", "{}", (
            (_member(layer, shape, identifier, radius * 0.8 / scale, links),)
            for shape in layer.shapes if _inside(shape, map_.lens)
        ))),)
        for layer in map_.layers if layer.marks
    ))  # fmt: skip
    size = map_.view[2] / 66
    return format_html(
        '<g class="m-lens"><rect class="m-lens__sea" x="{x}" y="{y}" width="{w}" height="{h}" fill="#fbf7ef"/>'
        '<svg x="{x}" y="{y}" width="{w}" height="{h}" viewBox="{view}" preserveAspectRatio="xMidYMid slice">'
        '<use href="#{id}-ground"/>{areas}{marks}</svg>'
        '<rect x="{lx}" y="{ly}" width="{lw}" height="{lh}" fill="none" stroke="{ink}" stroke-width="1.2" '
        'vector-effect="non-scaling-stroke"/>'
        '<rect class="m-lens__sea" x="{x}" y="{strip}" width="{w}" height="{tall}" fill="#fbf7ef"/>'
        '<text x="{tx}" y="{ty}" font-size="{size}" fill="{ink}">Paris et petite couronne</text>'
        '<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="none" stroke="{ink}" stroke-width="1.2" '
        'vector-effect="non-scaling-stroke"/></g>',
        x=plain(LENS[0]), y=plain(LENS[1]), w=plain(LENS[2]), h=plain(LENS[3]), view=_numbers(map_.lens),
        id=identifier, areas=areas, marks=marks, ink=SEA_TEXT,
        lx=plain(x), ly=plain(y), lw=plain(width), lh=plain(height),
        tx=plain(LENS[0] + size * 0.35),
        ty=plain(LENS[1] + LENS[3] - size * 0.42),
        strip=plain(LENS[1] + LENS[3] - size * 1.45),
        tall=plain(size * 1.45), size=plain(size),
    )  # fmt: skip


def _lens_areas(layer: Layer, identifier: str, lens: Box, links: bool) -> SafeString:
    """A layer once more, by reference; one that is hatched is drawn again, with lines that did not grow."""
    if not LOOKS[Category(layer.category)].hatched:
        return format_html('<use class="m-layer m-layer--{0}" href="#{1}-{0}"/>', layer.category, identifier)
    drawn = format_html_join(
        "",
        "{}",
        (
            (_member(layer, shape, f"{identifier}-lens", 0, links),)
            for shape in layer.shapes
            if shape.box[0] < lens[0] + lens[2] and shape.box[0] + shape.box[2] > lens[0]
            and shape.box[1] < lens[1] + lens[3] and shape.box[1] + shape.box[3] > lens[1]
        ),
    )  # fmt: skip
    return format_html('<g class="m-layer m-layer--{}">{}</g>', layer.category, drawn)


def _inside(shape: Shape, box: Box) -> bool:
    x, y = shape.centre
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def _hatch(identifier: str, step: float) -> SafeString:
    line = LOOKS[Category.DEPARTEMENT].line
    return format_html(
        '<pattern id="{id}-h" width="{s}" height="{s}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="m-departement-hatch" d="M{m} 0V{s}" stroke="{line}" stroke-width="{w}"/></pattern>',
        id=identifier, s=plain(step), m=plain(step / 2), w=plain(step / 4), line=line,
    )  # fmt: skip


def _hexagon(x: float, y: float, radius: float) -> str:
    half, side = radius * 0.5, radius * 0.866
    right, left, down, up, tall, back = (plain(v) for v in (side, -side, half, -half, radius, -radius))
    return f"M{plain(x)} {plain(y - radius)}l{right} {down}v{tall}l{left} {down} {left} {up}v{back}z"


def _numbers(box: Box) -> str:
    return " ".join(plain(value) for value in box)
