"""Files of declared contracts: lists and counts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from essaim.web.contracts import asking, exports, selectors, territory_page
from essaim.web.contracts import buyers as found_buyers
from essaim.web.contracts import counts as counted
from essaim.web.observatory.exports import formats
from essaim.web.territories import exports as exports_of_place
from essaim.web.territories import places, sentences


@require_safe
def buyer_contracts(request: HttpRequest, ref: str) -> HttpResponse:
    """The contracts of a buyer, with the filters of the address, in ?format=."""
    found = found_buyers.of_ref(request.release, ref)
    table = exports.contracts(
        request.release,
        selectors.of_buyer(found.siren),
        asking.read(request.GET),
        file_name=exports.file_name(request.release, found, "marches"),
        title=f"Marchés déclarés par {found.name}",
    )
    return formats.response(table, request.GET.get("format", "csv"))


@require_safe
def buyer_counts(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything counted of a buyer, in ?format=."""
    found = found_buyers.of_ref(request.release, ref)
    table = exports.counts(
        request.release,
        counted.read(request.release, found.scope_id),
        file_name=exports.file_name(request.release, found, "indicateurs"),
        title=f"Marchés déclarés par {found.name}, comptés",
    )
    return formats.response(table, request.GET.get("format", "csv"))


@require_safe
def territory_contracts(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The contracts of the buyers seated in a place, with the filters of the address, in ?format=."""
    found = places.of_request(request, ref, "contracts:territory_file")
    if isinstance(found, HttpResponse):
        return found
    found_buyers.need_contracts(request.release)
    table = exports.contracts(
        request.release,
        selectors.of_seat(found_buyers.seated(found)),
        asking.read(request.GET),
        file_name=exports_of_place.file_name(found, "marches"),
        title=f"Marchés déclarés par les acheteurs {sentences.of(found.place)}",
    )
    return formats.response(table, request.GET.get("format", "csv"))


@require_safe
def territory_counts(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """Everything counted of a place, in ?format=."""
    found = places.of_request(request, ref, "contracts:territory_counts_file")
    if isinstance(found, HttpResponse):
        return found
    found_buyers.need_contracts(request.release)
    table = exports.counts(
        request.release,
        territory_page.read(found),
        file_name=exports_of_place.file_name(found, "marches-indicateurs"),
        title=f"Marchés déclarés {sentences.where(found.place)}, comptés",
    )
    return formats.response(table, request.GET.get("format", "csv"))
