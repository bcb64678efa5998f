"""The pages of the last resort: what no view has explained."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from essaim.web.observatory.reader_errors import problem


def _answer(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return problem(status, title, detail)
    return render(request, f"{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _answer(
        request, 400, "Demande illisible", "L’adresse ou le formulaire contient ce que nous ne savons pas lire."
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _answer(request, 403, "Accès refusé", "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _answer(request, 404, "Rien à cette adresse", "La liste des adresses est à /api/v1/openapi.json.")


def no_such_operation(request: HttpRequest, rest: str) -> HttpResponse:
    """404 of the API. A view of its own: under pages that take every address, it would be sent to `…/` first."""
    return not_found(request, Http404())


def server_error(request: HttpRequest) -> HttpResponse:
    """500: the log has the details, the reader an apology."""
    return _answer(request, 500, "Une erreur de notre fait", "Elle est notée dans le journal du site.")
