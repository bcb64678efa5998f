"""Who could answer a need: the organisations of the register whose activity and place fit, with a reason a line.

Eligible to be listed: an establishment that may be named, of the ESS or an inclusion structure. Fit comes from the NAF
rév. 2 activity (`essaim.rules.cpv_naf`); where the activity hides the trade, an inclusion structure is listed « à
vérifier ». What the register cannot tell is counted beside, never guessed.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from essaim.rules import cpv_naf
from essaim.web.observatory.organizations import distance_km
from essaim.web.observatory.release import Release
from essaim.web.observatory.scope import Scope, of_level
from essaim.web.territories.selectors import Territory

Trust = Literal["high", "medium", "low", "to_check"]
TRUSTS: Mapping[Trust, str] = {
    "high": "forte",
    "medium": "moyenne",
    "low": "faible",
    "to_check": "à vérifier",
}
TRUST_ORDER = tuple(TRUSTS)
MOST_READ = 1000
PLACES_KEPT = 4096
INCLUSION_LABELS = ("aci", "ei", "ai", "etti", "eiti", "ea", "eatt", "esat")
_INCLUSION = frozenset(INCLUSION_LABELS)
GEIQ = "geiq"
PUBLIC_ACTIVITIES = ("84.11Z", "84.12Z", "84.13Z")
PERIMETERS = {
    "territoire": "Le territoire seul",
    "epci": "Son intercommunalité",
    "departement": "Son département",
    "region": "Sa région",
    "france": "Toute la France",
}
# Which wider places each level can look in, the usual one first.
WIDER = {
    "commune": ("departement", "territoire", "epci", "region", "france"),
    "arrondissement_municipal": ("departement", "territoire", "epci", "region", "france"),
    "epci": ("departement", "territoire", "region", "france"),
    "ept": ("departement", "territoire", "region", "france"),
    "arrondissement": ("departement", "territoire", "region", "france"),
    "departement": ("territoire", "region", "france"),
    "departemental": ("territoire", "region", "france"),
    "region": ("territoire", "france"),
    "france": ("territoire",),
}

_COLUMNS = """e.siren, e.siret, e.name, o.name AS unit_name, e.naf_code, e.naf_nomenclature, e.family, e.sub_family,
    e.labels, e.status, e.is_sse, e.workforce_band, e.workforce_min, e.workforce_max, e.workforce_year, e.city,
    e.commune_code, e.postcode, e.address, e.longitude, e.latitude, e.location, e.is_headquarters,
    o.naf_code AS unit_naf, o.naf_label, o.naf_nomenclature AS unit_nomenclature, o.legal_form_code"""
_NAMED = "e.diffusible = 1"
_ELIGIBLE = "(e.is_sse = 1 OR e.labels <> '')"


class Supplier:
    """A candidate: an establishment, as read, and what the search says of it.

    trust: how surely its activity answers; activity: what the correspondence says, None when an inclusion structure was
    taken for what it is; naf: the activity it was judged by; distance_km: from the middle of the buyer's territory,
    None without coordinates; sites: its establishments in the perimeter, this one included. A page shows forty of a
    thousand: the rest of the row is only read when asked for.
    """

    __slots__ = ("_row", "activity", "distance_km", "naf", "sites", "trust")

    def __init__(
        self, row: Mapping, naf: str | None, activity: cpv_naf.Activity | None, distance_km: float | None
    ) -> None:
        self._row = row
        self.naf = naf
        self.activity = activity
        self.trust: Trust = "to_check" if activity is None else activity.confidence
        self.distance_km = distance_km
        self.sites = 1

    def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
        """A column of the row: siren, siret, name, unit_name, family, sub_family, status, workforce_band,
        workforce_min, workforce_max (employees of this establishment; None = not known), workforce_year, city,
        commune_code, postcode, address, longitude, latitude, location."""
        try:
            return self._row[name]
        except IndexError:
            raise AttributeError(name) from None

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(filter(None, self._row["labels"].split("|")))

    @property
    def naf_label(self) -> str | None:
        """The name of its activity, known when it is also its legal unit's."""
        return self._row["naf_label"] if self.naf == self._row["unit_naf"] else None

    @property
    def inclusion(self) -> tuple[str, ...]:
        """Its kinds that may make it eligible to a reservation, in the register's ids."""
        return tuple(label for label in self.labels if label in INCLUSION_LABELS)


@dataclass(frozen=True, slots=True)
class Unseen:
    """What the register cannot tell in the perimeter: how many establishments of the ESS each reason hides.

    unnamed: partial diffusion; without_activity: no code, or of another nomenclature; without_trade: a code that says
    nothing of the trade (associations n.c.a.…), inclusion structures listed apart from them.
    """

    unnamed: int
    without_activity: int
    without_trade: int


@dataclass(frozen=True, slots=True)
class Search:
    """suppliers: best first. unseen: what hides there. is_cut: more answered than are read; the nearest were."""

    suppliers: tuple[Supplier, ...]
    unseen: Unseen
    is_cut: bool = False


def perimeters(place: Territory, *, goods: bool = False) -> dict[str, str]:
    """The places one may look in around a territory, the usual one first: key → words.

    goods: what is bought travels, so that the région comes before the département.
    """
    found = {}
    order = WIDER.get(place.level, ("territoire", "france"))
    if goods and "region" in order:
        order = ("region", *(key for key in order if key != "region"))
    for key in order:
        if key in ("territoire", "france") or _wider(place, key) is not None:
            found[key] = PERIMETERS[key]
    return found


def search(release: Release, code: str, place: Territory, perimeter: str) -> Search:
    """Return who could answer a CPV code in a perimeter of a territory.

    perimeter: a key of `perimeters(place)`. One line an organisation: its best establishment, then its nearest. Of each
    way to be found, the MOST_READ nearest establishments are read.
    """
    scope = _scope(place, perimeter)
    answers = cpv_naf.activities(code)
    listed = {naf: each for naf, each in answers.items() if each.confidence == "high" or not cpv_naf.is_neutral(naf)}
    rows = _by_activity(release, scope, tuple(listed), place)
    if cpv_naf.is_inclusion_trade(code):
        rows += _by_kind(release, scope, place)
    found = [each for row in rows if (each := _supplier(row, listed, place)) is not None]
    kept = sorted(_one_a_unit(found), key=order)
    return Search(tuple(kept), _unseen(release, scope), len(rows) >= MOST_READ)


def known_structures(release: Release, kinds: Sequence[str]) -> int:
    """How many structures of some kinds the whole release knows: none known is not none that exist."""
    found = release.once("structures_by_kind", _structures_by_kind)
    return sum(found.get(kind, 0) for kind in kinds)


def _structures_by_kind(release: Release) -> dict[str, int]:
    rows = release.rows(
        "SELECT label, count(DISTINCT siren) AS structures FROM labels WHERE is_current = 1 GROUP BY label"
    )
    return {row["label"]: row["structures"] for row in rows}


def order(each: Supplier) -> tuple:
    """The surest first, then the nearest; those without coordinates last."""
    far = each.distance_km
    return (TRUST_ORDER.index(each.trust), 10_000.0 if far is None else far, each.name, each.siret)


def _by_activity(release: Release, scope: Scope, nafs: Sequence[str], place: Territory) -> list:
    """Establishments whose own activity, else their unit's, is one of `nafs`: the nearest."""
    if not nafs:
        return []
    marks = ", ".join("?" for _ in nafs)
    where = f" AND {scope.where}" if scope.where else ""
    nearest, point = _nearest(place)
    # The keys first: sorting thousands of whole rows costs ten times as much.
    own = (
        f"SELECT {_COLUMNS} FROM establishments e JOIN organizations o ON o.siren = e.siren WHERE e.rowid IN ("
        f"SELECT e.rowid FROM establishments e WHERE {_NAMED} AND e.naf_nomenclature = 'NAFRev2'"
        f" AND e.naf_code IN ({marks}) AND {_ELIGIBLE}{where} ORDER BY {nearest} LIMIT {MOST_READ})"
    )
    rows = release.rows(own, (*nafs, *scope.parameters, *point))
    if not release.once("sites_without_activity", _some_have_no_activity):
        return rows
    unit = (
        f"SELECT {_COLUMNS} FROM organizations o JOIN establishments e ON e.siren = o.siren WHERE {_NAMED}"
        f" AND e.naf_code IS NULL AND o.naf_nomenclature = 'NAFRev2' AND o.naf_code IN ({marks}) AND {_ELIGIBLE}{where}"
        f" ORDER BY {nearest} LIMIT {MOST_READ}"
    )
    return [*rows, *release.rows(unit, (*nafs, *scope.parameters, *point))]


def _some_have_no_activity(release: Release) -> bool:
    """Whether some named establishment has no activity of its own, but its unit has: never so in a whole SIRENE."""
    sql = (
        "SELECT 1 FROM establishments e JOIN organizations o ON o.siren = e.siren"
        " WHERE e.naf_code IS NULL AND o.naf_code IS NOT NULL LIMIT 1"
    )
    return release.row(sql) is not None


def _by_kind(release: Release, scope: Scope, place: Territory) -> list:
    """Inclusion structures whose activity code says nothing of their trade: the nearest."""
    neutral = cpv_naf.neutral_activities()
    marks = ", ".join("?" for _ in neutral)
    where = f" AND {scope.where}" if scope.where else ""
    nearest, point = _nearest(place)
    sql = (
        f"SELECT {_COLUMNS} FROM establishments e JOIN organizations o ON o.siren = e.siren WHERE {_NAMED}"
        f" AND e.labels <> '' AND coalesce(e.naf_code, o.naf_code, '') IN ('', {marks}){where}"
        f" ORDER BY {nearest} LIMIT {MOST_READ}"
    )
    rows = release.rows(sql, (*neutral, *scope.parameters, *point))
    return [row for row in rows if set(row["labels"].split("|")) & _INCLUSION]


def _nearest(place: Territory) -> tuple[str, tuple[float, ...]]:
    """SQL that sorts establishments by distance from a place, flat enough for that, and its values."""
    if place.longitude is None or place.latitude is None:
        return "e.rowid", ()
    narrowing = math.cos(math.radians(place.latitude)) ** 2
    sql = "(e.longitude - ?) * (e.longitude - ?) * ? + (e.latitude - ?) * (e.latitude - ?) NULLS LAST"
    return sql, (place.longitude, place.longitude, narrowing, place.latitude, place.latitude)


def _supplier(row: Mapping, listed: Mapping[str, cpv_naf.Activity], place: Territory) -> Supplier | None:
    own = row["naf_code"] if row["naf_nomenclature"] == "NAFRev2" else None
    naf = own or (row["unit_naf"] if row["unit_nomenclature"] == "NAFRev2" and not row["naf_code"] else None)
    # A commune that carries a workshop answers no call for tenders.
    if (row["legal_form_code"] or "").startswith("7") or naf in PUBLIC_ACTIVITIES:
        return None
    activity = listed.get(naf or "")
    if activity is None and not set(row["labels"].split("|")) & _INCLUSION:
        return None
    longitude, latitude = row["longitude"], row["latitude"]
    far = None
    if longitude is not None and place.longitude is not None and place.latitude is not None:
        far = round(distance_km(place.longitude, place.latitude, longitude, latitude), 1)
    return Supplier(row, naf, activity, far)


def _one_a_unit(found: Sequence[Supplier]) -> list[Supplier]:
    """The best establishment of each legal unit, with how many it has here."""
    by_unit: dict[str, dict[str, Supplier]] = {}
    for each in found:
        by_unit.setdefault(each.siren, {}).setdefault(each.siret, each)
    kept = []
    for sites in by_unit.values():
        best = min(sites.values(), key=order)
        best.sites = len(sites)
        kept.append(best)
    return kept


class _Counted:
    """What is unseen in a place, already counted: it depends on the place alone, whatever is bought there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple, Unseen] = OrderedDict()

    def get(self, release: Release, scope: Scope) -> Unseen:
        key = (release.id, scope)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = _count_unseen(release, scope)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > PLACES_KEPT:
                self._kept.popitem(last=False)
        return found


_counted = _Counted()


def _unseen(release: Release, scope: Scope) -> Unseen:
    return _counted.get(release, scope)


def _count_unseen(release: Release, scope: Scope) -> Unseen:
    """Four counts that indexes answer alone (see essaim.pipeline.database)."""
    where = f" AND {scope.where}" if scope.where else ""
    counts = {}
    neutral = cpv_naf.neutral_activities()
    coded = f"{_NAMED} AND e.naf_nomenclature = 'NAFRev2' AND e.is_sse = 1"
    hidden = f"{coded} AND e.naf_code IN ({', '.join('?' for _ in neutral)}) AND e.labels = ''"
    for name, condition, values in (
        ("unnamed", "e.diffusible = 0 AND e.is_sse = 1", ()),
        ("named", f"{_NAMED} AND e.is_sse = 1", ()),
        ("coded", f"{coded} AND e.naf_code IS NOT NULL", ()),
        ("without_trade", hidden, neutral),
    ):
        sql = f"SELECT count(*) FROM establishments e WHERE {condition}{where}"
        counts[name] = int(release.value(sql, (*values, *scope.parameters)))
    return Unseen(counts["unnamed"], counts["named"] - counts["coded"], counts["without_trade"])


def _scope(place: Territory, perimeter: str) -> Scope:
    if perimeter == "france" or (place.level == "france" and perimeter == "territoire"):
        return Scope()
    found = None if perimeter == "territoire" else _wider(place, perimeter)
    return _of(place, place.level, place.code) if found is None else found


def _of(place: Territory, level: str, code: str) -> Scope:
    """The scope of a place, with the départements it touches: the index of activities begins with them."""
    own = of_level(level, code)
    codes = _departements(place)
    if not codes or level not in ("commune", "epci", "ept", "arrondissement", "arrondissement_municipal"):
        return own
    return Scope(f"{own.where} AND e.departement_code IN ({', '.join('?' for _ in codes)})", (*own.parameters, *codes))


def _departements(place: Territory) -> tuple[str, ...]:
    return tuple(filter(None, (place.departements or place.departement_code or "").split("|")))


def _wider(place: Territory, perimeter: str) -> Scope | None:
    """The scope of a wider place that holds a territory, None when it has none such."""
    if perimeter == "departement":
        codes = _departements(place)
        return Scope(f"e.departement_code IN ({', '.join('?' for _ in codes)})", codes) if codes else None
    code = place.epci_code if perimeter == "epci" else place.region_code
    return of_level(perimeter, code) if code else None
