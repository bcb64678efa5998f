"""The component library page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from essaim.web.ui import samples


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All components with made-up samples, in all their states."""
    return render(request, "ui/library.html", samples.library())
