"""Pages of people: the home of the member space."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from essaim.web.accounts import space as member_space
from essaim.web.accounts.access import signed_in
from essaim.web.accounts.selectors import bodies_of


@require_safe
@signed_in()
def space(request: HttpRequest) -> HttpResponse:
    """« Mon espace »: what each app has for this person."""
    today = timezone.localdate()
    context = {
        "bodies": bodies_of(request.user, today),
        "panels": list(member_space.panels(request.user, request.roles, today)),
    }
    return render(request, "accounts/home.html", context)
