"""Pages of the back office about fees that are no form of one object: issuing, the year, its files, cancelling."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from essaim.web.accounts.access import refuse_unless
from essaim.web.members import fee_documents, fee_files, fee_services, fees, permissions
from essaim.web.members.back_office.fee_forms import CancelForm, IssueForm
from essaim.web.members.errors import FeeError
from essaim.web.observatory.release import current


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """The calls of a year: first what they would be, then, once confirmed, issued."""
    refuse_unless(permissions.can_manage_fees(request.roles))
    today = timezone.localdate()
    asked = request.POST if request.method == "POST" else request.GET or None
    form = IssueForm(asked, today=today)
    context: dict[str, Any] = {"form": form, "header_title": "Émettre les appels d’une année"}
    if asked is None or not form.is_valid():
        return render(request, "members/admin/issue.html", context)
    try:
        context |= form.proposed(current())
        if request.method == "POST":
            calls = form.issued(current(), context["proposals"], actor=request.user, now=timezone.now())
            messages.success(request, f"{len(calls)} appel(s) émis.")
            return redirect("fee_calls:index")
    except FeeError as error:
        form.add_error(None, str(error))
    return render(request, "members/admin/issue.html", context)


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """Each year: how much was called, received, owed; its files."""
    refuse_unless(permissions.can_manage_fees(request.roles))
    today = timezone.localdate()
    states = [fees.year_state(one, today) for one in fees.years()]
    return render(
        request,
        "members/admin/years.html",
        {"years": fee_files.lines(states), "header_title": "Cotisations, année par année"},
    )


@require_safe
def journal(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The accountant's lines of a year."""
    refuse_unless(permissions.can_manage_fees(request.roles))
    return fee_files.response(fees.JOURNAL, fees.journal(year), f"journal-cotisations-{year}", kind)


@require_safe
def chorus(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """What Chorus Pro needs for the calls of a year that are still owed."""
    refuse_unless(permissions.can_manage_fees(request.roles))
    owed = fees.owed_in(year, timezone.localdate())
    return fee_files.response(fees.CHORUS, fees.chorus(owed), f"chorus-pro-{year}", kind)


@require_safe
def call_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A call, to send."""
    refuse_unless(permissions.can_manage_fees(request.roles))
    return fee_files.call_response(_call(pk), timezone.localdate())


@require_safe
def receipt_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a payment."""
    refuse_unless(permissions.can_manage_fees(request.roles))
    payment = fees.payment_by_pk(pk)
    if payment is None:
        raise Http404
    return fee_files.pdf_response(fee_documents.receipt_pdf(payment), f"recu-{payment.receipt_number}")


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a call, with its reason."""
    refuse_unless(permissions.can_manage_fees(request.roles))
    call = _call(pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fee_services.cancel(
                call=call,
                on=timezone.localdate(),
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=timezone.now(),
            )
        except FeeError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"L’appel {call.number} est annulé. Son numéro reste.")
            return redirect("fee_calls:inspect", pk)
    context = {"form": form, "call": call, "header_title": f"Annuler l’appel {call.number}"}
    return render(request, "members/admin/cancel.html", context)


def _call(pk: int):  # type: ignore[no-untyped-def]
    found = fees.by_pk(pk)
    if found is None:
        raise Http404
    return found
