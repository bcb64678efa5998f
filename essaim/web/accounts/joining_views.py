"""Coming to a body: by asking, or by invitation."""

from __future__ import annotations

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essaim.web.accounts import directory, invitations, joining, selectors
from essaim.web.accounts.access import found_or_404, signed_in
from essaim.web.accounts.errors import AccountError
from essaim.web.accounts.forms import JoinForm, NamesForm
from essaim.web.accounts.identity import proposed_siren

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@signed_in()
def join(request: HttpRequest) -> HttpResponse:
    """Look for one's body, then ask to act for it."""
    today = timezone.localdate()
    if request.method == "POST":
        form = JoinForm(request.POST)
        try:
            body = directory.of_siren(request.release, request.POST.get("siren", ""), timezone.now())
            if form.is_valid():
                joining.ask(user=request.user, body=body, message=form.cleaned_data["message"], now=timezone.now())
                messages.success(request, f"Votre demande est envoyée à {body.name}.")
                return redirect("accounts:account")
        except AccountError as error:
            messages.error(request, str(error))
    text = request.GET.get("q", "")[:100]
    siren = request.GET.get("siren", "") or (proposed_siren(request.user) if not text else "")
    choices = directory.find(request.release, siren or text, today)
    chosen = choices[0] if siren and choices else None
    context = {"text": text, "choices": choices, "chosen": chosen, "form": JoinForm(initial={"siren": siren})}
    return render(request, "accounts/join.html", context)


@get_or_post
@never_cache
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """An invitation, opened from its letter. Accepting makes the account; a code then proves who is there."""
    found = found_or_404(invitations.by_key(key))
    known = selectors.by_email(found.email)
    context = {"invitation": found, "known": known, "is_open": found.is_open(timezone.now())}
    if not context["is_open"]:
        return render(request, "accounts/invitation.html", context, status=410)
    if request.user.is_authenticated and request.user.email != found.email:
        return render(request, "accounts/invitation.html", context | {"someone_else": True}, status=403)
    form = NamesForm(request.POST or None)
    if request.method == "POST" and (known is not None or form.is_valid()):
        names = {} if known is not None else form.cleaned_data
        try:
            user = invitations.accept(invitation=found, **names, now=timezone.now())
        except AccountError as error:
            return render(request, "accounts/invitation.html", context | {"error": str(error)}, status=409)
        if request.user.is_authenticated:
            return redirect("accounts:space")
        LoginCodeVerificationProcess.initiate(request=request, user=user, email=user.email)
        return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': reverse('accounts:space')})}")
    return render(request, "accounts/invitation.html", context | {"form": form})
