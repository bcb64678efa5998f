"""Standing pages: thin, no query."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from essaim.web.ui.components import Figure

# Searches rather than pages: they lead somewhere whatever the release holds.
EXAMPLES = ("Lille", "Métropole européenne de Lille", "Bain-de-Bretagne", "Nord", "Guadeloupe")


@require_safe
def home(
    request: HttpRequest,
    national_figures: Callable[[HttpRequest], Sequence[Figure]] | None = None,
    suggest_url: str = "",
) -> HttpResponse:
    """The home page. national_figures: a selector given by the address table, so that this app imports no other."""
    figures = national_figures(request) if national_figures else ()
    return render(request, "pages/home.html", {"figures": figures, "examples": EXAMPLES, "suggest_url": suggest_url})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement: what was tested, what was not."""
    return render(request, "pages/accessibility.html", {"contact": _publisher().get("contact", "")})


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """The legal notice, from settings.ESSAIM_PUBLISHER; what is not filled in is said to be missing, never invented."""
    return render(request, "pages/legal.html", {"publisher": _publisher()})


def _publisher() -> dict[str, str]:
    """Keys, all optional: name, address, director, host, contact (an address or a page)."""
    return getattr(settings, "ESSAIM_PUBLISHER", {})
