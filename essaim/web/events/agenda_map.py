"""Events on the map of France, drawn on the server: one mark a commune, with how many meet there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from essaim.web.events.selectors import Spot
from essaim.web.members.map_layers import MemberMap, on_map_of_france
from essaim.web.members.map_layers import build as member_map
from essaim.web.observatory.release import Release
from essaim.web.territories import selectors as territories
from essaim.web.ui.markup.escape import esc, joined

RADIUS = 260.0


@dataclass(frozen=True, slots=True)
class AgendaMap:
    """svg: the drawing, "" without outlines. elsewhere: how many are online or everywhere; unplaced: names without
    an outline in this release."""

    svg: SafeString | str
    drawn: int
    elsewhere: int
    unplaced: Sequence[str]


def draw(release: Release, events: Sequence[Spot]) -> AgendaMap:
    """Draw the events that have a commune; a mark leads to the event, or to those of its commune."""
    ground = member_map(release, [], release.manifest.built_on.date())
    placed = [event for event in events if event.commune_code and not event.everywhere]
    outlines = territories.drawings(release, {f"commune:{event.commune_code}" for event in placed})
    groups: dict[str, list[Spot]] = {}
    unplaced = []
    for event in placed:
        key = f"commune:{event.commune_code}"
        if key in outlines:
            groups.setdefault(key, []).append(event)
        else:
            unplaced.append(event.commune_name or event.commune_code)
    elsewhere = len(events) - len(placed)
    if not ground.drawable:
        return AgendaMap("", 0, elsewhere, tuple(dict.fromkeys(event.commune_name for event in placed)))
    marks = [_mark(outlines[key], group) for key, group in groups.items()]
    return AgendaMap(_svg(ground, marks), len(marks), elsewhere, tuple(dict.fromkeys(unplaced)))


def _mark(outline, group: Sequence[Spot]) -> str:  # type: ignore[no-untyped-def]
    centre = on_map_of_france("", "", outline).centre
    said = f"{group[0].commune_name}\u00a0: " + ", ".join(event.title for event in group[:5])
    number = "" if len(group) == 1 else (
        f'<text class="agenda-map__number" x="{centre[0]:.0f}" y="{centre[1] + 95:.0f}" font-size="280" '
        f'text-anchor="middle">{len(group)}</text>'
    )  # fmt: skip
    found = f"?{urlencode({'q': group[0].commune_name})}"
    href = reverse("events:agenda") + (f"{group[0].slug}/" if len(group) == 1 else found)
    return (
        f'<a href="{esc(href)}" tabindex="-1"><path class="agenda-map__mark" d="{_hexagon(*centre)}"/>{number}'
        f"<title>{esc(said)}</title></a>"
    )


def _hexagon(x: float, y: float) -> str:
    r, half = RADIUS, RADIUS * 0.866
    return (
        f"M{x:.0f} {y - r:.0f} {x + half:.0f} {y - r / 2:.0f}V{y + r / 2:.0f}L{x:.0f} {y + r:.0f} "
        f"{x - half:.0f} {y + r / 2:.0f}V{y - r / 2:.0f}z"
    )


def _svg(ground: MemberMap, marks: Sequence[str]) -> SafeString:
    def path(shape, css: str) -> str:  # type: ignore[no-untyped-def]
        moved_by = f' transform="{esc(shape.transform)}"' if shape.transform else ""
        return f'<path class="{css}" d="{esc(shape.path)}"{moved_by}/>'

    view = " ".join(f"{part:.0f}" for part in ground.view)
    return joined(
        [
            f'<svg class="agenda-map__svg" viewBox="{view}" role="group" aria-label="Carte des rendez-vous">',
            *[path(shape, "agenda-map__ground") for shape in ground.ground],
            *[path(shape, "agenda-map__line") for shape in ground.lines],
            *marks,
            "</svg>",
        ]
    )
