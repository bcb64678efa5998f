"""Pages of the needs an authority keeps: thin."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.web.accounts.access import refuse_unless, signed_in
from essaim.web.accounts.selectors import bodies_of
from essaim.web.procurement import assistant, selectors, services
from essaim.web.procurement.errors import NeedError
from essaim.web.procurement.forms import NewNeedForm, SavedNeedForm
from essaim.web.procurement.models import SavedNeed
from essaim.web.procurement.permissions import can_change_need, can_keep_needs, can_open_need


@require_safe
@signed_in(can_keep_needs)
def needs(request: HttpRequest) -> HttpResponse:
    """The needs of the authorities one acts for."""
    return render(request, "procurement/needs.html", {"needs": selectors.needs_of(request.roles)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_keep_needs)
def new(request: HttpRequest) -> HttpResponse:
    """Keep what the assistant was asked: its parameters are those of this address."""
    today, now = timezone.localdate(), timezone.now()
    settled = assistant.settled_title(request.release, request.GET, today=today)
    form = NewNeedForm(request.POST or None, bodies=bodies_of(request.user, today), initial={"title": settled})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.save_need(
                author=request.user, body=form.chosen, title=form.cleaned_data["title"],
                remarks=form.cleaned_data["remarks"], question=services.question(request.GET, on=today), now=now,
            )  # fmt: skip
            messages.success(request, "Le besoin est enregistré.")
            return redirect("procurement:need", kept.pk)
        except NeedError as error:
            problem = str(error)
    context = {"form": form, "problem": problem, "settled": settled}
    return render(request, "procurement/need_new.html", context, status=400 if problem or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_keep_needs)
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: its words, its answer of today, its link."""
    kept = _kept(request, pk)
    form = SavedNeedForm(request.POST or None, initial={"title": kept.title, "remarks": kept.remarks})
    if request.method == "POST" and form.is_valid():
        services.edit_need(need=kept, actor=request.user, **form.cleaned_data, now=timezone.now())
        messages.success(request, "Les changements sont enregistrés.")
        return redirect("procurement:need", kept.pk)
    context = {"kept": kept, "form": form, **assistant.links(kept.question)}
    context["share_url"] = request.build_absolute_uri(assistant.shared_path(kept.share_key)) if kept.is_shared else ""
    return render(request, "procurement/need.html", context, status=400 if form.errors else 200)


@require_POST
@signed_in(can_keep_needs)
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link, or take it away."""
    kept, now = _kept(request, pk), timezone.now()
    write = services.unshare_need if kept.is_shared else services.share_need
    write(need=kept, actor=request.user, now=now)
    return redirect("procurement:need", kept.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_keep_needs)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete for good."""
    kept = _kept(request, pk)
    if request.method != "POST":
        return render(request, "procurement/need_delete.html", {"kept": kept})
    services.delete_need(need=kept, actor=request.user, now=timezone.now())
    messages.success(request, "Le besoin est supprimé.")
    return redirect("procurement:needs")


@require_safe
def shared(request: HttpRequest, key: str) -> HttpResponse:
    """A need whose link somebody was given: its words and its answer, for reading. The same 404 for every wrong key."""
    kept = selectors.need_by_share_key(key)
    if kept is None:
        raise Http404
    today = timezone.localdate()
    context = assistant.context(request.release, QueryDict(kept.question), today=today)
    return render(request, "procurement/assistant.html", {**context, "kept": kept})


def _kept(request: HttpRequest, pk: int) -> SavedNeed:
    """The need, for those of its authority; a 404 for the others: nobody learns what another authority prepares."""
    found = selectors.need_by_pk(pk)
    if found is None or not can_open_need(request.roles, found):
        raise Http404
    if request.method not in ("GET", "HEAD"):
        refuse_unless(can_change_need(request.roles, found))
    return found
