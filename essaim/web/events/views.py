"""Public pages of the agenda: the same for everyone."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import condition, require_safe

from essaim.web.events import calendar_files, event_context, feeds, list_context, selectors
from essaim.web.events.models import Event
from essaim.web.observatory.errors import NotFound

# The one view that other sites may put in a frame.
EMBEDDABLE = settings.SECURE_CSP | {"frame-ancestors": ["*"]}
# A calendar keeps what has just passed.
KEPT = timedelta(days=92)
MOST_EMBEDDED = 10


def root(request: HttpRequest) -> str:
    """« https://… », without a final slash."""
    return f"{request.scheme}://{request.get_host()}"


def found_or_not(slug: str) -> Event:
    """The public event of an address. Raises NotFound."""
    event = selectors.by_slug(slug)
    if event is None:
        raise NotFound("Ce rendez-vous n’existe pas.", "Cherchez-le dans l’agenda.")
    return event


def _etag(request: HttpRequest, *args: object, **kwargs: object) -> str:
    """A feed changes with the agenda, with its own address, and with the day."""
    return feeds.etag([selectors.last_change(), request.get_full_path(), root(request), timezone.localdate()])


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """What comes, or what is past: as a list, a month, a map."""
    on = timezone.localdate()
    question = list_context.read(request.GET, on=on)
    context = list_context.build(request.release, question, path=request.path, now=timezone.now(), on=on)
    return render(request, "events/agenda.html", context)


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One event."""
    found = found_or_not(slug)
    context = event_context.build(
        found, request.release, now=timezone.now(), on=timezone.localdate(), root=root(request)
    )
    return render(request, "events/event.html", context)


@require_safe
def ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One event, to put in a calendar."""
    found = found_or_not(slug)
    body = calendar_files.feed([found], root=root(request), name=found.title)
    return _calendar(body, f"{slug}.ics")


@require_safe
@condition(etag_func=_etag)
def feed_ics(request: HttpRequest) -> HttpResponse:
    """A selection of the agenda as a calendar to subscribe to."""
    on, now = timezone.localdate(), timezone.now()
    found = list_context.selection(request.GET, on=on, from_=now - KEPT)
    body = calendar_files.feed(found, root=root(request), name=list_context.name_of(request.GET, request.release, on))
    response = _calendar(body, "agenda.ics")
    patch_cache_control(response, public=True, max_age=900)
    return response


@require_safe
@condition(etag_func=_etag)
def feed_atom(request: HttpRequest) -> HttpResponse:
    """A selection of the agenda as an Atom feed."""
    on, now = timezone.localdate(), timezone.now()
    found = list_context.selection(request.GET, on=on, from_=now - KEPT)
    name = list_context.name_of(request.GET, request.release, on)
    body = feeds.atom(found, root=root(request), path=request.get_full_path(), name=name)
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=900)
    return response


@require_safe
@xframe_options_exempt
@csp_override(EMBEDDABLE)
def embed(request: HttpRequest) -> HttpResponse:
    """The next events of a selection, for the frame of another site."""
    on, now = timezone.localdate(), timezone.now()
    found = list_context.selection(request.GET, on=on, from_=now)[:MOST_EMBEDDED]
    context = {
        "cards": list_context.cards(found),
        "name": list_context.name_of(request.GET, request.release, on),
        "embed_src": feeds.without(request.build_absolute_uri(), "code"),
        "site": root(request),
        "asked": request.GET.get("code") == "1",
    }
    return render(request, "events/embed.html", context)


def _calendar(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
