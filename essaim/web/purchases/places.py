"""Where a supplier is, seen from the authority: on its territory, in its département, in its région, elsewhere."""

from __future__ import annotations

from collections import defaultdict

from essaim.web.observatory.release import Release
from essaim.web.purchases.enums import Near
from essaim.web.territories import selectors


class Places:
    """The communes around an authority, read once. territory_id: « commune:59350 », or "" for an authority without."""

    def __init__(self, release: Release, territory_id: str) -> None:
        place = selectors.get(release, territory_id) if territory_id else None
        self._inside = frozenset(selectors.communes_of(release, place)) if place else frozenset()
        self._by_postcode: dict[str, list[str]] = defaultdict(list)
        self._around: dict[str, tuple[str | None, str | None]] = {}
        for code, departement, region, postcodes in selectors.communes_around(release):
            self._around[code] = (departement, region)
            for postcode in filter(None, (postcodes or "").split("|")):
                self._by_postcode[postcode].append(code)
        own = [self._around[code] for code in self._inside if code in self._around]
        self._departements = {departement for departement, _ in own if departement}
        self._regions = {region for _, region in own if region}

    def near(self, commune_code: str | None, postcode: str = "") -> Near:
        """Return where a commune is, or the communes of a postcode when they all agree; unknown otherwise."""
        codes = [commune_code] if commune_code else self._by_postcode.get(postcode, [])
        found = {self._of(code) for code in codes if code in self._around}
        return found.pop() if len(found) == 1 and self._inside else Near.UNKNOWN

    def _of(self, code: str) -> Near:
        departement, region = self._around[code]
        if code in self._inside:
            return Near.TERRITORY
        if departement in self._departements:
            return Near.DEPARTEMENT
        return Near.REGION if region in self._regions else Near.ELSEWHERE
