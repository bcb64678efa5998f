"""Public pages of letters: the same for everyone, without a cookie. What concerns one address is behind its key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from essaim.web.newsletters import archive_page, selectors, services, subscription_page
from essaim.web.newsletters.errors import LetterError
from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.senders import hashed, same_site

BOTH = ["GET", "HEAD", "POST"]


def _private(response: HttpResponse) -> HttpResponse:
    """A page behind a key: kept by nobody, told to nobody."""
    add_never_cache_headers(response)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt
@require_http_methods(BOTH)
def subscribe(request: HttpRequest) -> HttpResponse:
    """« S’abonner ». No cookie is set, so there is no CSRF key: the sender's site is checked instead."""
    now = timezone.now()
    data = request.POST if request.method == "POST" else None
    form = subscription_page.subscribe_form(data, request.release, timezone.localdate(now))
    if data is None or not (same_site(request) and form.is_valid()):
        return render(request, "newsletters/subscribe.html", {"form": form}, status=400 if data is not None else 200)
    # A robot is thanked like anybody: told nothing, it learns nothing.
    if not form.is_from_a_robot:
        services.ask(
            email=form.cleaned_data["email"], lists=form.cleaned_data["lists"], profile=form.profile, now=now,
            sender_hash=hashed(request, now.date()),
        )  # fmt: skip
    return render(request, "newsletters/asked.html", {"email": form.cleaned_data["email"]})


@csrf_exempt
@require_http_methods(BOTH)
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The link of the letter of confirmation. A button confirms: programmes that open links must not."""
    try:
        if request.method == "POST":
            subscriptions = services.confirm(key=key, now=timezone.now())
            return _private(render(request, "newsletters/confirmed.html", {"subscriptions": subscriptions, "key": key}))
        services.by_key(key)
    except LetterError as error:
        return _private(render(request, "newsletters/no_such_key.html", {"reason": str(error)}, status=404))
    return _private(render(request, "newsletters/confirm.html", {"key": key}))


@csrf_exempt
@require_http_methods(BOTH)
def unsubscribe(request: HttpRequest, key: str, slug: str, issue_id: int | None = None) -> HttpResponse:
    """« Se désabonner »: a page with a button, or at once when a mail program posts to it (RFC 8058).

    Nothing is asked but the key: neither sign-in, nor cookie, nor where the request comes from.
    """
    list_ = selectors.list_by_slug(slug)
    try:
        subscriber = services.by_key(key)
        if request.method == "POST":
            services.unsubscribe(key=key, list_=list_, issue_id=issue_id, now=timezone.now())
    except LetterError as error:
        return _private(render(request, "newsletters/no_such_key.html", {"reason": str(error)}, status=404))
    done = request.method == "POST"
    context = {"key": key, "list": list_, "done": done, "email": subscriber.email}
    return _private(render(request, "newsletters/unsubscribe.html", context))


@csrf_exempt
@require_http_methods(BOTH)
def choices(request: HttpRequest, key: str) -> HttpResponse:
    """What one receives, and what the letters should speak of; the key of one's letters opens it."""
    now = timezone.now()
    try:
        subscriber = services.by_key(key)
    except LetterError as error:
        return _private(render(request, "newsletters/no_such_key.html", {"reason": str(error)}, status=404))
    data = request.POST if request.method == "POST" else None
    form = subscription_page.choices_form(data, subscriber, request.release, timezone.localdate(now))
    saved = data is not None and form.is_valid()
    if saved:
        services.choose(key=key, lists=form.cleaned_data["lists"], profile=form.profile, now=now)
    context = {"form": form, "key": key, "email": subscriber.email, "saved": saved}
    return _private(render(request, "newsletters/choices.html", context))


@csrf_exempt
@require_http_methods(BOTH)
def forget(request: HttpRequest, key: str) -> HttpResponse:
    """« Effacer mes données »."""
    try:
        subscriber = services.by_key(key)
    except LetterError as error:
        return _private(render(request, "newsletters/no_such_key.html", {"reason": str(error)}, status=404))
    if request.method == "POST":
        services.forget(subscriber=subscriber, now=timezone.now())
        return redirect("newsletters:forgotten")
    return _private(render(request, "newsletters/forget.html", {"key": key, "email": subscriber.email}))


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(request, "newsletters/forgotten.html")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The letters of the network: what they are, the latest, how to receive them."""
    return render(request, "newsletters/home.html", {"archives": selectors.archives()})


@require_safe
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Every letter of a public list."""
    return render(request, "newsletters/archive.html", archive_page.of_list(_public_list(slug)))


@require_safe
def issue(request: HttpRequest, list_slug: str, slug: str) -> HttpResponse:
    """A letter on the site: every passage, each saying whom it concerns."""
    found = selectors.published_issue(list_slug, slug)
    if found is None:
        raise NotFound("Cette lettre n’existe pas.", "Cherchez-la parmi les lettres envoyées.")
    return render(request, "newsletters/issue.html", archive_page.of_issue(found, request.release))


@require_safe
def read(request: HttpRequest, key: str, slug: str) -> HttpResponse:
    """The same, for a letter that only its list may read."""
    try:
        found = selectors.received_issue(services.by_key(key), slug)
    except LetterError as error:
        return _private(render(request, "newsletters/no_such_key.html", {"reason": str(error)}, status=404))
    if found is None:
        raise NotFound("Cette lettre n’existe pas.", "Elle n’a pas été envoyée à cette adresse.")
    return _private(render(request, "newsletters/issue.html", archive_page.of_issue(found, request.release)))


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The letters of a public list, as Atom."""
    body = archive_page.feed(_public_list(slug), root=f"{request.scheme}://{request.get_host()}")
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=600)
    return response


def _public_list(slug: str):  # type: ignore[no-untyped-def]
    found = selectors.list_by_slug(slug)
    if found is None or not found.is_public:
        raise NotFound("Cette lettre n’existe pas.", "Voyez celles du réseau.")
    return found
