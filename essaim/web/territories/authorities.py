"""The public bodies that the release knows: one for each commune, EPCI, EPT, département and région of today.

A territory is a perimeter, an authority a person in law, with a SIREN. The release gives the SIREN of communes, EPCI
and EPT; the dated list of the rules gives those of régions and départements. Held in memory, once a release.
"""

from __future__ import annotations

from dataclasses import dataclass

from essaim.rules import authorities as rules
from essaim.web.observatory.release import Release

LEVELS = ("region", "departement", "departemental", "epci", "ept", "commune")
METROPOLIS_KINDS = ("METRO", "MET69")
# Perimeters whose powers another body holds (docs/reference/territoires.md, « Régimes particuliers »).
HELD_BY = {
    "departement:69": "departemental:69D", "departement:67": "departemental:6AE", "departement:68": "departemental:6AE",
    "departement:75": "commune:75056", "departement:2A": "region:94", "departement:2B": "region:94",
    "departement:972": "region:02", "departement:973": "region:03", "departement:976": "region:06",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Authority:
    """A public body of today and the facts of its perimeter.

    kind: a value of rules.authorities.Kind. departements: codes touched. population: inhabitants, None when unknown.
    longitude, latitude: degrees, a point of the perimeter.
    """

    siren: str
    territory_id: str
    kind: str
    name: str
    slug: str
    population: int | None
    region_code: str
    departements: tuple[str, ...]
    epci_code: str
    ept_code: str
    communes_count: int
    longitude: float | None
    latitude: float | None

    @property
    def level(self) -> str:
        return self.territory_id.partition(":")[0]

    @property
    def code(self) -> str:
        return self.territory_id.partition(":")[2]


class Authorities:
    """Every authority of a release, by SIREN and by territory."""

    def __init__(self, release: Release) -> None:
        upper = rules.upper_authorities(on=release.reference_date)
        self.by_siren: dict[str, Authority] = {}
        self.by_territory: dict[str, Authority] = {}
        marks = ", ".join("?" for _ in LEVELS)
        rows = release.rows(
            "SELECT territory_id, level, code, name, slug, kind, siren, population, region_code, departements,"
            " epci_code, ept_code, communes_count, longitude, latitude"
            f" FROM territories WHERE level IN ({marks})",
            LEVELS,
        )
        for row in rows:
            known = upper.get(row["territory_id"])
            siren = known.siren if known else row["siren"]
            if siren is None or (known is None and row["territory_id"] in HELD_BY):
                continue
            code = row["code"] if row["level"] == "region" else ""
            found = Authority(
                siren=siren,
                territory_id=row["territory_id"],
                kind=known.kind if known else _kind(row["level"], row["kind"]),
                name=known.name if known else row["name"].replace("'", "’"),
                slug=row["slug"],
                population=row["population"],
                region_code=code or row["region_code"] or "",
                departements=tuple(filter(None, (row["departements"] or "").split("|"))),
                epci_code=row["epci_code"] or "",
                ept_code=row["ept_code"] or "",
                communes_count=row["communes_count"],
                longitude=row["longitude"],
                latitude=row["latitude"],
            )
            self.by_siren[siren] = self.by_territory[found.territory_id] = found

    def of_territory(self, territory_id: str) -> Authority | None:
        """Return the body that holds the powers of a territory: the Ville de Paris for the département 75."""
        return self.by_territory.get(HELD_BY.get(territory_id, territory_id))


def _kind(level: str, epci_kind: str | None) -> str:
    if level == "epci":
        return "metropole" if epci_kind in METROPOLIS_KINDS else "intercommunalite"
    return {"departemental": "departement"}.get(level, level)


def of(release: Release) -> Authorities:
    """Return the authorities of a release, read at most once a process."""
    return release.once("authorities", Authorities)
