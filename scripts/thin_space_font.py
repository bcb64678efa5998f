"""Makes essaim/web/ui/static/ui/fonts/fine.woff2: one glyph, U+202F, a quarter of an em wide.

Neither typeface holds the narrow no-break space that parts thousands in French, and what browsers put in its place is
too thin to be seen. Run again only to change its width: `python scripts/thin_space_font.py`.
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

TARGET = Path(__file__).parents[1] / "essaim/web/ui/static/ui/fonts/fine.woff2"
UNITS_PER_EM, WIDTH = 1000, 230
EPOCH = 2082844800  # 1970-01-01, counted as fonts do, from 1904

if __name__ == "__main__":
    font = FontBuilder(UNITS_PER_EM, isTTF=True)
    font.setupGlyphOrder([".notdef", "fine"])
    font.setupCharacterMap({0x202F: "fine"})
    # Browsers refuse a font without a single outline: the missing glyph gets a box, which is never drawn.
    box = TTGlyphPen(None)
    box.moveTo((20, 0))
    for corner in ((20, 600), (200, 600), (200, 0)):
        box.lineTo(corner)
    box.closePath()
    font.setupGlyf({".notdef": box.glyph(), "fine": TTGlyphPen(None).glyph()})
    font.setupHorizontalMetrics({".notdef": (WIDTH, 0), "fine": (WIDTH, 0)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Fine", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    font.setupPost(keepGlyphNames=False)
    # Fixed dates, so that the file is the same each time it is made.
    font.font["head"].created = font.font["head"].modified = EPOCH
    font.font.recalcTimestamp = False
    font.font.flavor = "woff2"
    font.save(TARGET)
