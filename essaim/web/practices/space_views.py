"""Writing and reviewing experiences, in the member space."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.web.accounts.access import refuse_unless, signed_in
from essaim.web.accounts.selectors import bodies_of
from essaim.web.practices import pictures, selectors, services, space_context
from essaim.web.practices.attachment_forms import Attachments
from essaim.web.practices.content import Content
from essaim.web.practices.errors import ChangedMeanwhile, PracticeError
from essaim.web.practices.forms import WholeForm
from essaim.web.practices.models import Sheet
from essaim.web.practices.permissions import (
    can_read_sheet,
    can_review,
    can_write_experiences,
    can_write_sheet,
)
from essaim.web.practices.steps import STEPS


def _sheet(request: HttpRequest, sheet_id: int) -> Sheet:
    """The sheet, for those who may read it; for the others it does not exist."""
    sheet = selectors.sheet(sheet_id)
    if sheet is None or not can_read_sheet(request.roles, sheet):
        raise Http404
    return sheet


@require_safe
@signed_in(can_write_experiences)
def mine(request: HttpRequest) -> HttpResponse:
    """The sheets one may read, and where each stands."""
    context = {"sheets": selectors.sheets_for(request.roles), "reviews": can_review(request.roles)}
    return render(request, "practices/mine.html", context)


@require_safe
@signed_in(can_review)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for an editor."""
    return render(request, "practices/waiting.html", {"sheets": selectors.to_review()})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_write_experiences)
def new(request: HttpRequest) -> HttpResponse:
    """A first draft, for one of one's bodies."""
    today, now = timezone.localdate(), timezone.now()
    bodies = bodies_of(request.user, today)
    body = space_context.chosen_body(request.POST or request.GET, bodies)
    empty = space_context.first_content(body)
    whole = WholeForm(request.POST or None, content=empty, release=request.release, on=today)
    if request.method == "POST" and (content := whole.read()) is not None:
        sheet = services.create_sheet(content=content, author=request.user, body=body, now=now)
        messages.success(request, "Votre brouillon est enregistré. Personne d’autre que vous ne le lit encore.")
        return redirect("practices:sheet", sheet_id=sheet.pk)
    context = {"whole": whole, "bodies": bodies, "body": body, "title": "Proposer une expérience"}
    return render(request, "practices/edit.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_write_experiences)
def edit(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Write a sheet. When somebody saved it meanwhile, both texts are kept and shown."""
    sheet = _sheet(request, sheet_id)
    refuse_unless(can_write_sheet(request.roles, sheet))
    today, now = timezone.localdate(), timezone.now()
    whole = WholeForm(
        request.POST or None, content=sheet.read(), release=request.release, on=today, opened=sheet.version
    )
    conflict: ChangedMeanwhile | None = None
    content: Content | None = whole.read() if request.method == "POST" else None
    if content is not None:
        try:
            services.save_sheet(
                sheet_id=sheet.pk, content=content, opened_version=whole.opened, author=request.user, now=now
            )
            messages.success(request, "La fiche est enregistrée.")
            return redirect("practices:sheet", sheet_id=sheet.pk)
        except ChangedMeanwhile as error:
            conflict = error
    context = space_context.editing(sheet, whole, conflict)
    return render(request, "practices/edit.html", context, status=space_context.status(request.method, conflict))


@require_safe
@signed_in(can_write_experiences)
def sheet(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """A sheet as it would be read, its exchange, its versions, and the steps one may take."""
    found = _sheet(request, sheet_id)
    return render(request, "practices/sheet.html", space_context.reading(found, request.roles, request.release))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_write_experiences)
def attachments(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Add, describe, order and take off the images and documents of a sheet."""
    found = _sheet(request, sheet_id)
    refuse_unless(can_write_sheet(request.roles, found))
    forms = Attachments(found, request.POST or None, request.FILES or None)
    if request.method == "POST" and forms.take(request.user, timezone.now()):
        messages.success(request, forms.done)
        return redirect("practices:attachments", sheet_id=found.pk)
    status = 400 if request.method == "POST" else 200
    return render(request, "practices/attachments.html", space_context.attached(found, forms), status=status)


@require_safe
@signed_in(can_write_experiences)
def document(request: HttpRequest, sheet_id: int, key: int) -> FileResponse:
    """A document of a sheet, for those who may read the sheet."""
    return pictures.download(_sheet(request, sheet_id).read(), key)


@require_POST
@signed_in(can_write_experiences)
def step(request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Take a step: propose, comment, send back, mark as reviewed, publish, withdraw, confirm."""
    found = _sheet(request, sheet_id)
    wanted = STEPS.get(request.POST.get("etape", ""))
    if wanted is None:
        raise Http404
    refuse_unless(wanted.allowed(request.roles, found))
    try:
        wanted.take(found, request.user, request.POST.get("texte", ""), timezone.localdate(), timezone.now())
        messages.success(request, wanted.done)
    except PracticeError as error:
        messages.error(request, str(error))
    return redirect("practices:sheet", sheet_id=found.pk)


@require_safe
@signed_in(can_write_experiences)
def organizations(request: HttpRequest) -> HttpResponse:
    """Find the SIREN of a partner in the register."""
    context = space_context.found_organizations(request.release, request.GET.get("q", ""))
    return render(request, "practices/organizations.html", context)
