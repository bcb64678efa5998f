"""The map of members as a PNG, painted by Pillow: no library we have turns an SVG into pixels.

It reads the same layers as the SVG. Painted at twice the size, then reduced, which smooths every edge.
"""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders

from essaim.web.members import map_svg
from essaim.web.members.enums import CATEGORY_NOUNS, Category
from essaim.web.members.map_layers import LENS, Box, MemberMap, Shape, moved_by
from essaim.web.members.map_svg import BORDER, GROUND, LOOKS, SEA_TEXT
from essaim.web.ui import french
from essaim.web.ui.pdf import CannotPrint

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

# An A4 sheet at 300 points an inch, and what is kept around and above the map.
WIDTH, HEIGHT, MARGIN, HEAD, FOOT = 2480, 3508, 110, 270, 700
SMOOTH = 2
PAPER, INK, SOFT, HONEY, BANNER = "#fbf7ef", "#1d2330", "#4d5566", "#e8a317", "#f8e7bd"
TITLE, TEXT, BOLD = (
    "bricolage-grotesque-latin-700-normal", "atkinson-hyperlegible-next-latin-400-normal",
    "atkinson-hyperlegible-next-latin-700-normal",
)  # fmt: skip
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
Ring = list[tuple[float, float]]


def png(map_: MemberMap, *, banner: str = "", attribution: str = "") -> bytes:
    """Return the map with its title, its legend and its sources, 2480 × 3508 points.

    Raises CannotPrint when the typefaces are not built.
    """
    from PIL import Image, ImageDraw, PngImagePlugin

    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    room: Box = (MARGIN, HEAD, WIDTH - 2 * MARGIN, HEIGHT - HEAD - FOOT)
    if map_.drawable:
        _paint_map(sheet, map_, room)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle([0, 0, WIDTH, 26], fill=HONEY)
    draw.text((MARGIN, 175), french.number(map_.total), fill=INK, font=_font(TITLE, 150), anchor="ls")
    beside = MARGIN + draw.textlength(french.number(map_.total), font=_font(TITLE, 150)) + 34
    noun = french.plural(map_.total, "collectivité adhérente", "collectivités adhérentes")
    where = f"{map_.region}, " if map_.region else ""
    draw.text((beside, 112), noun, fill=INK, font=_font(TITLE, 62), anchor="ls")
    draw.text((beside, 176), f"{where}au {french.date_fr(map_.on)}", fill=SOFT, font=_font(TEXT, 50), anchor="ls")
    _paint_legend(sheet, draw, map_)
    draw.text((MARGIN, HEIGHT - 118), _cut(draw, attribution, 30), fill=SOFT, font=_font(TEXT, 30), anchor="ls")
    if banner:
        draw.rectangle([0, HEIGHT - 88, WIDTH, HEIGHT], fill=BANNER)
        draw.text((MARGIN, HEIGHT - 34), _cut(draw, banner, 36, BOLD), fill=INK, font=_font(BOLD, 36), anchor="ls")
    said = PngImagePlugin.PngInfo()
    said.add_itxt("Title", map_svg.title(map_), lang="fr")
    said.add_itxt("Description", f"{map_svg.description(map_)} {banner}".strip(), lang="fr")
    target = io.BytesIO()
    # 64 colours are plenty for flat shapes: a fifth of the weight.
    sheet.quantize(64, dither=Image.Dither.NONE).save(target, "PNG", optimize=True, pnginfo=said)
    return target.getvalue()


class _Painter:
    """Paints shapes of the plane into a room of the sheet, at SMOOTH times its size."""

    def __init__(self, view: Box, size: tuple[int, int]) -> None:
        from PIL import Image, ImageDraw

        self.size = (size[0] * SMOOTH, size[1] * SMOOTH)
        self.scale = min(self.size[0] / view[2], self.size[1] / view[3])
        self.left = (self.size[0] - view[2] * self.scale) / 2 - view[0] * self.scale
        self.top = (self.size[1] - view[3] * self.scale) / 2 - view[1] * self.scale
        self.image = Image.new("RGB", self.size, PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def at(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale + self.left, y * self.scale + self.top

    def box(self, box: Box) -> list[float]:
        return [*self.at(box[0], box[1]), *self.at(box[0] + box[2], box[1] + box[3])]

    def area(self, shape: Shape, fill: str, line: str, width: float, *, hatched: bool = False) -> None:
        """Fill a shape, holes left open, and draw its border. fill "": the border alone."""
        from PIL import Image, ImageChops, ImageDraw

        rings = [[self.at(x, y) for x, y in ring] for ring in rings_of(shape)]
        if fill or hatched:
            left = max(int(min(x for ring in rings for x, _ in ring)) - 1, 0)
            top = max(int(min(y for ring in rings for _, y in ring)) - 1, 0)
            right = min(int(max(x for ring in rings for x, _ in ring)) + 2, self.size[0])
            bottom = min(int(max(y for ring in rings for _, y in ring)) + 2, self.size[1])
            if right > left and bottom > top:
                mask = Image.new("1", (right - left, bottom - top), 0)
                for ring in rings:
                    one = Image.new("1", mask.size, 0)
                    ImageDraw.Draw(one).polygon([(x - left, y - top) for x, y in ring], fill=1)
                    mask = ImageChops.logical_xor(mask, one)
                if hatched:
                    lines = Image.new("1", mask.size, 0)
                    _hatch(ImageDraw.Draw(lines), mask.size, (left, top), round(13 * SMOOTH))
                    mask = ImageChops.logical_and(mask, lines)
                self.image.paste(line if hatched else fill, (left, top), mask)
        if width:
            for ring in rings:
                self.draw.line([*ring, ring[0]], fill=line, width=max(round(width * SMOOTH), 1), joint="curve")

    def mark(self, shape: Shape, radius: float, fill: str, line: str) -> None:
        """Draw a hexagon in the middle of a shape. radius: points of the sheet."""
        x, y = self.at(*shape.centre)
        r = radius * SMOOTH
        corners = [(0, -r), (r * 0.866, -r / 2), (r * 0.866, r / 2), (0, r), (-r * 0.866, r / 2), (-r * 0.866, -r / 2)]
        points = [(x + dx, y + dy) for dx, dy in corners]
        self.draw.polygon(points, fill=fill)
        self.draw.line([*points, points[0]], fill=line, width=round(2.4 * SMOOTH))

    def layers(self, map_: MemberMap, radius: float, only: Box | None = None) -> None:
        """Ground, then every layer in its order. only: what lies outside of it is not worth painting."""
        for shape in map_.ground:
            self.area(shape, GROUND, GROUND, 0)
        for shape in map_.lines:
            self.area(shape, "", BORDER, 1.4)
        for shape in map_.ground:
            self.area(shape, "", BORDER, 4)
        for layer in map_.layers:
            look = LOOKS[Category(layer.category)]
            for shape in layer.shapes:
                if only is not None and not _meets(shape.box, only):
                    continue
                if layer.marks:
                    self.mark(shape, radius, look.fill, look.line)
                else:
                    self.area(shape, look.fill, look.line, 2.4, hatched=look.hatched)


def _paint_map(sheet: Image.Image, map_: MemberMap, room: Box) -> None:
    from PIL import Image

    size = (int(room[2]), int(room[3]))
    painter = _Painter(map_.view, size)
    painter.layers(map_, radius=map_.view[2] * map_svg.MARK * painter.scale / SMOOTH)
    for inset in map_.insets:
        painter.draw.rectangle(painter.box(inset.box), outline="#c9bea6", width=2 * SMOOTH)
        x, y = painter.at(inset.box[0] + 120, inset.box[1] + 330)
        painter.draw.text((x, y), inset.label, fill=SEA_TEXT, font=_font(TEXT, 32 * SMOOTH), anchor="ls")
    if map_.lens is not None:
        corners = painter.box(LENS)
        side = int((corners[2] - corners[0]) / SMOOTH)
        lens = _Painter(map_.lens, (side, side))
        lens.layers(map_, radius=map_.view[2] * map_svg.MARK * painter.scale / SMOOTH * 0.8, only=map_.lens)
        painter.image.paste(lens.image, (int(corners[0]), int(corners[1])))
        painter.draw.rectangle(corners, outline=SEA_TEXT, width=2 * SMOOTH)
        painter.draw.rectangle(painter.box(map_.lens), outline=SEA_TEXT, width=2 * SMOOTH)
        foot = corners[3] - 46 * SMOOTH
        painter.draw.rectangle(
            [corners[0], foot, corners[2], corners[3]], fill=PAPER, outline=SEA_TEXT, width=2 * SMOOTH
        )
        words, place = "Paris et petite couronne", (corners[0] + 12 * SMOOTH, corners[3] - 13 * SMOOTH)
        painter.draw.text(place, words, fill=SEA_TEXT, font=_font(TEXT, 30 * SMOOTH), anchor="ls")
    sheet.paste(painter.image.resize(size, Image.Resampling.LANCZOS), (int(room[0]), int(room[1])))


def _paint_legend(sheet: Image.Image, draw: ImageDraw.ImageDraw, map_: MemberMap) -> None:
    """Two columns of signs, counts and words, in the brochure's order."""
    layers = {layer.category: layer for layer in map_.layers}
    shown = [category for category in Category if category in layers]
    for rank, category in enumerate(shown):
        layer, look = layers[category], LOOKS[category]
        x = MARGIN + (rank % 2) * (WIDTH - 2 * MARGIN) / 2
        y = HEIGHT - FOOT + 90 + (rank // 2) * 130
        if layer.marks:
            r = 30
            corners = [
                (0, -r),
                (r * 0.866, -r / 2),
                (r * 0.866, r / 2),
                (0, r),
                (-r * 0.866, r / 2),
                (-r * 0.866, -r / 2),
            ]
            draw.polygon([(x + 45 + dx, y - 22 + dy) for dx, dy in corners], fill=look.fill)
        else:
            draw.rectangle([x, y - 52, x + 90, y + 8], fill=look.fill or PAPER, outline=look.line, width=4)
            if look.hatched:
                for start in range(-44, 90, 22):
                    low, high = max(start, 0), min(start + 60, 90)
                    draw.line([(x + low, y + 8 - (low - start)), (x + high, y + 8 - (high - start))], look.line, 4)
        number = french.number(layer.count)
        draw.text((x + 130, y), number, fill=INK, font=_font(TITLE, 62), anchor="ls")
        beside = x + 150 + draw.textlength(number, font=_font(TITLE, 62))
        draw.text((beside, y), CATEGORY_NOUNS[category][layer.count > 1], fill=INK, font=_font(TEXT, 44), anchor="ls")


def rings_of(shape: Shape) -> list[Ring]:
    """Return the rings of an outline once in the plane of the map.

    The paths of a release are « M x y l dx dy dx dy … z » repeated (pipeline/published/svg_paths.py).
    """
    dx, dy, scale = moved_by(shape.transform) if shape.transform else (0.0, 0.0, 1.0)
    rings: list[Ring] = []
    for piece in shape.path.split("z"):
        numbers = [float(found) for found in _NUMBERS.findall(piece)]
        if len(numbers) < 6:
            continue
        x, y = numbers[0], numbers[1]
        ring = [(x * scale + dx, y * scale + dy)]
        for step in range(2, len(numbers) - 1, 2):
            x, y = x + numbers[step], y + numbers[step + 1]
            ring.append((x * scale + dx, y * scale + dy))
        rings.append(ring)
    return rings


def _hatch(draw: ImageDraw.ImageDraw, size: tuple[int, int], origin: tuple[int, int], step: int) -> None:
    """Lines at 45°, on one grid for the whole sheet, so that neighbours agree."""
    width, height = size
    first = -((origin[0] + origin[1]) % step)
    for start in range(first, width + height + step, step):
        draw.line([(start, 0), (start - height, height)], fill=1, width=max(step // 4, 2))


def _meets(box: Box, other: Box) -> bool:
    across = box[0] < other[0] + other[2] and box[0] + box[2] > other[0]
    return across and box[1] < other[1] + other[3] and box[1] + box[3] > other[1]


def _cut(draw: ImageDraw.ImageDraw, text: str, size: int, font: str = TEXT) -> str:
    """The beginning of a text that is too long for the sheet."""
    while text and draw.textlength(text, font=_font(font, size)) > WIDTH - 2 * MARGIN:
        text = text[: -max(len(text) // 20, 2)].rstrip() + "…"
    return text


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    path = finders.find(f"dist/fonts/{name}.woff2")
    if path is None:
        raise CannotPrint(
            "L’image ne peut pas être dessinée\u00a0: les polices ne sont pas construites.",
            "Sur le serveur\u00a0: make setup. La même carte existe en SVG et en PDF.",
        )
    return ImageFont.truetype(str(Path(path)), size, layout_engine=ImageFont.Layout.BASIC)
