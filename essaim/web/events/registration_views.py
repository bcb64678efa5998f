"""Registering and giving a place back: without an account, without a cookie, without a script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from essaim.web.events import calendar_files, documents, letters, links, registering, registration_page
from essaim.web.events.errors import EventError, RegistrationClosed
from essaim.web.events.forms import RegistrationForm
from essaim.web.events.views import found_or_not, root
from essaim.web.observatory.errors import InvalidRequest, NotFound
from essaim.web.observatory.senders import hashed, same_site


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a place. No cookie is set, so there is no CSRF key: the sender's site is checked instead."""
    event, now, on = found_or_not(slug), timezone.now(), timezone.localdate()
    form = RegistrationForm(request.POST if request.method == "POST" else None, event=event, on=on)
    context = {"event": event, "form": form, "standing": registration_page.standing(event, now)}
    try:
        registering.check_open(event, now)
        if request.method == "POST" and same_site(request) and form.is_valid():
            if form.is_from_a_robot:
                return render(request, "events/thanks.html", context)
            registration_page.count_sender(hashed(request, on))
            made = registering.register(event_id=event.pk, given=form.given(), on=on, now=now)
            return redirect("events:mine", token=links.token(made))
    except RegistrationClosed as closed:
        return render(request, "events/closed.html", {"event": event, "closed": str(closed)}, status=409)
    except EventError as refused:
        form.add_error(refused.field or None, str(refused))
    return _private(render(request, "events/register.html", context, status=400 if request.method == "POST" else 200))


@require_safe
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """A registration, for whoever has its link. Reading it changes nothing: mail filters open links too."""
    context = registration_page.mine(registration_page.by_token(token), timezone.now())
    return _private(render(request, "events/mine.html", context))


@csrf_exempt
@require_http_methods(["POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Give one's place back."""
    registration = registration_page.by_token(token)
    if not same_site(request):
        raise InvalidRequest("Cette annulation ne vient pas de notre page.", "Ouvrez le lien du courriel.")
    try:
        registering.leave(registration_id=registration.pk, actor=None, now=timezone.now())
    except EventError as refused:
        raise InvalidRequest(str(refused), "L’équipe du réseau peut vous répondre.") from refused
    return redirect("events:mine", token=token)


@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The entry for one's calendar, with the way into the online room."""
    registration = registration_page.by_token(token)
    body = calendar_files.feed_of_one(registration.event, letters.join_address(registration), root=root(request))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="rendez-vous.ics"'
    return _private(response)


@require_safe
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """The certificate of attendance."""
    registration = registration_page.by_token(token)
    try:
        body = documents.certificate(registration, now=timezone.now())
    except EventError as refused:
        raise NotFound(str(refused), "L’équipe du réseau peut vous répondre.") from refused
    return _private(documents.response(body, f"attestation-{registration.event.slug}.pdf"))


@require_safe
def room(request: HttpRequest, token: str) -> HttpResponse:
    """Go into the online room."""
    registration = registration_page.by_token(token)
    if not letters.join_address(registration):
        raise NotFound("Cette salle ne vous est pas ouverte.", "Votre inscription doit être confirmée.")
    try:
        address = registration_page.room_address(registration, timezone.now())
    except EventError as refused:
        raise NotFound(str(refused), "Le lien de votre courriel reste le bon.") from refused
    return _private(HttpResponseRedirect(address))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
