"""Files of a place: lists, indicators, portrait, card, outlines, points."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from essaim.web.observatory import filters, organizations
from essaim.web.observatory.exports import formats
from essaim.web.observatory.kept import from_release
from essaim.web.territories import card, exports, maps, places
from essaim.web.territories import portrait_pdf as pdf

MOST_POINTS = 20_000


@require_safe
def organizations_file(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The organisations of a place, with the filters of the address, in ?format=."""
    found = places.of_request(request, ref, "organizations_file")
    if isinstance(found, HttpResponse):
        return found
    asked = filters.read(request.GET)
    return formats.response(exports.organizations(found, asked), request.GET.get("format", "csv"))


@require_safe
def indicators_file(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The indicators of a place and of those it is compared with, in ?format=."""
    found = places.of_request(request, ref, "indicators_file")
    if isinstance(found, HttpResponse):
        return found
    return formats.response(exports.indicators(found), request.GET.get("format", "csv"))


@require_safe
def portrait_pdf(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The portrait in four tagged pages."""
    found = places.of_request(request, ref, "portrait_pdf")
    if isinstance(found, HttpResponse):
        return found
    response = HttpResponse(pdf.render(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{exports.file_name(found, "portrait")}.pdf"'
    return from_release(response)


@require_safe
def card_svg(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The key figures as an image one can scale."""
    found = places.of_request(request, ref, "card_svg")
    if isinstance(found, HttpResponse):
        return found
    return from_release(HttpResponse(card.svg(card.of_portrait(found)), content_type="image/svg+xml"))


@require_safe
def card_png(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The key figures as an image one can paste."""
    found = places.of_request(request, ref, "card_png")
    if isinstance(found, HttpResponse):
        return found
    return from_release(HttpResponse(card.png(card.of_portrait(found)), content_type="image/png"))


@require_safe
def outlines(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The outlines of the level below, for the interactive map."""
    found = places.of_request(request, ref, "outlines")
    if isinstance(found, HttpResponse):
        return found
    return _geojson(maps.outlines_collection(found))


@require_safe
def points(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The located establishments of the ESS, for the interactive map."""
    found = places.of_request(request, ref, "points")
    if isinstance(found, HttpResponse):
        return found
    rows = organizations.points(found.release, found.scope, MOST_POINTS)
    return _geojson(maps.points_collection(rows, MOST_POINTS))


def _geojson(collection: dict) -> HttpResponse:
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return from_release(HttpResponse(body, content_type="application/geo+json"))
