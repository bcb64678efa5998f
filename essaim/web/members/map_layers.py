"""The map of members as layers, one a category, ready to be drawn: what is where, nothing of how it looks.

One layer a level: a département is painted because it is a member itself, never because one of its communes is.
Communes are too small for a map of France: they are marks, put in the middle of their outline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from essaim.web.members import addresses
from essaim.web.members.directory import Entry
from essaim.web.members.enums import Category
from essaim.web.observatory.release import Release
from essaim.web.territories import selectors

Box = tuple[float, float, float, float]

# Drawn in this order: what is wide lies under what is small.
ORDER = (Category.REGION, Category.OVERSEAS, Category.DEPARTEMENT, Category.INTERMUNICIPAL, Category.METROPOLE,
         Category.COMMUNE, Category.OTHER)  # fmt: skip
MARKS = (Category.COMMUNE, Category.OTHER)
OVERSEAS = {"01": "Guadeloupe", "02": "Martinique", "03": "Guyane", "04": "La Réunion", "06": "Mayotte"}
FRANCE, GREATER_PARIS = "france:FRA", "epci:200054781"
# Where the inset of Paris stands: off Brittany, in units of the European plane.
LENS: Box = (2050.0, 1850.0, 4300.0, 4300.0)
# Frames of the overseas insets: the release puts them in one column (pipeline/published/planes.py).
INSET_WIDTH, INSET_HEIGHT, INSET_GAP = 3000.0, 2200.0, 90.0
# Overseas, drawn a little smaller than the release does, and lower, to leave room for a name.
INSET_SCALE, INSET_DROP = 0.8, 190.0
_TRANSFORM = re.compile(r"translate\(([-\d.e+]+) ([-\d.e+]+)\) scale\(([-\d.e+]+)\)")


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline or a mark. path, transform: SVG; box: x, y, width, height once in the plane of the map."""

    key: str
    name: str
    href: str = ""
    path: str = ""
    transform: str = ""
    box: Box = (0.0, 0.0, 0.0, 0.0)

    @property
    def centre(self) -> tuple[float, float]:
        x, y, width, height = self.box
        return x + width / 2, y + height / 2


@dataclass(frozen=True, slots=True)
class Layer:
    """The members of one category. count: all of them; shapes: those that can be drawn; marks: as points."""

    category: str
    count: int
    shapes: tuple[Shape, ...]
    undrawn: tuple[str, ...]
    marks: bool


@dataclass(frozen=True, slots=True)
class Inset:
    """A frame apart on the map of France."""

    label: str
    box: Box


@dataclass(frozen=True, slots=True)
class MemberMap:
    """Everything to draw. ground: regions (or the one asked for); lines: départements; view: what is shown.

    lens: the part of the plane that is shown larger in LENS; None on the map of a region.
    """

    on: date
    total: int
    layers: tuple[Layer, ...]
    ground: tuple[Shape, ...]
    lines: tuple[Shape, ...]
    insets: tuple[Inset, ...]
    view: Box
    lens: Box | None
    region: str
    fictitious: bool

    @property
    def drawable(self) -> bool:
        return bool(self.ground)


def build(
    release: Release, members: Sequence[Entry], on: date, *, region_code: str = "", region: str = ""
) -> MemberMap:
    """Return the map of members on a day; of one region when its code is given (its name then is too).

    members: already narrowed to the region, if any. Without outlines in the release nothing is drawable.
    """
    places = _ground(release)
    ground = [s for key, s in places.items() if key.startswith("region:") and region_code in ("", key[7:])]
    lines = [s for key, s in places.items() if key.startswith("departement:") and _within(release, key, region_code)]
    ids = {entry.authority.territory_id for entry in members if entry.authority}
    outlines = selectors.drawings(release, ids)
    apart = not region_code
    layers = []
    for category in ORDER:
        those = [entry for entry in members if entry.member.category == category]
        if those or category != Category.OTHER:
            layers.append(_layer(category, those, outlines, apart=apart))
    if region_code and ground:
        # Alone, an overseas region is drawn in its own plane.
        own = selectors.drawings(release, [ground[0].key, *(line.key for line in lines)])
        ground = [_shape(one.key, one.name, own[one.key], apart=False) for one in ground]
        lines = [_shape(one.key, one.name, own[one.key], apart=False) for one in lines]
    view = _view(release, ground, region_code)
    lens = None if region_code else _lens(release)
    insets = () if region_code else _insets(places)
    return MemberMap(
        on, len(members), tuple(layers), tuple(ground), tuple(lines), insets, view, lens, region,
        bool(members) and all(entry.member.fictitious for entry in members),
    )  # fmt: skip


def _layer(category: str, members: Sequence[Entry], outlines: dict, *, apart: bool) -> Layer:
    shapes, undrawn = [], []
    for entry in members:
        outline = outlines.get(entry.authority.territory_id) if entry.authority else None
        if outline is None:
            undrawn.append(entry.member.name)
            continue
        href = addresses.member(entry.member.siren, entry.member.name)
        shapes.append(_shape(entry.member.siren, entry.member.name, outline, apart=apart, href=href))
    # The largest first, so that none hides a smaller one.
    shapes.sort(key=lambda shape: -shape.box[2] * shape.box[3])
    return Layer(category, len(members), tuple(shapes), tuple(undrawn), category in MARKS)


def on_map_of_france(key: str, name: str, outline) -> Shape:  # type: ignore[no-untyped-def]
    """Return the shape of a territory where this map of France draws it, overseas in its inset.

    outline: a row of territories.selectors.drawings. For other maps drawn over the same ground.
    """
    return _shape(key, name, outline, apart=True)


def _shape(key: str, name: str, outline, *, apart: bool, href: str = "") -> Shape:  # type: ignore[no-untyped-def]
    transform = outline["inset"] if apart else ""
    x, y, width, height = (float(part) for part in outline["viewbox"].split())
    if transform:
        dx, dy, scale = moved_by(transform)
        dy, scale = dy + INSET_DROP, scale * INSET_SCALE
        transform = f"translate({dx:g} {dy:g}) scale({scale:.4g})"
        x, y, width, height = x * scale + dx, y * scale + dy, width * scale, height * scale
    return Shape(key, name, href, outline["svg_path"], transform, (x, y, width, height))


def moved_by(transform: str) -> tuple[float, float, float]:
    """Return dx, dy and scale of « translate(x y) scale(s) ». Raises ValueError on another transform."""
    match = _TRANSFORM.fullmatch(transform)
    if match is None:
        raise ValueError(f"not a transform of the release: {transform!r}")
    dx, dy, scale = (float(part) for part in match.groups())
    return dx, dy, scale


def _ground(release: Release) -> dict[str, Shape]:
    """Régions and départements of the release, drawn on the map of France, by territory id."""
    return release.once("member_map_ground", _read_ground)


def _read_ground(release: Release) -> dict[str, Shape]:
    rows = release.rows("SELECT territory_id, name FROM territories WHERE level IN ('region', 'departement')")
    names = {row[0]: row[1].replace("'", "’") for row in rows}
    found = selectors.drawings(release, names)
    return {key: _shape(key, names[key], outline, apart=True) for key, outline in sorted(found.items())}


def _within(release: Release, departement_id: str, region_code: str) -> bool:
    if not region_code:
        return True
    regions = release.once("region_of_departement", _regions_of_departements)
    return regions.get(departement_id) == region_code


def _regions_of_departements(release: Release) -> dict[str, str]:
    rows = release.rows("SELECT territory_id, region_code FROM territories WHERE level = 'departement'")
    return {row[0]: row[1] for row in rows}


def _view(release: Release, ground: Sequence[Shape], region_code: str) -> Box:
    if not ground:
        return (0.0, 0.0, 100.0, 100.0)
    if region_code:
        box = ground[0].box
    else:
        whole = selectors.drawings(release, [FRANCE])
        box = _shape("", "", whole[FRANCE], apart=False).box if whole else ground[0].box
    x, y, width, height = box
    margin = max(width, height) * 0.015
    if not region_code:
        # Room for the column of insets, which goes lower than Corsica.
        bottom = max(y + height, max((one.box[1] + one.box[3] for one in ground), default=0.0))
        height = bottom - y
    return (x - margin, y - margin, width + 2 * margin, height + 2 * margin)


def _lens(release: Release) -> Box | None:
    found = selectors.drawings(release, [GREATER_PARIS])
    if not found:
        return None
    x, y, width, height = _shape("", "", found[GREATER_PARIS], apart=False).box
    side = max(width, height) * 1.12
    return (x + width / 2 - side / 2, y + height / 2 - side / 2, side, side)


def _insets(places: dict[str, Shape]) -> tuple[Inset, ...]:
    """The frames of overseas, where the release has put their outlines."""
    found = []
    for code, label in OVERSEAS.items():
        place = places.get(f"region:{code}")
        if place is not None and place.transform:
            x, y, _ = moved_by(place.transform)
            left, top = x - INSET_WIDTH / 2, y - INSET_DROP - INSET_HEIGHT / 2 - INSET_GAP
            found.append(Inset(label, (left, top, INSET_WIDTH, INSET_HEIGHT + 2 * INSET_GAP)))
    return tuple(found)
