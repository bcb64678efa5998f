"""A map drawn on the server: shaded shapes that are links, a legend with honest bounds, and their table.

It needs no script. The outlines come from the release (projected path and viewbox of each territory), given by the
caller: nothing is read here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from essaim.web.ui import french
from essaim.web.ui.charts import plain
from essaim.web.ui.components import Unit, show
from essaim.web.ui.markup.escape import esc, joined

# Five lightness steps of honey, light scheme; the style sheet reverses them in the dark.
CLASS_FILLS = ("#f6dfa6", "#ecbd4f", "#d8940f", "#a66a06", "#6b4503")
UNKNOWN_FILL = "#e9e6df"
UNKNOWN_LINE = "#857c69"


@dataclass(frozen=True, slots=True)
class Shape:
    """A territory on the map. path: SVG path data, "" when there is no outline; viewbox: "x y width height" of it.

    transform: « translate(x y) scale(s) » that puts it in an inset (overseas on a map of France); viewbox is then the
    box once there. here: the territory the page is about, among its neighbours.
    """

    code: str
    name: str
    path: str = ""
    viewbox: str = ""
    value: float | None = None
    href: str = ""
    flag: str | None = None
    count: float | None = None
    transform: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class MapRow:
    """A line of the table of a map: the texts of its value and of its count."""

    shape: Shape
    value: str
    known: bool
    count: str


@dataclass(frozen=True, slots=True)
class MapClass:
    """One step of the legend: fill index, bounds really met in the data, how many shapes."""

    index: int
    low: float
    high: float
    shapes: int


def quantile_classes(values: Sequence[float], wanted: int = 5) -> list[MapClass]:
    """Classes of about equal numbers, never splitting equal values. Bounds are values that occur in the data.

    Gives at most `wanted` (1 to 5) classes and at most one a distinct value. Empty list for no value.
    """
    if not 1 <= wanted <= len(CLASS_FILLS):
        raise ValueError(f"between 1 and {len(CLASS_FILLS)} classes")
    ordered = sorted(values)
    groups: list[list[float]] = []
    start = 0
    for k in range(min(wanted, len(set(ordered)))):
        left = min(wanted, len(set(ordered))) - k
        end = start + max(1, round((len(ordered) - start) / left))
        while end < len(ordered) and ordered[end] == ordered[end - 1]:
            end += 1
        if start < len(ordered):
            groups.append(ordered[start:end])
        start = end
    steps = _spread(len(groups))
    return [MapClass(steps[i], group[0], group[-1], len(group)) for i, group in enumerate(groups)]


def _spread(count: int) -> list[int]:
    """Fills for `count` classes, from the lightest to the darkest, as far apart as can be."""
    last = len(CLASS_FILLS) - 1
    return [last // 2] if count == 1 else [round(i * last / (count - 1)) for i in range(count)]


@dataclass(frozen=True, slots=True)
class MapFigure:
    """A choropleth with its legend and table.

    live: addresses for the interactive map (data-* attributes), see map.js: outlines (GeoJSON), points (GeoJSON),
    both optional; without them there is no button and the drawing is all there is. id unique in the page.
    """

    caption: str
    value_label: str
    shapes: Sequence[Shape]
    unit: Unit = "count"
    decimals: int | None = None
    id: str = "carte"
    note: str = ""
    attribution: str = ""
    shape_header: str = "Commune"
    count_label: str = ""
    outlines_url: str = ""
    points_url: str = ""
    bounds: str = ""
    classes_wanted: int = 5

    @property
    def classes(self) -> list[MapClass]:
        known = [s.value for s in self.shapes if s.value is not None and not s.flag]
        return quantile_classes(known, self.classes_wanted)

    @property
    def legend(self) -> list[dict[str, object]]:
        """[{svg, label}] from the lightest, then « inconnu » when some shapes are."""
        entries = [
            {"svg": self._swatch(c.index), "label": self._bounds(c), "title": french.number(c.shapes)}
            for c in self.classes
        ]
        if any(s.value is None or s.flag for s in self.shapes):
            entries.append({"svg": self._swatch(None), "label": french.UNKNOWN, "title": ""})
        return entries

    def _bounds(self, c: MapClass) -> str:
        low, high = show(c.low, self.unit, self.decimals), show(c.high, self.unit, self.decimals)
        return low if low == high else f"{low} à {high}"

    def _swatch(self, index: int | None) -> SafeString:
        if index is None:
            # Drawn apart from the map's own pattern, which disappears with the drawing once the map is interactive.
            drawn = (
                f'<rect class="hatch-ground" width="24" height="14" fill="{UNKNOWN_FILL}"/>'
                f'<path class="hatch-line" d="M-2 14 12 0M5 14 19 0M12 14 26 0" stroke="{UNKNOWN_LINE}" '
                'stroke-width="1.5"/>'
            )
        else:
            fill, css = self._fill(index)
            drawn = f'<rect class="{css}" width="24" height="14" fill="{fill}"/>'
        return joined(['<svg viewBox="0 0 24 14" aria-hidden="true">', drawn, "</svg>"])

    def _fill(self, index: int | None) -> tuple[str, str]:
        return (f"url(#{esc(self.id)}-h)", "") if index is None else (CLASS_FILLS[index], f"class-{index}")

    @property
    def drawable(self) -> bool:
        return any(shape.path for shape in self.shapes)

    @property
    def without_outline(self) -> list[Shape]:
        """Listed in the table and named under the map, never dropped."""
        return [shape for shape in self.shapes if not shape.path]

    @property
    def table_rows(self) -> list[MapRow]:
        return [
            MapRow(
                shape,
                show(shape.value, self.unit, self.decimals, shape.flag),
                shape.value is not None and not shape.flag,
                show(shape.count) if self.count_label else "",
            )
            for shape in self.shapes
        ]

    @property
    def svg(self) -> SafeString:
        """The whole drawing, with title, description and a link on each shape that has an address."""
        classes = self.classes
        box = union_of_boxes([shape.viewbox for shape in self.shapes if shape.path])
        # The hatch keeps its size on screen whatever the unit of the outlines.
        step = plain(max(box[2], box[3]) / 60)
        name = esc(self.id)
        told = f"{self.value_label}. Chaque forme mène à la page du territoire ; le tableau donne les valeurs."
        return joined(
            [
                f'<svg class="map__svg" viewBox="{" ".join(plain(v) for v in box)}" role="group" '
                f'aria-labelledby="{name}-t {name}-d" xmlns="http://www.w3.org/2000/svg">'
                f'<title id="{name}-t">{esc(self.caption)}</title><desc id="{name}-d">{esc(told)}</desc>'
                f'<defs><pattern id="{name}-h" width="{step}" height="{step}" patternUnits="userSpaceOnUse" '
                f'patternTransform="rotate(45)"><rect class="hatch-ground" width="{step}" height="{step}" '
                f'fill="{UNKNOWN_FILL}"/><path class="hatch-line" d="M0 0V{step}" stroke="{UNKNOWN_LINE}" '
                'stroke-width="1.5" vector-effect="non-scaling-stroke"/></pattern></defs>',
                # The one the page is about comes last: its line must not pass under those of its neighbours.
                *[self._shape(shape, classes) for shape in sorted(self.shapes, key=_is_here) if shape.path],
                "</svg>",
            ]
        )

    def _shape(self, shape: Shape, classes: list[MapClass]) -> str:
        known = shape.value is not None and not shape.flag
        index = next((c.index for c in classes if known and c.low <= shape.value <= c.high), None)  # type: ignore[operator]
        fill, css = self._fill(index)
        text = esc(f"{shape.name} : {show(shape.value, self.unit, self.decimals, shape.flag)}")
        moved = f' transform="{esc(shape.transform)}"' if shape.transform else ""
        css += " shape--here" if shape.here else ""
        drawn = (
            f'<path class="shape {css}" data-code="{esc(shape.code)}" d="{esc(shape.path)}"{moved} fill="{fill}" '
            f'stroke="#fff" stroke-width="1" vector-effect="non-scaling-stroke"><title>{text}</title></path>'
        )
        # Out of the tab order: the table below holds the same links, in reading order.
        return f'<a href="{esc(shape.href)}" tabindex="-1" aria-label="{text}">{drawn}</a>' if shape.href else drawn


def _is_here(shape: Shape) -> bool:
    return shape.here


def union_of_boxes(boxes: Sequence[str]) -> tuple[float, float, float, float]:
    """The box (x, y, width, height) holding all of them, with a 1 % margin. Raises ValueError on a malformed one."""
    corners = []
    for box in boxes:
        numbers = [float(part) for part in box.replace(",", " ").split()]
        if len(numbers) != 4 or not all(math.isfinite(n) for n in numbers):
            raise ValueError(f"not a viewbox: {box!r}")
        x, y, width, height = numbers
        corners.append((x, y, x + width, y + height))
    if not corners:
        return (0.0, 0.0, 100.0, 100.0)
    left, top = min(c[0] for c in corners), min(c[1] for c in corners)
    right, bottom = max(c[2] for c in corners), max(c[3] for c in corners)
    margin = max(right - left, bottom - top, 1e-6) * 0.01
    return (left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin)
