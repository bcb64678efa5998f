"""Pages of territories: each view reads the address, asks selectors, renders."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from essaim.web.observatory import filters
from essaim.web.observatory.kept import from_release
from essaim.web.territories import (
    addresses,
    autocomplete,
    comparison,
    composer,
    list_context,
    page_context,
    places,
)


@require_safe
def page(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The portrait of a territory, or of a perimeter made by the reader."""
    found = places.of_request(request, ref, "page")
    if isinstance(found, HttpResponse):
        return found
    context = page_context.build(found)
    context["former"] = places.former_commune(request)
    return from_release(render(request, "territories/page.html", context))


@require_safe
def organizations(request: HttpRequest, ref: str | None = None) -> HttpResponse:
    """The organisations of a place: filters, sort, pages."""
    found = places.of_request(request, ref, "organizations")
    if isinstance(found, HttpResponse):
        return found
    context = list_context.build(found, filters.read(request.GET))
    return from_release(render(request, "territories/organizations.html", context))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results of a search by name, postcode or code; one exact answer goes straight to its page."""
    query = filters.text(request.GET.get("q", ""))
    matches = autocomplete.suggest(request.release, query, limit=40)
    if len(matches) == 1 and matches[0].is_exact:
        return redirect(addresses.href(matches[0].territory))
    context = {"query": query, "matches": [(match, addresses.href(match.territory)) for match in matches]}
    return from_release(render(request, "territories/search.html", context))


@require_safe
def compose(request: HttpRequest) -> HttpResponse:
    """A perimeter put together by names or codes, without script; its portrait has an address to share."""
    asked = {key: request.GET.get(key, "") for key in ("parts", "nom", "ajouter", "liste")}
    made = composer.read(
        request.release, parts=asked["parts"], name=asked["nom"], typed=asked["ajouter"], pasted=asked["liste"]
    )
    if made.moved:
        return redirect(made.moved)
    context = {"made": made, "summary": composer.summary(made), "joined": ",".join(made.ids)}
    return from_release(render(request, "territories/compose.html", context))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first answers while somebody types: JSON, or an HTML list with ?html=1."""
    query = filters.text(request.GET.get("q", ""))
    matches = autocomplete.suggest(request.release, query, limit=8)
    rows = [
        {"label": m.label, "detail": m.detail, "url": addresses.href(m.territory), "id": m.territory.territory_id}
        for m in matches
    ]
    if "html" in request.GET:
        return from_release(render(request, "territories/suggestions.html", {"rows": rows}))
    return from_release(JsonResponse({"query": query, "results": rows}, json_dumps_params={"ensure_ascii": False}))


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to five territories side by side."""
    wanted = comparison.read(request.release, request.GET.getlist("t"), request.GET.get("ajouter", ""))
    return from_release(render(request, "territories/compare.html", comparison.context(request.release, wanted)))
