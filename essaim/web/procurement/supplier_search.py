"""Who could answer a need: the organisations of the register whose activity and place fit, with a reason a line.

Eligible to be listed: an establishment that may be named, of the ESS or an inclusion structure. Fit comes from the NAF
rév. 2 activity (`essaim.rules.cpv_naf`); where the activity hides the trade, an inclusion structure is listed « à
vérifier ». What the register cannot tell is counted beside, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
MOST_READ = 4000
INCLUSION_LABELS = ("aci", "ei", "ai", "etti", "eiti", "ea", "eatt", "esat")
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


@dataclass(frozen=True, slots=True)
class Supplier:
    """A candidate. distance_km: from the middle of the buyer's territory, None without coordinates.

    naf: the activity it was found by, None when an inclusion structure was taken for what it is; activity: what the
    correspondence says of it. sites: its establishments in the perimeter, this one included. workforce: of this
    establishment, in employees; None = not known.
    """

    siren: str
    siret: str
    name: str
    unit_name: str
    naf: str | None
    naf_label: str | None
    activity: cpv_naf.Activity | None
    trust: Trust
    labels: tuple[str, ...]
    family: str
    sub_family: str | None
    status: str
    is_sse: bool | None
    workforce_band: str | None
    workforce_min: int | None
    workforce_max: int | None
    workforce_year: int | None
    city: str | None
    commune_code: str | None
    postcode: str | None
    address: str | None
    longitude: float | None
    latitude: float | None
    location: str | None
    distance_km: float | None
    sites: int = 1

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
    """suppliers: best first. perimeter: key of PERIMETERS. is_cut: more than MOST_READ answered, the rest was not
    read."""

    suppliers: tuple[Supplier, ...]
    perimeter: str
    unseen: Unseen
    is_cut: bool = False

    def count(self, trust: Trust) -> int:
        return sum(each.trust == trust for each in self.suppliers)


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

    perimeter: a key of `perimeters(place)`. One line an organisation: its nearest establishment.
    """
    scope = _scope(place, perimeter)
    answers = cpv_naf.activities(code)
    listed = {naf: each for naf, each in answers.items() if each.confidence == "high" or not cpv_naf.is_neutral(naf)}
    rows = _by_activity(release, scope, tuple(listed))
    if cpv_naf.is_inclusion_trade(code):
        rows += _by_kind(release, scope)
    found = [_supplier(row, listed, place) for row in rows[:MOST_READ]]
    kept = _one_a_unit([each for each in found if each is not None])
    kept.sort(key=_order)
    return Search(tuple(kept), perimeter, _unseen(release, scope), len(rows) > MOST_READ)


def _order(each: Supplier) -> tuple:
    far = each.distance_km if each.distance_km is not None else 10_000.0
    return (TRUST_ORDER.index(each.trust), far, each.name, each.siret)


def _by_activity(release: Release, scope: Scope, nafs: Sequence[str]) -> list:
    """Establishments whose own activity, else their unit's, is one of `nafs`."""
    if not nafs:
        return []
    marks = ", ".join("?" for _ in nafs)
    where = f" AND {scope.where}" if scope.where else ""
    own = (
        f"SELECT {_COLUMNS} FROM establishments e JOIN organizations o ON o.siren = e.siren WHERE {_NAMED}"
        f" AND e.naf_nomenclature = 'NAFRev2' AND e.naf_code IN ({marks}) AND {_ELIGIBLE}{where} LIMIT {MOST_READ}"
    )
    unit = (
        f"SELECT {_COLUMNS} FROM organizations o JOIN establishments e ON e.siren = o.siren WHERE {_NAMED}"
        f" AND e.naf_code IS NULL AND o.naf_nomenclature = 'NAFRev2' AND o.naf_code IN ({marks}) AND {_ELIGIBLE}{where}"
        f" LIMIT {MOST_READ}"
    )
    return [*release.rows(own, (*nafs, *scope.parameters)), *release.rows(unit, (*nafs, *scope.parameters))]


def _by_kind(release: Release, scope: Scope) -> list:
    """Inclusion structures whose activity code says nothing of their trade."""
    neutral = cpv_naf.neutral_activities()
    marks = ", ".join("?" for _ in neutral)
    where = f" AND {scope.where}" if scope.where else ""
    sql = (
        f"SELECT {_COLUMNS} FROM establishments e JOIN organizations o ON o.siren = e.siren WHERE {_NAMED}"
        f" AND e.labels <> '' AND coalesce(e.naf_code, o.naf_code, '') IN ('', {marks}){where} LIMIT {MOST_READ}"
    )
    rows = release.rows(sql, (*neutral, *scope.parameters))
    return [row for row in rows if set(row["labels"].split("|")) & set(INCLUSION_LABELS)]


def _supplier(row: Mapping, listed: Mapping[str, cpv_naf.Activity], place: Territory) -> Supplier | None:
    own = row["naf_code"] if row["naf_nomenclature"] == "NAFRev2" else None
    naf = own or (row["unit_naf"] if row["unit_nomenclature"] == "NAFRev2" and not row["naf_code"] else None)
    # A commune that carries a workshop answers no call for tenders.
    if (row["legal_form_code"] or "").startswith("7") or naf in PUBLIC_ACTIVITIES:
        return None
    activity = listed.get(naf or "")
    labels = tuple(filter(None, row["labels"].split("|")))
    trust: Trust = "to_check" if activity is None else activity.confidence
    if activity is None and not set(labels) & set(INCLUSION_LABELS):
        return None
    far = None
    if None not in (row["longitude"], place.longitude, place.latitude):
        far = round(distance_km(place.longitude, place.latitude, row["longitude"], row["latitude"]), 1)  # type: ignore[arg-type]
    return Supplier(
        siren=row["siren"],
        siret=row["siret"],
        name=row["name"],
        unit_name=row["unit_name"],
        naf=naf,
        naf_label=row["naf_label"] if naf == row["unit_naf"] else None,
        activity=activity,
        trust=trust,
        labels=labels,
        family=row["family"],
        sub_family=row["sub_family"],
        status=row["status"],
        is_sse=None if row["is_sse"] is None else bool(row["is_sse"]),
        workforce_band=row["workforce_band"],
        workforce_min=row["workforce_min"],
        workforce_max=row["workforce_max"],
        workforce_year=row["workforce_year"],
        city=row["city"],
        commune_code=row["commune_code"],
        postcode=row["postcode"],
        address=row["address"],
        longitude=row["longitude"],
        latitude=row["latitude"],
        location=row["location"],
        distance_km=far,
    )


def _one_a_unit(found: Sequence[Supplier]) -> list[Supplier]:
    """The best establishment of each legal unit, with how many it has here."""
    best: dict[str, Supplier] = {}
    sirets: dict[str, set[str]] = {}
    for each in found:
        sirets.setdefault(each.siren, set()).add(each.siret)
        if each.siren not in best or _order(each) < _order(best[each.siren]):
            best[each.siren] = each
    return [replace(each, sites=len(sirets[each.siren])) for each in best.values()]


def _unseen(release: Release, scope: Scope) -> Unseen:
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
