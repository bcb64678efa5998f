"""Pages and feeds of the renewal radar: thin. They depend on the day, so they are not kept with the release."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from essaim.web.observatory.exports import formats
from essaim.web.procurement import radar_feeds, radar_page, radar_question


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What ends near a place, month by month; ?organisation= for what one organisation could answer."""
    asked = radar_question.read(request.release, request.GET)
    context = radar_page.build(request.release, asked, path=request.path, today=timezone.localdate())
    return render(request, "procurement/radar.html", context)


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same contracts, whole, in ?format=."""
    asked = radar_question.read(request.release, request.GET)
    table = radar_page.table(request.release, asked, today=timezone.localdate())
    return formats.response(table, request.GET.get("format", "csv"))


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The radar as an Atom feed."""
    asked = radar_question.read(request.release, request.GET)
    body = radar_feeds.atom(request.release, asked, base=_base(request), today=timezone.localdate())
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@require_safe
def ical(request: HttpRequest) -> HttpResponse:
    """The radar as a calendar to subscribe to."""
    asked = radar_question.read(request.release, request.GET)
    body = radar_feeds.ical(request.release, asked, base=_base(request), today=timezone.localdate())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="echeances.ics"'
    return response


def _base(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
