"""Declared contracts, for programs: buyers, contracts, counts, notices. Thin, like views; one page by one cursor."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from essaim.web.api import pages
from essaim.web.api.operations import ERRORS, Cursor, Limit
from essaim.web.contracts import asking, buyers, counts, selectors, words
from essaim.web.contracts.selectors import Line, Where
from essaim.web.observatory.errors import InvalidRequest, NotFound
from essaim.web.observatory.filters import LONGEST_QUERY
from essaim.web.observatory.kept import MARK
from essaim.web.ui.links import link

router = Router()
Kind = Literal[tuple(words.BUYER_KINDS)]  # type: ignore[valid-type]
Code = Annotated[str, Query("", max_length=60)]
Several = Annotated[str, Query("", max_length=200)]


class BuyerOut(Schema):
    siren: str
    name: str | None
    kind: str
    territory_id: str | None
    commune_code: str | None
    epci_code: str | None
    departement_code: str | None
    region_code: str | None
    contracts: int
    first_notified_on: str | None
    last_notified_on: str | None
    last_published_on: str | None
    page: str


class BuyerPage(Schema):
    release: str
    banner: str | None
    results: list[BuyerOut]
    next_cursor: str | None


class CountOut(Schema):
    """Numbers of contracts unless said otherwise; see the published contract procurement_counts."""

    dimension: str
    item: str
    buyers: int
    contracts: int
    sse_contracts: int
    to_settle_contracts: int
    unknown_contracts: int
    siae_contracts: int
    ea_contracts: int
    esat_contracts: int
    esus_contracts: int
    social_filled: int
    social: int
    reserved: int
    environmental_filled: int
    environmental: int
    amount_contracts: int
    amount: float
    amount_sse: float
    amount_sse_low: float
    amount_sse_high: float
    frameworks: int
    ceiling: float
    set_aside: int
    local_known: int
    local_epci: int
    local_departement: int
    offers_known: int
    single_offer: int
    ending_soon: int


class CountsOut(Schema):
    release: str
    banner: str | None
    scope_id: str
    results: list[CountOut]


class BuyerDetail(BuyerOut):
    release: str
    banner: str | None
    counts: list[CountOut]


class HolderOut(Schema):
    """name, siren, siret are null for a holder who may not be shown."""

    name: str | None
    siren: str | None
    siret: str | None
    match: str
    family: str | None
    labels: list[str]
    local_rank: int | None
    distance_km: int | None
    amount: float | None


class ContractOut(Schema):
    """amount: € HT, null when it cannot be added up (amount_status says why); a ceiling for kind framework."""

    contract_id: str
    buyer_siren: str
    buyer_name: str | None
    internal_id: str | None
    kind: str
    object: str | None
    cpv_code: str | None
    nature: str | None
    procedure: str | None
    amount: float | None
    amount_status: str
    amount_declared: float | None
    duration_months: int | None
    notified_on: str | None
    ends_on: str | None
    offers_received: int | None
    social_clause: bool | None
    social_criterion: bool | None
    reserved: bool | None
    environmental_clause: bool | None
    environmental_criterion: bool | None
    holders_declared: int
    holders: list[HolderOut]
    source: str
    page: str


class ContractPage(Schema):
    release: str
    banner: str | None
    results: list[ContractOut]
    next_cursor: str | None


class ContractDetail(ContractOut):
    release: str
    banner: str | None


def _contract(request: HttpRequest, line: Line) -> dict[str, Any]:
    names = [name for name in ContractOut.model_fields if name not in ("buyer_name", "holders", "page")]
    holders = [{name: getattr(one, name) for name in HolderOut.model_fields} for one in line.holders]
    address = link("contracts:contract", line.row["contract_id"])
    return {
        **{name: line.row[name] for name in names},
        "buyer_name": line.buyer_name,
        "holders": holders,
        "page": request.build_absolute_uri(address),
    }


def _buyer(request: HttpRequest, one: buyers.Buyer) -> dict[str, Any]:
    names = [name for name in BuyerOut.model_fields if name not in ("name", "page")]
    known = {name: getattr(one, name) for name in names}
    return {**known, "name": one.known_name, "page": request.build_absolute_uri(one.href)}


def _counts(counted: counts.Counted) -> list[dict[str, Any]]:
    return [
        {"dimension": dimension, "item": item, **{name: getattr(one, name) for name in counts.NAMES}}
        for dimension, items in counted.by.items()
        for item, one in items.items()
    ]


@router.get("/buyers", response={200: BuyerPage, **ERRORS}, summary="Acheteurs publics")
def list_buyers(
    request: HttpRequest, response: HttpResponse, limit: Limit, cursor: Cursor, territory: Code,
    q: Annotated[str, Query("", max_length=LONGEST_QUERY)], kind: Kind | None = None,
) -> Any:  # fmt: skip
    """Buyers seated in a territory, by SIREN; `q`: words of the name."""
    buyers.need_contracts(request.release)
    seat = buyers.seat_of(pages.place(request, territory)) if territory else buyers.Seat()
    last = "".join(pages.read_cursor(cursor))
    found = buyers.after(request.release, seat, kind or "", q, last, limit + 1)
    response.headers[MARK] = "release"
    following = pages.write_cursor(found[limit - 1].siren) if len(found) > limit else None
    release = request.release
    results = [_buyer(request, one) for one in found[:limit]]
    return {"release": release.id, "banner": release.banner, "results": results, "next_cursor": following}


@router.get("/buyers/{siren}", response={200: BuyerDetail, **ERRORS}, summary="Un acheteur", url_name="buyer")
def one_buyer(request: HttpRequest, response: HttpResponse, siren: str) -> Any:
    """One buyer and everything counted of its declared contracts."""
    found = buyers.of_ref(request.release, siren)
    response.headers[MARK] = "release"
    release = request.release
    counted = counts.read(release, found.scope_id)
    return {**_buyer(request, found), "release": release.id, "banner": release.banner, "counts": _counts(counted)}


@router.get("/procurement-counts", response={200: CountsOut, **ERRORS}, summary="Marchés d’un territoire, comptés")
def territory_counts(
    request: HttpRequest, response: HttpResponse, territory: Annotated[str, Query(..., max_length=60)]
) -> Any:
    """Everything counted of the contracts declared by the buyers seated in a territory; none: an empty list."""
    buyers.need_contracts(request.release)
    place = pages.place(request, territory)
    response.headers[MARK] = "release"
    release = request.release
    counted = counts.read(release, place.territory_id)
    return {"release": release.id, "banner": release.banner, "scope_id": place.territory_id,
            "results": _counts(counted)}  # fmt: skip


@router.get("/contracts", response={200: ContractPage, **ERRORS}, summary="Marchés déclarés")
def list_contracts(
    request: HttpRequest, response: HttpResponse, limit: Limit, cursor: Cursor, buyer: Code, territory: Code,
    holder: Several, division: Several, nature: Several, procedure: Several, consideration: Several, year: Several,
) -> Any:  # fmt: skip
    """Contracts of a buyer or of the buyers seated in a territory. Several values: commas; the pages' words."""
    buyers.need_contracts(request.release)
    asked = asking.Asked(
        holders=asking.several("titulaire", [holder]), divisions=asking.several("division", [division]),
        natures=asking.several("nature", [nature]), procedures=asking.several("procedure", [procedure]),
        considered=asking.several("consideration", [consideration]), years=asking.years([year]),
    )  # fmt: skip
    where = selectors.narrowed(_scope(request, buyer, territory), asked, request.release.reference_date.isoformat())
    found = selectors.after(request.release, where, "".join(pages.read_cursor(cursor)), limit + 1)
    response.headers[MARK] = "release"
    following = pages.write_cursor(found[limit - 1].row["contract_id"]) if len(found) > limit else None
    release = request.release
    results = [_contract(request, line) for line in found[:limit]]
    return {"release": release.id, "banner": release.banner, "results": results, "next_cursor": following}


def _scope(request: HttpRequest, buyer: str, territory: str) -> Where:
    if buyer and territory:
        raise InvalidRequest("Donnez un acheteur ou un territoire, pas les deux.", "buyer=… ou territory=…")
    if buyer:
        return selectors.of_buyer(buyers.of_ref(request.release, buyer).siren)
    if territory:
        return selectors.of_seat(buyers.seat_of(pages.place(request, territory)))
    return selectors.of_seat(buyers.Seat())


@router.get("/contracts/{contract_id}", response={200: ContractDetail, **ERRORS}, summary="Un marché déclaré")
def one_contract(request: HttpRequest, response: HttpResponse, contract_id: str) -> Any:
    """One contract or concession, and its holders."""
    buyers.need_contracts(request.release)
    found = selectors.get(request.release, contract_id)
    if found is None:
        raise NotFound("Ce marché n’est pas dans cette édition.", "Son identifiant se lit dans la liste des marchés.")
    response.headers[MARK] = "release"
    return {**_contract(request, found), "release": request.release.id, "banner": request.release.banner}
