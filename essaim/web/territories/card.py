"""A card of key figures, to be inserted in a slide or a page: SVG, or PNG.

One drawing, two writers: the SVG is text, the PNG is painted by Pillow (which WeasyPrint already brings), because no
library we have turns an SVG into pixels and adding one only for this would weigh more than this file.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.html import format_html, format_html_join

from essaim.web.observatory.errors import CannotRender
from essaim.web.territories import presentation
from essaim.web.territories.portrait import Portrait
from essaim.web.ui import french

WIDTH, HEIGHT = 1200, 630
INK, SOFT, PAPER, HONEY, LINE, BANNER = "#1d2330", "#4d5566", "#fbf7ef", "#e8a317", "#e4dac5", "#f8e7bd"
TITLE, TEXT = "bricolage-grotesque-latin-700-normal.woff2", "atkinson-hyperlegible-next-latin-400-normal.woff2"
FAMILIES = {TITLE: "Bricolage Grotesque, sans-serif", TEXT: "Atkinson Hyperlegible Next, sans-serif"}
SCALE = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; x, y: start of its baseline, in units of a 1200 × 630 drawing."""

    x: float
    y: float
    size: float
    text: str
    font: str = TEXT
    fill: str = INK


@dataclass(frozen=True, slots=True)
class Rectangle:
    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Card:
    """title and description are read aloud; shapes are drawn in order."""

    title: str
    description: str
    shapes: tuple[Text | Rectangle, ...]


def of_portrait(portrait: Portrait) -> Card:
    """Return the card of a place: its name, four figures with their source, the release and its banner."""
    release = portrait.release
    shapes: list[Text | Rectangle] = [Rectangle(0, 0, WIDTH, HEIGHT, PAPER), Rectangle(0, 0, WIDTH, 10, HONEY)]
    name = _cut(portrait.place.name, 44)
    shapes.append(Text(60, 100, 54 if len(name) <= 32 else 40, name, TITLE))
    shapes.append(Text(60, 146, 26, "L’économie sociale et solidaire en chiffres", fill=SOFT))
    said = []
    for rank, figure in enumerate(presentation.key_figures(portrait)):
        x, y = 60 + (rank % 2) * 560, 235 + (rank // 2) * 150
        shapes += [
            Rectangle(x, y - 56, 520, 2, LINE),
            Text(x, y, 48, figure.shown, TITLE),
            Text(x, y + 36, 26, figure.label),
            Text(x, y + 66, 19, _cut(" ; ".join(figure.comparisons), 56), fill=SOFT),
        ]
        said.append(f"{figure.shown} {figure.label}")
    foot = f"Essaim, données au {french.date_fr(release.reference_date)}, édition {release.id}"
    shapes.append(
        Text(60, 545, 19, f"Sources : Sirene (Insee), ESS France, Le marché de l’inclusion. {foot}", fill=SOFT)
    )
    if release.banner:
        shapes += [Rectangle(0, 570, WIDTH, 60, BANNER), Text(60, 607, 20, _cut(release.banner, 118))]
    return Card(
        f"L’économie sociale et solidaire : {portrait.place.name}", " ; ".join(said) + f". {foot}.", tuple(shapes)
    )


def svg(card: Card) -> str:
    """Return the card as an SVG that stands alone."""
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-labelledby="t d" lang="fr"><title id="t">{}</title><desc id="d">{}</desc>{}</svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, card.title, card.description,
        format_html_join("", "{}", ((_svg(shape),) for shape in card.shapes)),
    )  # fmt: skip


def _svg(shape: Text | Rectangle) -> str:
    if isinstance(shape, Rectangle):
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
            shape.x,
            shape.y,
            shape.width,
            shape.height,
            shape.fill,
        )
    weight = "700" if shape.font == TITLE else "400"
    return format_html(
        '<text x="{}" y="{}" font-size="{}" font-family="{}" font-weight="{}" fill="{}">{}</text>',
        shape.x, shape.y, shape.size, FAMILIES[shape.font], weight, shape.fill, shape.text,
    )  # fmt: skip


def png(card: Card) -> bytes:
    """Return the card as a PNG of 2400 × 1260 pixels. Raises CannotRender when the fonts are not built."""
    from PIL import Image, ImageDraw, PngImagePlugin

    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    draw = ImageDraw.Draw(image)
    for shape in card.shapes:
        if isinstance(shape, Rectangle):
            corners = [shape.x, shape.y, shape.x + shape.width - 1, shape.y + shape.height - 1]
            draw.rectangle([corner * SCALE for corner in corners], fill=shape.fill)
        else:
            font = _font(shape.font, int(shape.size * SCALE))
            draw.text((shape.x * SCALE, shape.y * SCALE), shape.text, fill=shape.fill, font=font, anchor="ls")
    said = PngImagePlugin.PngInfo()
    said.add_itxt("Title", card.title, lang="fr")
    said.add_itxt("Description", card.description, lang="fr")
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True, pnginfo=said)
    return target.getvalue()


@cache
def _font(name: str, size: int):  # type: ignore[no-untyped-def]
    from PIL import ImageFont

    path = finders.find(f"dist/fonts/{name}")
    if path is None:
        raise CannotRender(
            "L’image ne peut pas être dessinée\u00a0: les polices ne sont pas construites.",
            "Sur le serveur\u00a0: make setup. La même carte existe en SVG, sans rien à installer.",
        )
    return ImageFont.truetype(str(Path(path)), size, layout_engine=ImageFont.Layout.BASIC)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
