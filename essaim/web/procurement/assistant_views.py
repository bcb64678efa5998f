"""Pages of the purchase assistant: thin. They depend on the day, so they are not kept with the release."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from essaim.web.observatory.exports import formats
from essaim.web.procurement import (
    assistant,
    assistant_method,
    note,
    note_docx,
    note_pdf,
    supplier_map,
    suppliers_export,
)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form, then the answer."""
    context = assistant.context(request.release, request.GET, today=timezone.localdate())
    return render(request, "procurement/assistant.html", context)


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How candidates are found, how sure that is, what is measured."""
    return render(request, "procurement/assistant_method.html", assistant_method.context(request.release))


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The sourcing list as a file."""
    settled = note.settled(request.release, request.GET, today=timezone.localdate())
    table = suppliers_export.table(request.release, settled.need, settled.found)
    return formats.response(table, request.GET.get("format", "csv"))


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The candidates as points, for the interactive map."""
    settled = note.settled(request.release, request.GET, today=timezone.localdate())
    return JsonResponse(supplier_map.points(settled.found), json_dumps_params={"ensure_ascii": False})


@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The note for the file, as a tagged PDF."""
    settled = note.settled(request.release, request.GET, today=timezone.localdate())
    return note.response(settled, note_pdf.render(settled), "pdf")


@require_safe
def docx(request: HttpRequest) -> HttpResponse:
    """The note for the file, to be edited in a word processor."""
    settled = note.settled(request.release, request.GET, today=timezone.localdate())
    return note.response(settled, note_docx.render(settled), "docx")
