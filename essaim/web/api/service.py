"""The API itself: its operations, its errors (RFC 9457, in French), its rate limit."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from essaim.web.api import rate
from essaim.web.api.contracts import router as contracts
from essaim.web.api.operations import router
from essaim.web.api.pages import Moved
from essaim.web.api.procurement_law import router as procurement_law
from essaim.web.observatory.errors import ReaderError
from essaim.web.observatory.reader_errors import no_release, problem
from essaim.web.observatory.release import NoRelease

DESCRIPTION = """Lecture seule, sans clé. Les réponses viennent d’une édition des données et portent son identifiant ;
ETag et Last-Modified en viennent aussi. Les erreurs suivent la RFC 9457 (application/problem+json).
Débit limité par lecteur."""


class _Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


class _Api(NinjaAPI):
    """NinjaAPI whose answers are readable from any site: the data are public and no cookie is involved."""

    def create_response(self, request: HttpRequest, data: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, data, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
        return response


api = _Api(
    title="Essaim",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    renderer=_Renderer(),
    urls_namespace="api-v1",
    throttle=[rate.ReaderThrottle()],
)
api.add_router("", router)
api.add_router("", contracts)
api.add_router("/procurement", procurement_law)


@api.exception_handler(ReaderError)
def _reader_error(request: HttpRequest, error: ReaderError) -> HttpResponse:
    return problem(error.status, error.title, error.detail)


@api.exception_handler(Moved)
def _moved(request: HttpRequest, error: Moved) -> HttpResponse:
    query, path = request.GET.copy(), request.path
    if "territory" in query:
        query["territory"] = error.territory_id
    else:
        path = reverse("api-v1:territory", args=[error.territory_id])
    response = problem(302, error.title)
    response.headers["Location"] = f"{path}?{query.urlencode(safe=':')}" if query else path
    return response


@api.exception_handler(NoRelease)
def _no_release(request: HttpRequest, error: NoRelease) -> HttpResponse:
    return no_release(request, str(error))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [
        {"parameter": ".".join(str(p) for p in e.get("loc", ())[1:]), "reason": e.get("msg", "")} for e in error.errors
    ]
    names = ", ".join(sorted({fault["parameter"] for fault in faults}))
    return problem(422, "Paramètre invalide", f"À corriger : {names}.", errors=faults)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "Rien à cette adresse")


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 429:
        response = problem(429, "Trop de requêtes", "Attendez avant de recommencer ; voir Retry-After.")
        response.headers["Retry-After"] = str(int(getattr(error, "wait", None) or 1))
        return response
    return problem(error.status_code, str(error))
