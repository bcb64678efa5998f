"""Pages of declared contracts: each view reads the address, asks a context, renders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from essaim.web.contracts import (
    asking,
    buyer_page,
    buyers_page,
    contract_page,
    home_page,
    territory_page,
)
from essaim.web.contracts import buyers as found_buyers
from essaim.web.contracts import notices as notices_page
from essaim.web.observatory.kept import from_release
from essaim.web.territories import places


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """« Marchés déclarés »: the country's figures, and where to go."""
    return from_release(render(request, "contracts/home.html", home_page.home(request.release)))


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """What these data cannot tell, and what is done of their faults."""
    return from_release(render(request, "contracts/method.html", home_page.method(request.release)))


@require_safe
def buyers(request: HttpRequest) -> HttpResponse:
    """Buyers by name, SIREN, kind, place; one exact number goes straight to its page."""
    context = buyers_page.build(request.release, request.GET)
    if only := context["exact"]:
        return redirect(only.href)
    return from_release(render(request, "contracts/buyers.html", context))


@require_safe
def buyer(request: HttpRequest, ref: str) -> HttpResponse:
    """What one buyer declared."""
    found = found_buyers.of_ref(request.release, ref)
    if ref != found.ref:
        return HttpResponsePermanentRedirect(found.href)
    return from_release(render(request, "contracts/buyer.html", buyer_page.build(request.release, found)))


@require_safe
def buyer_contracts(request: HttpRequest, ref: str) -> HttpResponse:
    """The contracts of a buyer: filters, orders, pages."""
    found = found_buyers.of_ref(request.release, ref)
    context = buyer_page.contracts(request.release, found, asking.read(request.GET))
    return from_release(render(request, "contracts/list.html", context))


@require_safe
def contract(request: HttpRequest, contract_id: str) -> HttpResponse:
    """One contract or concession."""
    context = contract_page.build(request.release, contract_id)
    return from_release(render(request, "contracts/contract.html", context))


@require_safe
def territory(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """What the buyers seated in a place declared."""
    found = places.of_request(request, ref, "contracts:territory")
    if isinstance(found, HttpResponse):
        return found
    return from_release(render(request, "contracts/territory.html", territory_page.build(found)))


@require_safe
def territory_contracts(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The contracts of the buyers seated in a place: filters, orders, pages."""
    found = places.of_request(request, ref, "contracts:territory_contracts")
    if isinstance(found, HttpResponse):
        return found
    context = territory_page.contracts(found, asking.read(request.GET))
    return from_release(render(request, "contracts/list.html", context))


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Notices of the BOAMP near a place; open ones depend on the day, hence not kept with the release."""
    asked = notices_page.read(request.release, request.GET)
    context = notices_page.build(request.release, asked, path=request.path, today=timezone.localdate())
    return render(request, "contracts/notices.html", context)
