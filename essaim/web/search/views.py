"""The search of the whole site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from essaim.web.observatory import filters
from essaim.web.search import site_search


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """« Chercher dans tout le site »: answers by kind; `dans` keeps one kind. Raises InvalidRequest on odd words."""
    words, kinds = filters.text(request.GET.get("q", "")), site_search.kinds()
    only = request.GET.get("dans", "") if request.GET.get("dans", "") in kinds else ""
    today = timezone.localdate()
    groups = site_search.groups(request.release, words, on=today, only=only, path=request.path)
    context = {"words": words, "groups": groups, "kinds": kinds.items(), "only": kinds.get(only, "")}
    return render(request, "search/page.html", context)
