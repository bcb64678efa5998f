"""Importing addresses: the file, the ground, and what was refused."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from essaim.web.accounts.access import refuse_unless
from essaim.web.newsletters import import_services, permissions, selectors
from essaim.web.newsletters.back_office.forms import ImportForm
from essaim.web.newsletters.errors import LetterError


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Deposit a file."""
    refuse_unless(permissions.can_manage_subscribers(request.roles))
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = import_services.bring(
                list_=data["list"], content=data["file"].read(), file_name=data["file"].name, basis=data["basis"],
                origin=data["origin"], actor=request.user, now=timezone.now(),
            )  # fmt: skip
        except LetterError as error:
            form.add_error(None, str(error))
        else:
            return redirect("letter_imports:told", made.pk)
    context = {"form": form, "header_title": "Importer des adresses", "header_icon": "upload"}
    return render(request, "newsletters/admin/bring.html", context)


@require_safe
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import did."""
    refuse_unless(permissions.can_manage_subscribers(request.roles))
    made = selectors.imported_by_pk(pk)
    if made is None:
        raise Http404
    context = {"made": made, "header_title": made.file_name, "header_icon": "upload"}
    return render(request, "newsletters/admin/told.html", context)
