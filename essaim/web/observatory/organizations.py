"""Lists of organisations: one line an establishment in a place, one line a legal unit for the whole register.

Units with partial diffusion (`diffusible` false) are counted in the indicators and never listed: article R123-232-1
of the code de commerce.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from essaim.web.observatory import search
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.filters import PER_PAGE, Filters
from essaim.web.observatory.memory import Memory
from essaim.web.observatory.release import Release
from essaim.web.observatory.scope import Scope
from essaim.web.observatory.vocabulary import UNKNOWN_SIZE

EARTH_RADIUS_KM = 6371.0088
KM_PER_DEGREE = 111.195
COUNTS_KEPT = 4096

# The commune as the official code names it today (the district in Paris, Lyon, Marseille); else as the source wrote it.
_CITY = """coalesce(
    (SELECT t.name FROM territories t WHERE t.territory_id = 'arrondissement_municipal:' || e.municipal_district_code),
    (SELECT t.name FROM territories t WHERE t.territory_id = 'commune:' || e.commune_code), e.city) AS city"""
# Same names from both, so that one table, one export and one API line serve the two lists.
_OF_PLACE = f"""e.siren, e.siret, e.name, o.name AS unit_name, o.acronym, e.family, e.sub_family, e.sector, e.naf_code,
    e.naf_nomenclature, e.labels, e.status, e.is_sse, e.workforce_band, e.workforce_min, e.workforce_max,
    e.workforce_year, e.is_employer, e.is_headquarters, e.created_on, e.address, e.postcode, {_CITY}, e.commune_code,
    e.longitude, e.latitude, e.location, o.legal_form_code, o.legal_form_label, o.rna_id"""
_FROM_PLACE = "FROM establishments e JOIN organizations o ON o.siren = e.siren"
_OF_REGISTER = f"""o.siren, e.siret, o.name, o.name, o.acronym, o.family, o.sub_family, o.sector, o.naf_code,
    o.naf_nomenclature, o.labels, o.status, o.is_sse, o.workforce_band, NULL AS workforce_min, NULL AS workforce_max,
    o.workforce_year, e.is_employer, e.is_headquarters, o.created_on, e.address, e.postcode, {_CITY}, o.commune_code,
    e.longitude, e.latitude, e.location, o.legal_form_code, o.legal_form_label, o.rna_id"""
_FROM_REGISTER = "FROM organizations o LEFT JOIN establishments e ON e.siret = o.headquarters_siret"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list; units as in the contracts of establishments and organizations."""

    siren: str
    siret: str | None
    name: str
    unit_name: str
    acronym: str | None
    family: str
    sub_family: str | None
    sector: str
    naf_code: str | None
    naf_nomenclature: str | None
    labels: str
    status: str
    is_sse: bool | None
    workforce_band: str | None
    workforce_min: int | None
    workforce_max: int | None
    workforce_year: int | None
    is_employer: bool | None
    is_headquarters: bool | None
    created_on: str | None
    address: str | None
    postcode: str | None
    city: str | None
    commune_code: str | None
    longitude: float | None
    latitude: float | None
    location: str | None
    legal_form_code: str | None
    legal_form_label: str | None
    rna_id: str | None
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its lines, how many there are in all, of which page."""

    lines: list[Line]
    count: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Question:
    """The SQL of a list. keys finds the rows (an index is enough for it), select reads the lines of those found."""

    select: str
    key: str
    table: str
    where: str
    parameters: tuple
    order: str
    point: tuple[float, float] | None

    @property
    def count_sql(self) -> str:
        return f"SELECT count(*) FROM {self.table} WHERE {self.where}"

    def lines_sql(self, cut: str = "") -> str:
        # Two steps, so that sorting a whole region moves row numbers, not rows.
        found = f"SELECT {self.key} FROM {self.table} WHERE {self.where} ORDER BY {self.order} {cut}"
        return f"{self.select} WHERE {self.key} IN ({found}) ORDER BY {self.order}"


def page(release: Release, scope: Scope, filters: Filters) -> Page:
    """Return the page a reader asks for. Raises InvalidRequest when it is past the last one."""
    question = _question(release, scope, filters)
    if question.point is not None:
        return _page_by_distance(release, question, filters)
    # A count reads the whole place, a page only fifty lines.
    counts: Memory[int] = release.once("counts", lambda _: Memory(COUNTS_KEPT))
    asked = (question.count_sql, question.parameters)
    count = counts.get(asked, lambda: int(release.value(*asked)))
    pages = _pages(count, filters.page)
    rows = release.rows(
        question.lines_sql("LIMIT ? OFFSET ?"), (*question.parameters, PER_PAGE, (filters.page - 1) * PER_PAGE)
    )
    return Page([Line(*row) for row in rows], count, filters.page, pages)


def first(release: Release, scope: Scope, count: int) -> list[Line]:
    """Return the first lines of a place's list, largest employers first."""
    question = _question(release, scope, Filters(sort="effectif"))
    rows = release.rows(question.lines_sql("LIMIT ?"), (*question.parameters, count))
    return [Line(*row) for row in rows]


def stream(release: Release, scope: Scope, filters: Filters) -> Iterator[Line]:
    """Yield every line of a list, for downloads."""
    question = _question(release, scope, filters)
    if question.point is not None:
        yield from _within(release, question, filters)
        return
    sql = f"{question.select} WHERE {question.where} ORDER BY {question.order}"
    for row in release.stream(sql, question.parameters):
        yield Line(*row)


def after(release: Release, scope: Scope, filters: Filters, last: str, limit: int) -> list[Line]:
    """Return the lines whose key (siret in a place, siren in the register) follows `last`: cursors of the API."""
    question = _question(release, scope, filters)
    key = "o.siren" if question.key == "o.siren" else "e.siret"
    rows = release.rows(
        f"{question.select} WHERE {question.where} AND {key} > ? ORDER BY {key} LIMIT ?",
        (*question.parameters, last, limit),
    )
    return [Line(*row) for row in rows]


def points(release: Release, scope: Scope, limit: int) -> list[sqlite3.Row]:
    """Return siren, name, family, longitude, latitude of the located ESS establishments of a place, `limit` at most."""
    where = f"{scope.where} AND " if scope.where else ""
    return release.rows(
        "SELECT e.siren, e.name, e.family, e.longitude, e.latitude FROM establishments e"
        f" WHERE {where}e.diffusible = 1 AND e.is_sse = 1 AND e.longitude IS NOT NULL LIMIT ?",
        (*scope.parameters, limit),
    )


def distance_km(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    """Return the great-circle distance between two points in degrees (haversine, mean Earth radius)."""
    a, b = math.radians(latitude), math.radians(other_latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def _pages(count: int, wanted: int) -> int:
    pages = max(1, math.ceil(count / PER_PAGE))
    if wanted > pages:
        raise InvalidRequest(
            f"La page {wanted} n’existe pas\u00a0: cette liste en compte {pages}.", "Revenez à la première page."
        )
    return pages


def _question(release: Release, scope: Scope, filters: Filters) -> _Question:
    # Around a point the register's own order is no help: establishments are what has coordinates.
    point = _point(release, filters)
    register = scope.is_everything and point is None
    t = "o" if register else "e"
    conditions = [scope.where] if scope.where else []
    parameters: list = list(scope.parameters)
    conditions.append(f"{t}.diffusible = 1")
    if filters.perimeter == "ess" and not filters.statuses:
        conditions.append(f"{t}.is_sse = 1")
    for column, values in (("family", filters.families), ("sector", filters.sectors), ("status", filters.statuses)):
        _one_of(conditions, parameters, f"{t}.{column}", values)
    if filters.sizes:
        bands = tuple(size for size in filters.sizes if size != UNKNOWN_SIZE)
        either = [f"{t}.workforce_band IN ({', '.join('?' for _ in bands)})"] if bands else []
        if UNKNOWN_SIZE in filters.sizes:
            either.append(f"{t}.workforce_band IS NULL")
        conditions.append(f"({' OR '.join(either)})")
        parameters += bands
    if filters.labels:
        conditions.append("(" + " OR ".join(f"'|' || {t}.labels || '|' LIKE ?" for _ in filters.labels) + ")")
        parameters += [f"%|{label}|%" for label in filters.labels]
    if filters.employers_only:
        # A known band other than « NN »: what is_employer says, in a column that the indexes hold.
        conditions.append(f"{t}.workforce_band <> 'NN'")
    if filters.query:
        _one_of(conditions, parameters, f"{t}.siren", search.sirens(release, filters.query) or ("",))
    if point is not None and filters.radius_km is not None:
        _box(conditions, parameters, point, filters.radius_km)
    where = " AND ".join(conditions)
    order = _order(filters, register)
    if register:
        select = f"SELECT {_OF_REGISTER} {_FROM_REGISTER}"
        return _Question(select, "o.siren", "organizations o", where, tuple(parameters), order, point)
    select = f"SELECT {_OF_PLACE} {_FROM_PLACE}"
    return _Question(select, "e.rowid", "establishments e", where, tuple(parameters), order, point)


def _one_of(conditions: list[str], parameters: list, column: str, values: Sequence[str]) -> None:
    if values:
        conditions.append(f"{column} IN ({', '.join('?' for _ in values)})")
        parameters += values


def _order(filters: Filters, register: bool) -> str:
    # Establishments are stored in the order of their names (accents aside): their rowid is that order.
    t, by_name = ("o", "o.search_text, o.siren") if register else ("e", "e.rowid")
    return {
        "nom": by_name,
        # Band codes sort as sizes do, once « NN » (no employee) is set aside with the unknown ones.
        "effectif": f"nullif({t}.workforce_band, 'NN') DESC, {by_name}",
        "creation": f"{t}.created_on DESC, {by_name}",
        "commune": f"{t}.commune_code, {by_name}",
        "distance": by_name,
    }[filters.sort]


def _point(release: Release, filters: Filters) -> tuple[float, float] | None:
    """The point a radius is drawn around: « longitude,latitude », or a commune by its code."""
    if filters.radius_km is None:
        return None
    parts = filters.around.split(",")
    if len(parts) == 2:
        try:
            longitude, latitude = (float(part) for part in parts)
        except ValueError:
            longitude, latitude = math.nan, math.nan
        if -180 <= longitude <= 180 and -90 <= latitude <= 90:
            return longitude, latitude
    elif len(filters.around) == 5:
        row = release.row(
            "SELECT longitude, latitude FROM territories WHERE territory_id = ?", (f"commune:{filters.around}",)
        )
        if row is not None and row[0] is not None:
            return row[0], row[1]
    raise InvalidRequest(
        "Le point autour duquel chercher est inconnu ou sans coordonnées.",
        "Donnez le code Insee d’une commune (autour=59350) ou une longitude et une latitude (autour=3.06,50.63).",
    )


def _box(conditions: list[str], parameters: list, point: tuple[float, float], radius_km: float) -> None:
    """The square that holds the circle: an index can read it, the exact distance is checked after."""
    longitude, latitude = point
    height = radius_km / KM_PER_DEGREE
    width = height / max(math.cos(math.radians(latitude)), 0.01)
    conditions.append("e.latitude BETWEEN ? AND ? AND e.longitude BETWEEN ? AND ?")
    parameters += [latitude - height, latitude + height, longitude - width, longitude + width]


def _within(release: Release, question: _Question, filters: Filters) -> list[Line]:
    assert question.point is not None
    assert filters.radius_km is not None
    found = []
    for row in release.stream(f"{question.select} WHERE {question.where}", question.parameters):
        away = distance_km(*question.point, row["longitude"], row["latitude"])
        if away <= filters.radius_km:
            found.append(Line(*row, distance_km=round(away, 2)))
    keys = {
        "distance": lambda line: (line.distance_km, line.siret),
        "nom": lambda line: (line.name, line.siret),
        "commune": lambda line: (line.city or "", line.name, line.siret),
        "creation": lambda line: (line.created_on or "", line.siret),
        "effectif": lambda line: (-(line.workforce_min or 0), line.name, line.siret),
    }
    return sorted(found, key=keys[filters.sort], reverse=filters.sort == "creation")


def _page_by_distance(release: Release, question: _Question, filters: Filters) -> Page:
    lines = _within(release, question, filters)
    pages = _pages(len(lines), filters.page)
    start = (filters.page - 1) * PER_PAGE
    return Page(lines[start : start + PER_PAGE], len(lines), filters.page, pages)
