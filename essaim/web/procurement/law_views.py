"""Pages of procurement law: thin. They depend on the day, so they are not kept with the release."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """« Commande publique »: where to go."""
    return render(request, "procurement/home.html")
