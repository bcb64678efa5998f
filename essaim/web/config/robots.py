"""What search engines read first."""

from __future__ import annotations

from itertools import batched

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from essaim.web.observatory.kept import from_release
from essaim.web.pages import selectors as pages
from essaim.web.territories import selectors

ADDRESSES_IN_ONE = 10_000
WRITTEN = "pages"
# Endless combinations of filters, and files: nothing a search engine needs.
DISALLOWED = ("/admin/", "/compte/", "/espace/", "/api/", "/*/fichier", "/*?", "/*.pdf$", "/*.png$")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt."""
    lines = ["User-agent: *", *[f"Disallow: {path}" for path in DISALLOWED]]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _parts(request: HttpRequest) -> dict[tuple[str, int], list[str]]:
    by_level: dict[str, list[str]] = {}
    for level, ref in request.release.once("sitemap", selectors.all_refs):
        by_level.setdefault(level, []).append(ref)
    return {
        (level.replace("_", "-"), number): list(refs)
        for level, all_refs in by_level.items()
        for number, refs in enumerate(batched(all_refs, ADDRESSES_IN_ONE), 1)
    }


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """One entry by level of territories, cut every 10 000 addresses, and one for the pages of the editors."""
    keys = [*_parts(request), (WRITTEN, 1)]
    parts = [request.build_absolute_uri(reverse("sitemap_part", args=key)) for key in keys]
    context = {"addresses": parts, "day": request.release.manifest.built_on.date()}
    return from_release(render(request, "config/sitemap_index.xml", context, content_type="application/xml"))


@require_safe
def sitemap(request: HttpRequest, level: str, number: int) -> HttpResponse:
    """The territories of a level, or the pages of the editors."""
    if (level, number) == (WRITTEN, 1):
        addresses = [request.build_absolute_uri(address) for address in pages.addresses()]
        context = {"addresses": addresses, "day": request.changed_on.date()}
        return from_release(render(request, "config/sitemap.xml", context, content_type="application/xml"))
    refs = _parts(request).get((level, number))
    if refs is None:
        raise Http404
    addresses = [request.build_absolute_uri(reverse("territories:page", args=[ref])) for ref in refs]
    context = {"addresses": addresses, "day": request.release.manifest.built_on.date()}
    return from_release(render(request, "config/sitemap.xml", context, content_type="application/xml"))
