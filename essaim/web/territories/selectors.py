"""Reading territories from a release."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from essaim.web.observatory.release import Release

COLUMNS = """territory_id, level, code, name, slug, tncc, kind, population, communes_count, area_km2, density,
    parent_id,
    departement_code, departements, region_code, epci_code, ept_code, postcodes, longitude, latitude, bbox,
    has_outline, note"""
# SQLite may be built with a limit of 999 parameters.
MOST_PARAMETERS = 900
# Widest first: the order of breadcrumbs, comparisons and ambiguous codes.
LEVEL_ORDER = (
    "france",
    "region",
    "departement",
    "departemental",
    "arrondissement",
    "epci",
    "ept",
    "commune",
    "arrondissement_municipal",
)


@dataclass(frozen=True, slots=True)
class Territory:
    """A row of `territories`; units are those of its contract."""

    territory_id: str
    level: str
    code: str
    name: str
    slug: str
    tncc: str | None
    kind: str | None
    population: int | None
    communes_count: int
    area_km2: float | None
    density: float | None
    parent_id: str | None
    departement_code: str | None
    departements: str | None
    region_code: str | None
    epci_code: str | None
    ept_code: str | None
    postcodes: str | None
    longitude: float | None
    latitude: float | None
    bbox: str | None
    has_outline: bool
    note: str | None

    @property
    def ref(self) -> str:
        """What the address of its page holds: « 59350-lille »."""
        return f"{self.code}-{self.slug}"


@dataclass(frozen=True, slots=True)
class Succession:
    """A former commune code and today's commune; kind: a value of commune_successions.kind."""

    old_code: str
    old_name: str
    new_code: str
    effective_on: date | None
    kind: str


@dataclass(frozen=True, slots=True)
class Similar:
    """A territory that looks like another; distance in standard deviations; criteria used."""

    territory: Territory
    rank: int
    distance: float
    criteria: tuple[str, ...]


def _territory(row: sqlite3.Row) -> Territory:
    return Territory(*row)


def get(release: Release, territory_id: str) -> Territory | None:
    """Return one territory by its id (`commune:59350`)."""
    row = release.row(f"SELECT {COLUMNS} FROM territories WHERE territory_id = ?", (territory_id,))
    return None if row is None else _territory(row)


def get_many(release: Release, territory_ids: Sequence[str]) -> dict[str, Territory]:
    """Return those that exist among ids, in the order given."""
    marks = ", ".join("?" for _ in territory_ids)
    rows = release.rows(f"SELECT {COLUMNS} FROM territories WHERE territory_id IN ({marks})", tuple(territory_ids))
    found = {row["territory_id"]: _territory(row) for row in rows}
    return {key: found[key] for key in territory_ids if key in found}


def by_code(release: Release, code: str) -> list[Territory]:
    """Return every territory that bears an official code, widest first: 32 is Gers and Hauts-de-France."""
    found = get_many(release, [f"{level}:{code}" for level in LEVEL_ORDER])
    return list(found.values())


def successions(release: Release, old_code: str) -> list[Succession]:
    """Return today's communes that took over a former code (several after a split), arrondissements PLM left out."""
    rows = release.rows(
        "SELECT old_code, old_name, new_code, effective_on, kind FROM commune_successions"
        " WHERE old_code = ? AND kind <> 'arrondissement'",
        (old_code,),
    )
    return [Succession(row[0], row[1], row[2], date.fromisoformat(row[3]) if row[3] else None, row[4]) for row in rows]


def ancestors(release: Release, territory: Territory) -> list[Territory]:
    """Return the wider territories it is compared with, nearest first: EPCI, département, région, France."""
    ids: list[str] = []
    if territory.parent_id:
        ids.append(territory.parent_id)
    if territory.level in ("commune", "arrondissement_municipal", "ept", "epci", "arrondissement", "departemental"):
        if territory.epci_code and territory.level != "epci":
            ids.append(f"epci:{territory.epci_code}")
        if territory.departement_code:
            ids.append(f"departement:{territory.departement_code}")
    if territory.region_code and territory.level != "region":
        ids.append(f"region:{territory.region_code}")
    if territory.level != "france":
        ids.append("france:FRA")
    ids = [key for key in dict.fromkeys(ids) if key != territory.territory_id]
    found = list(get_many(release, ids).values())
    # « Paris, département » says nothing more than « Paris, commune »; shown once.
    return [place for place in found if place.territory_id == "france:FRA" or place.name != territory.name]


def communes_of(release: Release, territory: Territory) -> list[str]:
    """Return the codes of today's communes of a territory; raises ValueError for France (all of them)."""
    if territory.level == "commune":
        return [territory.code]
    if territory.level == "france":
        raise ValueError("France is every commune")
    rows = release.rows(
        "SELECT commune_code FROM territory_communes WHERE territory_id = ? ORDER BY commune_code",
        (territory.territory_id,),
    )
    return [row[0] for row in rows]


def communes_around(release: Release) -> list[tuple[str, str | None, str | None, str | None]]:
    """Return (code, département, région, postcodes separated by |) of every commune of today."""
    return release.tuples(
        "SELECT code, departement_code, region_code, postcodes FROM territories WHERE level = 'commune'"
    )


def parts_of(release: Release, territory: Territory) -> list[Territory]:
    """Return the territories of the level below, which its map and its table of parts show, by name.

    France → régions, région → départements, département → intercommunalités, the others → communes, a commune →
    its arrondissements municipaux if any.
    """
    conditions: dict[str, tuple[str, tuple[str, ...]]] = {
        "france": ("level = 'region'", ()),
        "region": ("level = 'departement' AND region_code = ?", (territory.code,)),
        "departement": ("level = 'epci' AND departement_code = ?", (territory.code,)),
        "commune": ("level = 'arrondissement_municipal' AND parent_id = ?", (territory.territory_id,)),
    }
    if territory.level == "arrondissement_municipal":
        return []
    if territory.level in conditions:
        where, parameters = conditions[territory.level]
        rows = release.rows(f"SELECT {COLUMNS} FROM territories WHERE {where}", parameters)
    else:
        rows = release.rows(
            f"SELECT {COLUMNS} FROM territories WHERE territory_id IN"
            " (SELECT 'commune:' || commune_code FROM territory_communes WHERE territory_id = ?)",
            (territory.territory_id,),
        )
    return sorted((_territory(row) for row in rows), key=lambda place: place.slug)


def similar(release: Release, territory: Territory) -> list[Similar]:
    """Return the territories of the same level that look like it most, nearest first (ten at most)."""
    rows = release.rows(
        "SELECT similar_id, rank, distance, criteria FROM similar_territories WHERE territory_id = ? ORDER BY rank",
        (territory.territory_id,),
    )
    places = get_many(release, [row["similar_id"] for row in rows])
    return [
        Similar(places[row["similar_id"]], row["rank"], row["distance"], tuple(row["criteria"].split("|")))
        for row in rows
        if row["similar_id"] in places
    ]


def drawings(release: Release, territory_ids: Iterable[str]) -> dict[str, sqlite3.Row]:
    """Return what draws territories on one map, by id: svg_path, viewbox, plane, inset (texts), however many there are.

    The path and the box are in units of 50 m of the plane; `inset` puts an overseas one on the map of France.
    """
    ids, found = tuple(territory_ids), {}
    for start in range(0, len(ids), MOST_PARAMETERS):
        some = ids[start : start + MOST_PARAMETERS]
        marks = ", ".join("?" for _ in some)
        rows = release.rows(
            f"SELECT territory_id, svg_path, viewbox, plane, inset FROM outlines WHERE territory_id IN ({marks})", some
        )
        found.update((row["territory_id"], row) for row in rows)
    return found


def outlines(release: Release, territory_ids: Iterable[str]) -> dict[str, str]:
    """Return the outlines that exist as GeoJSON geometries (texts), by territory id."""
    ids = tuple(territory_ids)
    marks = ", ".join("?" for _ in ids)
    return dict(release.tuples(f"SELECT territory_id, geojson FROM outlines WHERE territory_id IN ({marks})", ids))


def all_refs(release: Release) -> list[tuple[str, str]]:
    """Return (level, page reference) of every territory, for the sitemap."""
    rows = release.rows("SELECT level, code || '-' || slug FROM territories ORDER BY level, code")
    return [(row[0], row[1]) for row in rows]


def resembling(release: Release, territory_ids: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return (territory, one of those given, rank) of every territory that counts one of them among its ten nearest."""
    found: list[tuple[str, str, int]] = []
    for start in range(0, len(territory_ids), MOST_PARAMETERS):
        some = tuple(territory_ids[start : start + MOST_PARAMETERS])
        marks = ", ".join("?" for _ in some)
        rows = release.rows(
            f"SELECT territory_id, similar_id, rank FROM similar_territories WHERE similar_id IN ({marks})", some
        )
        found += [(row[0], row[1], row[2]) for row in rows]
    return found
