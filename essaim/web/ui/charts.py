"""Charts drawn on the server as SVG, by hand.

Why not a chart library: importing Altair takes 1.3 s and its first drawing 0.5 s, for pages that must be answered in
40 ms; the two charts we need, bars and columns, are rectangles. Each comes with its table. Widths and colours are SVG
attributes, never style="": the content security policy forbids inline styles. Every shape carries both a class, which
the style sheet colours for light and dark, and a fill attribute, so that the drawing also stands alone (PDF, PNG).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from essaim.web.ui import french
from essaim.web.ui.components import Unit, show
from essaim.web.ui.markup.escape import esc, joined

# The light values of the tokens, for drawings that leave the page. Colour-blind safe: they also differ in lightness.
FILLS = {
    "association": "#3b6fb6",
    "cooperative": "#d98f0a",
    "mutual": "#3c8d63",
    "foundation": "#8a5aa8",
    "sse_company": "#c25a3a",
    "other": "#80868f",
    "honey": "#e8a317",
    "slate": "#2b4c7a",
    "leaf": "#2c6a4b",
    "brick": "#a2432a",
}
INK = "#1d2330"
INK_SOFT = "#4d5566"
LINE = "#e4dac5"
TRACK = "#f3ecdd"

# Ids of families as the release writes them, to the fills we have.
FAMILY_FILL = {
    "association": "association",
    "cooperative": "cooperative",
    "mutual": "mutual",
    "foundation": "foundation",
    "sse_company": "sse_company",
    "other_nonprofit": "other",
    "unknown": "other",
    "none": "other",
}


def plain(value: float) -> str:
    """A number for an SVG attribute: at most two decimals, a point, no exponent."""
    if not math.isfinite(value):
        raise ValueError("an SVG length must be finite")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: value (count), share (percent, × 100), reference (the same share elsewhere), fill (a key of FILLS)."""

    label: str
    value: float | None = None
    share: float | None = None
    reference: float | None = None
    fill: str = "honey"
    href: str = ""
    flag: str | None = None
    definition: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars that are a table. Length: the share when there is one, else the value; reference: a tick on the bar."""

    caption: str
    rows: Sequence[Bar]
    label_header: str
    value_header: str = "Nombre"
    share_header: str = "Part"
    reference_label: str = "France"
    note: str = ""
    value_unit: Unit = "count"
    value_decimals: int | None = None

    @property
    def has_shares(self) -> bool:
        return any(row.share is not None for row in self.rows)

    @property
    def has_reference(self) -> bool:
        return any(row.reference is not None for row in self.rows)

    @property
    def drawn(self) -> list[DrawnBar]:
        """The rows with their texts and drawings."""
        by_share = self.has_shares
        lengths = [None if row.flag else row.share if by_share else row.value for row in self.rows]
        shown = [value for value in (*lengths, *(row.reference for row in self.rows)) if value is not None]
        # The greatest shown fills the width, so bars start at zero and none is cut.
        scale = max([*shown, 0.0]) or 1.0
        return [
            DrawnBar(
                row=row,
                svg=bar_svg(length, row.reference, scale, row.fill),
                value=show(row.value, self.value_unit, self.value_decimals, row.flag),
                share=show(row.share, "percent", 1, row.flag),
                reference=show(row.reference, "percent" if by_share else self.value_unit, None),
                known=row.flag is None and (row.value is not None or row.share is not None),
            )
            for row, length in zip(self.rows, lengths, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A row of a BarChart with its drawing and its texts; known: False when its number is unknown or secret."""

    row: Bar
    svg: SafeString
    value: str
    share: str
    reference: str
    known: bool


def bar_svg(length: float | None, reference: float | None, scale: float, fill: str = "honey") -> SafeString:
    """One bar on its track, with a tick at the reference. Hidden from screen readers: the table says the numbers.

    scale: quantity of a full-width bar, > 0. A positive length is always visible (0.4 % of the width at least);
    None draws no bar. Raises KeyError on a fill that is not in FILLS.
    """
    colour = FILLS[fill]
    parts = [
        '<svg class="bars__svg" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="bar-track" width="100" height="10" fill="{TRACK}"/>'
    ]
    if length is not None and length > 0:
        width = plain(min(max(100 * length / scale, 0.4), 100))
        parts.append(f'<rect class="bar fill-{fill}" width="{width}" height="10" fill="{colour}"/>')
    if reference is not None:
        x = plain(min(max(100 * reference / scale, 0.3), 99.7))
        parts.append(
            f'<path class="tick" d="M{x} -2.5V12.5" stroke="{INK}" stroke-width="2.5" '
            'vector-effect="non-scaling-stroke"/>'
        )
    return joined([*parts, "</svg>"])


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of columns; a None value is unknown and leaves a marked gap, not a zero."""

    label: str
    values: Sequence[float | None]
    fill: str = "honey"


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns by year (or any short category) and their table. Values may be negative. id: unique in the page."""

    caption: str
    categories: Sequence[str]
    series: Sequence[Series]
    id: str = "colonnes"
    note: str = ""
    unit: Unit = "count"
    decimals: int | None = None
    category_header: str = "Année"
    description: str = ""

    @property
    def table_rows(self) -> list[tuple[str, list[str]]]:
        return [
            (category, [show(series.values[i], self.unit, self.decimals) for series in self.series])
            for i, category in enumerate(self.categories)
        ]

    @property
    def summary(self) -> str:
        """What the drawing shows, in words."""
        if self.description:
            return self.description
        known = [v for series in self.series for v in series.values if v is not None]
        if not known or not self.categories:
            return "Aucune valeur connue."
        low, high = show(min(known), self.unit, self.decimals), show(max(known), self.unit, self.decimals)
        return (
            f"De {self.categories[0]} à {self.categories[-1]}, valeurs comprises entre {low} et {high}. "
            "Le tableau qui suit les donne toutes."
        )

    @property
    def svg(self) -> SafeString:
        return column_svg(self)


def nice_ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Round graduations covering [low, high], zero included: steps of 1, 2, 2.5 or 5 times a power of ten."""
    low, high = min(low, 0.0), max(high, 0.0)
    # Below a billionth nothing can be told from zero on paper, and powers of ten run out of range.
    if high - low < 1e-9:
        high = low + 1.0
    raw = (high - low) / count
    power = 10 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def _decimals(ticks: Sequence[float]) -> int | None:
    """How many figures after the comma tell two graduations apart; None for whole ones."""
    step = min((b - a for a, b in itertools.pairwise(ticks)), default=1.0)
    if step == int(step):
        return None
    return next(d for d in range(1, 12) if abs(round(step, d) - step) <= step * 1e-6)


_WIDTH, _HEIGHT, _TOP, _BOTTOM = 400.0, 220.0, 12.0, 24.0


def column_svg(chart: ColumnChart) -> SafeString:
    """The drawing of a ColumnChart: a complete SVG with title and description. Raises ValueError on uneven series."""
    for series in chart.series:
        if len(series.values) != len(chart.categories):
            raise ValueError(f"{series.label}: {len(series.values)} values for {len(chart.categories)} categories")
    known = [v for series in chart.series for v in series.values if v is not None]
    ticks = nice_ticks(min(known, default=0), max(known, default=1))
    if all(value == int(value) for value in known):
        # A quarter of an establishment is no graduation.
        ticks = [tick for tick in ticks if tick == int(tick)]
    labels = [french.number(tick, _decimals(ticks)) for tick in ticks]
    left = 12 + 7.2 * max(len(label) for label in labels)
    plot = _HEIGHT - _TOP - _BOTTOM

    def y(value: float) -> float:
        return _TOP + plot * (ticks[-1] - value) / (ticks[-1] - ticks[0])

    parts = [_graduation(y(tick), label, left, tick == 0) for tick, label in zip(ticks, labels, strict=True)]
    slot = (_WIDTH - left) / max(len(chart.categories), 1)
    width = slot * 0.76 / max(len(chart.series), 1)
    for i, category in enumerate(chart.categories):
        x = left + i * slot + slot * 0.12
        for j, series in enumerate(chart.series):
            parts.append(_column(series, i, category, x + j * width, width, y, chart))
        if i % max(1, math.ceil(len(chart.categories) * 34 / (_WIDTH - left))) == 0:
            parts.append(
                f'<text x="{plain(left + (i + 0.5) * slot)}" y="{plain(_HEIGHT - 6)}" text-anchor="middle" '
                f'font-size="12" fill="{INK_SOFT}">{esc(category)}</text>'
            )
    name = esc(chart.id)
    return joined(
        [
            f'<svg viewBox="0 0 {plain(_WIDTH)} {plain(_HEIGHT)}" role="img" aria-labelledby="{name}-t {name}-d" '
            f'xmlns="http://www.w3.org/2000/svg"><title id="{name}-t">{esc(chart.caption)}</title>'
            f'<desc id="{name}-d">{esc(chart.summary)}</desc>',
            *parts,
            "</svg>",
        ]
    )


def _graduation(y: float, label: str, left: float, zero: bool) -> str:
    return (
        f'<path class="axis{" axis--zero" if zero else ""}" d="M{plain(left)} {plain(y)}H{plain(_WIDTH)}" '
        f'stroke="{INK if zero else LINE}"/><text x="{plain(left - 6)}" y="{plain(y + 4)}" text-anchor="end" '
        f'font-size="12" fill="{INK_SOFT}">{esc(label)}</text>'
    )


def _column(series: Series, i: int, category: str, x: float, width: float, y: Callable, chart: ColumnChart) -> str:
    value = series.values[i]
    said = f"{esc(series.label)} {esc(category)} : {esc(show(value, chart.unit, chart.decimals))}"
    if value is None:
        return (
            f'<text x="{plain(x + width / 2)}" y="{plain(y(0) - 4)}" text-anchor="middle" font-size="12" '
            f'fill="{INK_SOFT}">?<title>{said}</title></text>'
        )
    top, bottom = min(y(value), y(0)), max(y(value), y(0))
    return (
        f'<rect class="fill-{series.fill}" x="{plain(x)}" y="{plain(top)}" width="{plain(width * 0.94)}" '
        f'height="{plain(bottom - top)}" fill="{FILLS[series.fill]}"><title>{said}</title></rect>'
    )
