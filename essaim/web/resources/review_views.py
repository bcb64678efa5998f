"""The page a reviewer without an account opens from their letter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from essaim.web.observatory.senders import hashed, same_site
from essaim.web.resources import fiche_context, review_links, tries
from essaim.web.resources.enums import Verdict
from essaim.web.resources.errors import LinkSpent, ResourceError, TooMany
from essaim.web.resources.forms import AnswerForm


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, token: str) -> HttpResponse:
    """The fiche, and the answer about it. Without cookie, the link and the sender's site stand for a key."""
    now = timezone.now()
    try:
        tries.count(hashed(request, now.date()))
        asked = review_links.open_link(token, now=now)
    except TooMany as error:
        return render(request, "resources/review_spent.html", {"text": str(error)}, status=429)
    except LinkSpent as error:
        return render(request, "resources/review_spent.html", {"text": str(error)}, status=410)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and same_site(request) and form.is_valid() and not form.cleaned_data["website"]:
        given = {"verdict": Verdict(form.cleaned_data["verdict"]), "comment": form.cleaned_data["comment"]}
        try:
            done = review_links.answer(token=token, **given, now=now)
        except ResourceError as error:
            form.add_error("comment", str(error))
        else:
            return render(request, "resources/review_done.html", {"review": done})
    context = fiche_context.build(asked.fiche, fiche_context.Place(), request.release, on=timezone.localdate())
    status = 400 if request.method == "POST" else 200
    return render(request, "resources/review.html", {**context, "review": asked, "form": form}, status=status)
