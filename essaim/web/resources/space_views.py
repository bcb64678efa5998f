"""What editors do with resources, in the member space."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from essaim.web.accounts.access import signed_in
from essaim.web.resources import editions, review_links, services, space_context
from essaim.web.resources.errors import ResourceError
from essaim.web.resources.forms import AskForm
from essaim.web.resources.permissions import can_edit_resources


@require_safe
@signed_in(can_edit_resources)
def to_review(request: HttpRequest) -> HttpResponse:
    """What changed under the fiches, and what should be read again by today."""
    context = space_context.to_review(on=timezone.localdate(), now=timezone.now())
    return render(request, "resources/to_review.html", context)


@require_POST
@signed_in(can_edit_resources)
def check(request: HttpRequest, entry_id: int) -> HttpResponse:
    """« Relue »: the text is right today."""
    entry = space_context.entry_or_404(entry_id)
    services.check(entry_id=entry.pk, actor=request.user, on=timezone.localdate(), now=timezone.now())
    messages.success(request, f"«\u00a0{entry.title}\u00a0» est marquée comme vérifiée aujourd’hui.")
    return redirect("resources:to_review")


@require_POST
@signed_in(can_edit_resources)
def ask(request: HttpRequest, fiche_id: int) -> HttpResponse:
    """Send a fiche to somebody without an account."""
    form = AskForm(request.POST)
    fiche = space_context.fiche_or_404(fiche_id)
    if not form.is_valid():
        messages.error(request, "Donnez un nom et une adresse électronique. Aucun courriel n’est parti.")
        return redirect("resources:to_review")
    try:
        review_links.ask(fiche_id=fiche.pk, **form.cleaned_data, editor=request.user, now=timezone.now())
    except ResourceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Le lien est parti à {form.cleaned_data['email']}.")
    return redirect("resources:to_review")


@require_safe
@signed_in(can_edit_resources)
def all_editions(request: HttpRequest) -> HttpResponse:
    """Every work, its last edition, and what an edition published now would say."""
    return render(request, "resources/editions.html", space_context.works(on=timezone.localdate()))


@require_POST
@signed_in(can_edit_resources)
def publish_edition(request: HttpRequest, work_id: int) -> HttpResponse:
    """Publish the next edition of a work, with its note."""
    work = space_context.work_or_404(work_id)
    note = request.POST.get("note", "")[:4000]
    try:
        edition = editions.publish_edition(
            work_id=work.pk, editor=request.user, note=note, on=timezone.localdate(), now=timezone.now()
        )
    except ResourceError as error:
        messages.error(request, str(error))
        return redirect("resources:editions")
    messages.success(request, f"L’édition {edition.number} de «\u00a0{work}\u00a0» est publiée.")
    return redirect("resources:editions")


@require_safe
@signed_in(can_edit_resources)
def marker_list(request: HttpRequest) -> HttpResponse:
    """Every marker a text may hold, ready to be copied."""
    return render(request, "resources/markers.html", space_context.markers(request.release, on=timezone.localdate()))
