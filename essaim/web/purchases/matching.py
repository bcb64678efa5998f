"""From suppliers as a file names them to legal units of the register. A number is proof; a name is a proposal.

A name is never taken silently, however alike: the register only holds the ESS, and a company outside of it may bear the
same one. What nobody settled stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from essaim.web.observatory import identities
from essaim.web.observatory.identities import Identity, Site
from essaim.web.observatory.release import Release
from essaim.web.purchases import values
from essaim.web.purchases.enums import Kind, Match, Reason
from essaim.web.purchases.models import LONGEST_NAME, Supplier
from essaim.web.purchases.places import Places

# Of a kind of structure, the labels of the register that say it. Order decides when there are several.
LABELS = {
    Kind.SIAE: frozenset({"aci", "ei", "ai", "etti", "eiti"}),
    Kind.EA: frozenset({"ea", "eatt"}),
    Kind.ESAT: frozenset({"esat"}),
}
# Names looked up: the suppliers of the largest sums first. The others are told, and can be typed by their SIREN.
MOST_NAMES = 3_000
LEAST_LIKENESS = 82.0
LEAST_CONFIDENCE = 50
CANDIDATES = 3
SHORTEST_NAME = 4


def settle(suppliers: Sequence[Supplier], release: Release, territory_id: str) -> None:
    """Write on each supplier what the register says of its SIRET or SIREN. Names are looked up by `propose`."""
    known = identities.by_siren(release, (each.siren for each in suppliers if each.siren))
    sites = identities.sites(release, (each.siret for each in suppliers if each.siret))
    places, whole = Places(release, territory_id), identities.sees_every_unit(release)
    for each in suppliers:
        _settle(each, known, sites, places, whole)


def propose(suppliers: Sequence[Supplier], release: Release, told: Callable[[int], None] = lambda done: None) -> int:
    """Look up the names of suppliers without number that nobody decided about; give those alike to review.

    suppliers: the most important first. told: called with the number of names looked up. Returns how many were not,
    past MOST_NAMES.
    """
    waiting = [
        each
        for each in suppliers
        if each.match in (Match.NONE, Match.PROPOSED) and not each.siren and not each.is_person and each.name
    ]
    for rank, each in enumerate(waiting[:MOST_NAMES], 1):
        each.candidates = candidates(release, each.name, each.postcode)
        each.match = Match.PROPOSED if each.candidates else Match.NONE
        each.reason = Reason.TO_REVIEW if each.candidates else Reason.NO_IDENTIFIER
        if rank % 100 == 0:
            told(rank)
    return max(0, len(waiting) - MOST_NAMES)


def candidates(release: Release, name: str, postcode: str) -> list[dict[str, Any]]:
    """Return the units a name may mean, best first: siren, name, place, confidence (0 to 100), reasons."""
    wanted = values.bare(name)
    if len(wanted) < SHORTEST_NAME:
        return []
    scored = [_scored(one, wanted, postcode) for one in identities.by_name(release, wanted, 10)]
    kept = sorted((one for one in scored if one is not None), key=lambda one: (-one["confidence"], one["siren"]))
    same = [one for one in kept if one["confidence"] >= 90]
    if len(same) > 1:
        for one in same:
            one["confidence"] = min(one["confidence"], 70)
            one["reasons"].append(f"{len(same)} organisations portent ce nom")
    return kept[:CANDIDATES]


def _scored(one: Identity, wanted: str, postcode: str) -> dict[str, Any] | None:
    likeness = max(fuzz.token_sort_ratio(wanted, values.bare(name)) for name in (one.name, one.acronym or one.name))
    if likeness < LEAST_LIKENESS:
        return None
    if likeness == 100:
        confidence, reasons = 90, ["nom identique"]
    else:
        confidence = round(45 + 40 * (likeness - LEAST_LIKENESS) / (100 - LEAST_LIKENESS))
        reasons = [f"nom proche ({likeness:.0f}\u00a0%)"]
    if postcode and one.postcode:
        if postcode == one.postcode:
            confidence, reasons = confidence + 8, [*reasons, "même code postal"]
        elif postcode[:2] != one.postcode[:2]:
            confidence, reasons = confidence - 25, [*reasons, "autre département"]
    if confidence < LEAST_CONFIDENCE:
        return None
    place = " ".join(filter(None, (one.postcode, one.city)))
    return {"siren": one.siren, "name": one.name, "place": place, "confidence": confidence, "reasons": reasons}


def _settle(
    each: Supplier, known: Mapping[str, Identity], sites: Mapping[str, Site], places: Places, whole: bool
) -> None:
    each.kind, each.is_sse, each.is_closed, each.registered_name = Kind.UNKNOWN, None, False, ""
    if not each.siren:
        if each.match not in (Match.PROPOSED, Match.REFUSED):
            each.match = Match.NONE
        each.reason = Reason.PERSON if each.is_person else _unmatched(each.match)
        each.near = places.near(None, each.postcode)
        return
    if each.match != Match.NAME:
        each.match = Match.SIRET if each.siret else Match.SIREN
    unit, site = known.get(each.siren), sites.get(each.siret)
    each.near = places.near(site.commune_code if site else None, each.postcode)
    if unit is None:
        each.reason = Reason.NOT_LISTED if whole else Reason.PARTIAL
        each.kind = Kind.OTHER if whole else Kind.UNKNOWN
        each.is_sse = False if whole else None
        return
    if not each.near and not each.siret:
        each.near = places.near(unit.commune_code)
    each.registered_name = unit.name[:LONGEST_NAME] if unit.diffusible else ""
    each.is_sse, each.is_closed = unit.is_sse, site.is_closed if site else unit.is_closed
    each.kind = kind(site.labels if site else unit.labels, unit.is_sse)
    # An inclusion structure is of a known kind, even while nobody says whether it is of the ESS.
    each.reason = Reason.TO_SETTLE if unit.is_sse is None else Reason.REGISTER


def kind(labels: Iterable[str], is_sse: bool | None) -> Kind:
    """Return the kind of a unit or of an establishment of the register. is_sse None and no label: unknown."""
    held = set(labels)
    for one, names in LABELS.items():
        if held & names:
            return one
    return Kind.UNKNOWN if is_sse is None else Kind.ESS if is_sse else Kind.OTHER


def _unmatched(match: str) -> Reason:
    return {Match.PROPOSED: Reason.TO_REVIEW, Match.REFUSED: Reason.REFUSED}.get(match, Reason.NO_IDENTIFIER)
