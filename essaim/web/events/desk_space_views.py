"""Welcoming people, on a phone: who is expected, one button a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from essaim.web.accounts.access import found_or_404, refuse_unless, signed_in
from essaim.web.events import attendance, desk_context, links, selectors
from essaim.web.events.errors import EventError
from essaim.web.events.permissions import can_open_desk, can_welcome


@require_safe
@signed_in(can_open_desk)
def desks(request: HttpRequest) -> HttpResponse:
    """The events one may welcome people at."""
    return render(request, "events/desks.html", {"desks": desk_context.desks(request.roles, timezone.now())})


@require_safe
@signed_in(can_open_desk)
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is expected at one event."""
    event = found_or_404(selectors.by_pk(pk))
    refuse_unless(can_welcome(request.roles, event))
    return render(request, "events/desk.html", desk_context.desk(event, request.GET.get("q", "")))


@require_safe
@signed_in(can_open_desk)
def point(request: HttpRequest, token: str) -> HttpResponse:
    """What the code of a badge opens: the line of one person."""
    pk = links.of_token(token)
    registration = selectors.registration(pk) if pk is not None else None
    if registration is None or registration.forgotten:
        raise Http404
    refuse_unless(can_welcome(request.roles, registration.event))
    context = desk_context.desk(registration.event, "") | {"people": [registration], "alone": True}
    return render(request, "events/desk.html", context)


@require_POST
@signed_in(can_open_desk)
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Write that somebody is here, or undo it."""
    registration = found_or_404(selectors.registration(pk))
    refuse_unless(can_welcome(request.roles, registration.event))
    try:
        done = attendance.check_in(
            registration_id=pk, present=request.POST.get("present") == "1", actor=request.user, now=timezone.now()
        )
        said = "est là" if done.arrived_at else "n’est plus notée présente"
        messages.success(request, f"{registration.name}\u00a0: {said}.")
    except EventError as refused:
        messages.error(request, str(refused))
    return redirect(desk_context.back(registration.event, request.POST.get("q", "")))


@require_safe
@signed_in(can_open_desk)
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the online room to lead it."""
    event = found_or_404(selectors.by_pk(pk))
    refuse_unless(can_welcome(request.roles, event))
    try:
        return HttpResponseRedirect(desk_context.room_address(event, str(request.user), timezone.now()))
    except EventError as refused:
        messages.error(request, str(refused))
        return redirect(desk_context.back(event, ""))
