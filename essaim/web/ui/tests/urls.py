"""What the interface's own tests serve: the library, the home page and a suggestion service with fixed answers."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from essaim.web.ui import samples
from essaim.web.ui.tests import fixed_answers


def suggestions(request: HttpRequest) -> JsonResponse:
    query = request.GET.get("q", "").lower()
    return JsonResponse({"results": [r for r in fixed_answers.PLACES if r["label"].lower().startswith(query)]})


def library_with_live_parts(request: HttpRequest):
    context = {**samples.library(), "map": fixed_answers.live_map(), "suggest_url": "/suggestions/"}
    return render(request, "ui/library.html", context)


def home(request: HttpRequest):
    page = {"heading": "L’économie solidaire de votre territoire, sur une page", "lead": "Qui, quoi, avec qui."}
    context = {"page": page, "figures": samples.FIGURES, "examples": ("Lille",), "suggest_url": "/suggestions/"}
    return render(request, "pages/home.html", context)


urlpatterns = [
    path("suggestions/", suggestions),
    path("contours.geojson", lambda request: JsonResponse(fixed_answers.outlines())),
    path("points.geojson", lambda request: JsonResponse(fixed_answers.points())),
    path("vivante/", library_with_live_parts),
    path("territoires/", lambda request: render(request, "base.html")),
    path("", home, name="home"),
    path("", include("essaim.web.ui.urls")),
]
