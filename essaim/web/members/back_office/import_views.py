"""Importing a list in the back office: deposit, review row by row, apply."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.web.accounts.access import refuse_unless
from essaim.web.members import import_review, import_services, permissions
from essaim.web.members.back_office.import_forms import RowForm, TakeForm, UploadForm
from essaim.web.members.errors import MemberError
from essaim.web.observatory.release import current


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Deposit a file."""
    refuse_unless(permissions.can_import_members(request.roles))
    form = UploadForm(request.POST or None, request.FILES or None, initial={"as_of": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = form.uploaded(current(), actor=request.user, now=timezone.now())
        except MemberError as error:
            form.add_error("file", str(error))
        else:
            return redirect("member_imports:review", made.pk)
    return render(
        request, "members/admin/upload.html", {"form": form, "header_title": "Importer une liste d’adhérents"}
    )


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows, what they would do, and what is left to decide."""
    refuse_unless(permissions.can_import_members(request.roles))
    made = _import(pk)
    asked, number = request.GET.get("voir", ""), request.GET.get("p")
    context = import_review.context(made, timezone.localdate()) | import_review.page(made, asked, number)
    context |= {"take": TakeForm(), "header_title": f"Relire {made.file_name}"}
    return render(request, "members/admin/review.html", context)


@require_POST
def decide(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Take or leave a row."""
    refuse_unless(permissions.can_import_members(request.roles))
    found = import_review.row(pk, row)
    form = RowForm(request.POST)
    if found is None or not form.is_valid():
        raise Http404
    try:
        form.decided(current(), found, actor=request.user, now=timezone.now())
    except MemberError as error:
        messages.error(request, str(error))
    return redirect(form.cleaned_data["back"] or import_review.address(pk))


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take at once the rows that are likely enough."""
    refuse_unless(permissions.can_import_members(request.roles))
    form = TakeForm(request.POST)
    if form.is_valid():
        number = import_services.take_likely(
            member_import=_import(pk), least=form.cleaned_data["least"] / 100, actor=request.user, now=timezone.now()
        )
        messages.success(request, f"{number} lignes retenues." if number > 1 else f"{number} ligne retenue.")
    else:
        messages.error(request, "La confiance est un nombre entier, de 50 à 100. Aucune ligne n’a été retenue.")
    return redirect("member_imports:review", pk)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the rows that are taken."""
    refuse_unless(permissions.can_import_members(request.roles))
    try:
        done = import_services.apply(current(), member_import=_import(pk), actor=request.user, now=timezone.now())
        messages.success(request, import_review.said(done))
    except MemberError as error:
        messages.error(request, str(error))
    return redirect("member_imports:review", pk)


@require_POST
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an import up."""
    refuse_unless(permissions.can_import_members(request.roles))
    try:
        import_services.abandon(member_import=_import(pk), actor=request.user, now=timezone.now())
    except MemberError as error:
        messages.error(request, str(error))
    return redirect("member_imports:review", pk)


def _import(pk: int):  # type: ignore[no-untyped-def]
    found = import_review.by_pk(pk)
    if found is None:
        raise Http404
    return found
