"""Which authorities touch which: two outlines of one level that share a border share its points.

The release simplifies each level as one coverage (docs/decisions/0008), so that neighbours keep the very same points,
in whole units of one plane. Nothing is measured: points are compared.
"""

from __future__ import annotations

from collections import defaultdict

from essaim.web.members.map_layers import Shape
from essaim.web.members.map_png import rings_of
from essaim.web.observatory.release import Release
from essaim.web.territories import selectors

LEVELS = ("epci", "departement")
# One point alone is a corner, where four territories may meet.
SHARED_POINTS = 2


def of(release: Release) -> dict[str, frozenset[str]]:
    """Return the neighbours of each EPCI and département, by territory id; computed at most once a process."""
    return release.once("member_neighbours", _neighbours)


def _neighbours(release: Release) -> dict[str, frozenset[str]]:
    touching: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for level in LEVELS:
        rows = release.rows("SELECT territory_id FROM territories WHERE level = ?", (level,))
        drawings = selectors.drawings(release, [row[0] for row in rows])
        at: dict[tuple[str, float, float], list[str]] = defaultdict(list)
        for key, drawing in sorted(drawings.items()):
            points = {point for ring in rings_of(Shape(key, key, path=drawing["svg_path"])) for point in ring}
            for x, y in points:
                at[drawing["plane"], x, y].append(key)
        for those in at.values():
            for one in those:
                for other in those:
                    if one != other:
                        touching[one][other] += 1
    return {
        one: frozenset(other for other, shared in others.items() if shared >= SHARED_POINTS)
        for one, others in touching.items()
    }
