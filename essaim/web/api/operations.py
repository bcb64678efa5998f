"""The operations of the API: read-only, from the release served. Thin, like views."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from essaim.web.api import pages, schemas
from essaim.web.observatory import filters, organization, organizations, scope, vocabulary
from essaim.web.observatory import search as names
from essaim.web.observatory.data_page import previous
from essaim.web.observatory.filters import LONGEST_QUERY
from essaim.web.observatory.kept import MARK
from essaim.web.observatory.scope import Scope
from essaim.web.territories import addresses, autocomplete, portrait

router = Router()
Limit = Annotated[int, Query(100, ge=1, le=1000)]
Cursor = Annotated[str, Query("", max_length=200)]
Level = Literal[tuple(level for level in vocabulary.LEVELS if level != "custom")]  # type: ignore[valid-type]
ERRORS = {
    302: schemas.Problem,
    400: schemas.Problem,
    404: schemas.Problem,
    422: schemas.Problem,
    429: schemas.Problem,
    503: schemas.Problem,
}


def _kept(response: HttpResponse) -> None:
    """Mark an answer as made of the release alone, so that it is kept and has an ETag."""
    response.headers[MARK] = "release"


@router.get("/territories", response={200: schemas.TerritoryPage, **ERRORS}, summary="Territoires, par échelon")
def territories(
    request: HttpRequest, response: HttpResponse, limit: Limit, cursor: Cursor, level: Level | None = None
) -> Any:
    """Every territory, by level and code."""
    _kept(response)
    return pages.territories(request, level, pages.read_cursor(cursor), limit)


@router.get("/territories/{territory_id}", response={200: schemas.TerritoryDetail, **ERRORS}, summary="Un territoire")
def territory(request: HttpRequest, response: HttpResponse, territory_id: str) -> Any:
    """One territory, by id (`commune:59350`) or unambiguous code, with its parents and those that look like it."""
    place = pages.place(request, territory_id)
    _kept(response)
    drawn = portrait.of_territory(request.release, place)
    return {
        **pages.territory(request, place),
        "release": request.release.id,
        "banner": request.release.banner,
        "parents": [n.territory.territory_id for n in drawn.parents],
        "similar": [s.territory.territory_id for s, _ in drawn.similar],
    }


@router.get("/indicators", response={200: schemas.IndicatorPage, **ERRORS}, summary="Indicateurs d’un territoire")
def indicators(
    request: HttpRequest, response: HttpResponse, territory: Annotated[str, Query(..., max_length=60)], limit: Limit,
    cursor: Cursor, indicator: Annotated[str, Query("", max_length=60)],
    dimension: Annotated[str, Query("", max_length=30)],
) -> Any:  # fmt: skip
    """The indicators of a territory; a value null is unknown (flag nd) or secret (flag s), never zero."""
    place = pages.place(request, territory)
    _kept(response)
    return pages.indicators(request, place.territory_id, indicator, dimension, pages.read_cursor(cursor, 3), limit)


@router.get("/organizations", response={200: schemas.OrganizationPage, **ERRORS}, summary="Organisations")
def list_organizations(
    request: HttpRequest, response: HttpResponse, limit: Limit, cursor: Cursor,
    territory: Annotated[str, Query("", max_length=60)], q: Annotated[str, Query("", max_length=LONGEST_QUERY)],
    family: Annotated[str, Query("", max_length=200)], sector: Annotated[str, Query("", max_length=400)],
    label: Annotated[str, Query("", max_length=200)], status: Annotated[str, Query("", max_length=100)],
    size: Annotated[str, Query("", max_length=100)],
) -> Any:  # fmt: skip
    """Establishments of a territory, or legal units of the register without `territory`. Several values: commas."""
    place = pages.place(request, territory) if territory else None
    here: Scope = scope.of_level(place.level, place.code) if place else scope.EVERYTHING
    asked = filters.read({"q": [q], "famille": [family], "secteur": [sector], "label": [label], "statut": [status],
                          "effectif": [size]})  # fmt: skip
    lines = organizations.after(request.release, here, asked, "".join(pages.read_cursor(cursor)), limit + 1)
    _kept(response)
    return pages.organizations(request, lines, limit, by_siret=place is not None)


@router.get("/organizations/{siren}", response={200: schemas.OrganizationDetail, **ERRORS}, summary="Une organisation")
def one_organization(request: HttpRequest, response: HttpResponse, siren: str) -> Any:
    """One legal unit, what each source says of it and what the rules conclude."""
    found = organization.get(request.release, siren)
    _kept(response)
    return pages.organization(request, found)


@router.get("/search", response={200: schemas.SearchOut, **ERRORS}, summary="Recherche")
def search(
    request: HttpRequest, response: HttpResponse, q: Annotated[str, Query(..., min_length=1, max_length=LONGEST_QUERY)]
) -> Any:
    """Territories and organisations whose name, postcode or code matches; one typo and accents tolerated."""
    query = filters.text(q)
    _kept(response)
    places = [
        {"kind": "territory", "id": m.territory.territory_id, "name": m.label, "detail": m.detail,
         "page": request.build_absolute_uri(addresses.href(m.territory))}
        for m in autocomplete.suggest(request.release, query, limit=10)
    ]  # fmt: skip
    found = names.sirens(request.release, query, 10) if query else ()
    units = pages.named(request, found)
    return {"release": request.release.id, "query": query, "results": [*places, *units]}


@router.get("/releases", response={200: schemas.ReleasesOut, **ERRORS}, summary="Éditions")
def releases(request: HttpRequest) -> Any:
    """The release served, then those kept before it."""
    return {"results": pages.releases(request, previous(request.release))}
