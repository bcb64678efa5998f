"""Public pages of the network: thin, and the same for everyone."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from essaim.web.members import (
    addresses,
    charter,
    directory,
    directory_page,
    map_files,
    member_page,
    network_page,
    selectors,
)
from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.exports import formats

# The one view that other sites may put in a frame.
EMBEDDABLE = settings.SECURE_CSP | {"frame-ancestors": ["*"]}


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """The network on a day: its map, its counts, the people it reaches."""
    today = timezone.localdate()
    on, region = network_page.asked_day_and_region(request.GET, request.release, today)
    return render(
        request, "members/network.html", network_page.build(request.release, on=on, today=today, region=region)
    )


@require_safe
def members_directory(request: HttpRequest) -> HttpResponse:
    """Every member on a day, filtered."""
    asked = _asked(request)
    return render(request, "members/directory.html", directory_page.build(request.release, asked, request.path))


@require_safe
def directory_file(request: HttpRequest) -> HttpResponse:
    """The directory as a file, with the filters of the address."""
    return formats.response(
        directory_page.file_table(request.release, _asked(request)), request.GET.get("format", "csv")
    )


@require_safe
def member(request: HttpRequest, reference: str) -> HttpResponse:
    """One member. A name that changed leads to the address of today."""
    found = selectors.by_siren(addresses.siren_of(reference))
    if found is None:
        raise NotFound("Aucun adhérent sous ce numéro.", "L’annuaire donne la liste à chaque date.")
    canonical = member_page.canonical(found)
    if request.path != canonical:
        return HttpResponsePermanentRedirect(canonical)
    context = member_page.build(request.release, found, on=timezone.localdate())
    return render(request, "members/member.html", context)


@require_safe
def signed_charter(request: HttpRequest, pk: int) -> FileResponse:
    """The charter signed by a member: a public act."""
    signature = charter.by_pk(pk)
    if signature is None or not signature.document:
        raise NotFound("Ce document n’existe pas.", "La page de l’adhérent dit ce qui est signé.")
    name = f"charte-{signature.member.body.siren}.pdf"
    return FileResponse(signature.document.open("rb"), filename=name, content_type="application/pdf")


@require_safe
def map_pdf(request: HttpRequest) -> HttpResponse:
    """The map on A4 or A3."""
    members, map_ = _map(request)
    body = map_files.as_pdf(request.release, members, map_, request.GET.get("format", "a4"))
    return _file(body, "application/pdf", f"essaim-carte-{map_.on.isoformat()}.pdf")


@require_safe
def map_png(request: HttpRequest) -> HttpResponse:
    """The map as an image."""
    members, map_ = _map(request)
    return _file(
        map_files.as_png(request.release, members, map_), "image/png", f"essaim-carte-{map_.on.isoformat()}.png"
    )


@require_safe
def map_svg(request: HttpRequest) -> HttpResponse:
    """The map as a drawing."""
    members, map_ = _map(request)
    body = map_files.as_svg(request.release, members, map_)
    return _file(body, "image/svg+xml", f"essaim-carte-{map_.on.isoformat()}.svg")


@require_safe
def map_geojson(request: HttpRequest) -> HttpResponse:
    """The members as points."""
    members, map_ = _map(request)
    body = json.dumps(
        map_files.as_geojson(request.release, members, map_.on), ensure_ascii=False, separators=(",", ":")
    )
    response = HttpResponse(body, content_type="application/geo+json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@xframe_options_exempt
@csp_override(EMBEDDABLE)
def embed(request: HttpRequest) -> HttpResponse:
    """The map alone, for the frame of another site."""
    today = timezone.localdate()
    on, region = network_page.asked_day_and_region(request.GET, request.release, today)
    return render(request, "members/embed.html", network_page.build(request.release, on=on, today=today, region=region))


def _asked(request: HttpRequest) -> directory.Filters:
    return directory.read(request.GET, today=timezone.localdate(), regions=directory.region_names(request.release))


def _map(request: HttpRequest):  # type: ignore[no-untyped-def]
    on, region = network_page.asked_day_and_region(request.GET, request.release, timezone.localdate())
    return network_page.members_and_map(request.release, on, region)


def _file(body: bytes | str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
