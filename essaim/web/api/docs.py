"""A page that describes the API, written from its own OpenAPI: no script, no third party."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from essaim.web.api.service import api
from essaim.web.observatory.kept import from_release
from essaim.web.ui.components import Link


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Operations, parameters, answers, errors."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    operations = [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    context = {"operations": operations, "breadcrumb": [Link("Données", "/donnees/"), Link("API")]}
    return from_release(render(request, "api/docs.html", context))
