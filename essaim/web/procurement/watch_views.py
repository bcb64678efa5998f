"""Pages of the alerts of endings: thin."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.web.accounts.access import signed_in
from essaim.web.procurement import selectors, watch_page, watch_services
from essaim.web.procurement.errors import WatchError
from essaim.web.procurement.permissions import can_stop_watch, can_watch


@require_safe
@signed_in(can_watch)
def watches(request: HttpRequest) -> HttpResponse:
    """The territories one follows."""
    context = watch_page.watches(request.release, request.user, today=timezone.localdate())
    return render(request, "procurement/watches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_watch)
def new(request: HttpRequest) -> HttpResponse:
    """Ask to be told: a territory, divisions, how long before."""
    asked, problem = watch_page.read(request.release, request.POST or request.GET), ""
    if request.method == "POST" and asked.place is not None:
        try:
            watch_services.watch(
                person=request.user, place=asked.place, divisions=asked.divisions, months=asked.months,
                now=timezone.now(),
            )  # fmt: skip
            messages.success(request, f"Vous serez prévenu·e de ce qui se termine\u00a0: {asked.place.name}.")
            return redirect("procurement:watches")
        except WatchError as error:
            problem = str(error)
    context = watch_page.form(asked, problem or asked.problem)
    return render(request, "procurement/watch_new.html", context, status=400 if request.method == "POST" else 200)


@require_POST
@signed_in(can_watch)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop being told; a 404 for what somebody else follows."""
    found = selectors.watch_by_pk(pk)
    if found is None or not can_stop_watch(request.roles, found):
        raise Http404
    watch_services.stop(watch=found)
    messages.success(request, "C’est arrêté.")
    return redirect("procurement:watches")
