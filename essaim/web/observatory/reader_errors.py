"""What goes wrong for a reader, said in French with the right status: a page for browsers, problem+json for the API."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from essaim.web.observatory.errors import CannotRender, ReaderError
from essaim.web.observatory.release import NoRelease
from essaim.web.ui.pdf import CannotPrint

# Pages that need no data, and so are served without a release.
WITHOUT_RELEASE = (
    "/static/",
    "/media/",
    "/documents/",
    "/admin/",
    "/compte/",
    "/espace/",
    "/robots.txt",
    "/accessibilite/",
    "/mentions-legales/",
    "/bibliotheque/",
    "/composants/",
    "/ressources/",
    "/lettres/",
)
# Pages under these that are made of figures all the same.
WITH_RELEASE = re.compile(r"/espace/(contacts/|inviter/|achats-realises/fournisseurs/|collectivites/\d+/$)")
HOW_TO_BUILD = "essaim data fetch && essaim data build"
RETRY_AFTER_SECONDS = "120"


class ReaderErrorsMiddleware:
    """Innermost: turns ReaderError and NoRelease into answers, and stops requests that need a release when none is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        spared = path.startswith(WITHOUT_RELEASE) and WITH_RELEASE.match(path) is None
        if getattr(request, "release", None) is None and not spared:
            return no_release(request, getattr(request, "no_release", ""))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the errors that are ours to explain; leave the others to Django."""
        if isinstance(error, NoRelease):
            return no_release(request, str(error))
        if isinstance(error, ReaderError):
            return explained(request, error)
        if isinstance(error, CannotPrint):
            return explained(request, CannotRender(error.title, error.detail))
        return None


def problem(status: int, title: str, detail: str = "", **more: object) -> JsonResponse:
    """An RFC 9457 answer. `type` is left out, which the RFC reads as about:blank: the status says the kind."""
    body = {"title": title, "status": status, **({"detail": detail} if detail else {}), **more}
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/problem+json; charset=utf-8"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def explained(request: HttpRequest, error: ReaderError) -> HttpResponse:
    """The answer to a ReaderError: what happened, what to do next."""
    if request.path_info.startswith("/api/"):
        return problem(error.status, error.title, error.detail)
    context = {"title": error.title, "detail": error.detail, "links": error.links, "status": error.status}
    response = render(request, "config/erreur.html", context, status=error.status)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def no_release(request: HttpRequest, reason: str) -> HttpResponse:
    """503: no data to serve, and the command that makes them."""
    title = "Aucune donnée à servir pour l’instant"
    if request.path_info.startswith("/api/"):
        response = problem(503, title, f"{reason} Construire une édition : {HOW_TO_BUILD}.")
    else:
        response = render(request, "503.html", {"reason": reason}, status=503)
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response
