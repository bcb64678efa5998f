"""What the team does with a letter, in the back office. Each is asked first: a link must not act."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from essaim.web.mail import selectors, services
from essaim.web.mail.errors import MailError
from essaim.web.mail.models import Letter

may_change = permission_required("mail.change_letter")


def letter_or_404(pk: int) -> Letter:
    """Return a letter. Raises Http404."""
    letter = selectors.by_pk(pk)
    if letter is None:
        raise Http404
    return letter


@may_change
@require_http_methods(["GET", "POST"])
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """« Renvoyer »."""
    letter = letter_or_404(pk)
    if request.method == "GET":
        return _ask(request, letter, "Renvoyer ce courriel ?", "Renvoyer")
    try:
        services.send_again(letter=letter, now=timezone.now())
        messages.success(request, "Le courriel est remis dans la file.")
    except MailError as error:
        messages.error(request, str(error))
    return redirect("letters:inspect", pk)


@may_change
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """« Abandonner »."""
    letter = letter_or_404(pk)
    if request.method == "GET":
        return _ask(request, letter, "Abandonner ce courriel ?", "Abandonner")
    if services.cancel(letter=letter):
        messages.success(request, "Ce courriel ne partira pas.")
    else:
        messages.error(request, "Ce courriel est déjà parti.")
    return redirect("letters:inspect", pk)


def _ask(request: HttpRequest, letter: Letter, question: str, action: str) -> HttpResponse:
    context = {"letter": letter, "question": question, "action": action, "page_title": question}
    return render(request, "mail/confirm.html", context)
