"""Standing pages: thin, no query."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.views import serve

from essaim.web.pages import selectors


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page, as editors wrote it."""
    return serve(request, "")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def written(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the editors. Only a contact page takes what is sent, and checks the sender's site itself."""
    return serve(request, path)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: what was tested, what was not."""
    return render(request, "pages/accessibility.html", {"publisher": selectors.publisher()})


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """The legal notice; what the publisher did not fill in is said to be missing, never invented."""
    return render(request, "pages/legal.html", {"publisher": selectors.publisher()})
