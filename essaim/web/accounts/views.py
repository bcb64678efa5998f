"""Pages of people: the home of the member space, one's own account."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from essaim.web.accounts import account, joining, personal_data, selectors, services
from essaim.web.accounts import space as member_space
from essaim.web.accounts.access import found_or_404, refuse_unless, signed_in
from essaim.web.accounts.errors import AccountError, ErasureError
from essaim.web.accounts.forms import FunctionForm, NamesForm
from essaim.web.accounts.permissions import can_act_for, can_write_function
from essaim.web.bodies.selectors import by_pk as body_by_pk

get_or_post = require_http_methods(["GET", "POST"])


@require_safe
@signed_in()
def space(request: HttpRequest) -> HttpResponse:
    """« Mon espace »: what each app has for this person."""
    today = timezone.localdate()
    context = {
        "bodies": selectors.bodies_of(request.user, today),
        "panels": list(member_space.panels(request.user, request.roles, today)),
    }
    return render(request, "accounts/home.html", context)


@get_or_post
@signed_in()
def my_account(request: HttpRequest) -> HttpResponse:
    """« Mon compte »: names, address, second factor, functions, roles, requests, data."""
    form = NamesForm(request.POST or None, initial=account.names(request.user))
    if request.method == "POST" and form.is_valid():
        services.rename(user=request.user, **form.cleaned_data, now=timezone.now())
        messages.success(request, "Votre nom est enregistré.")
        return redirect("accounts:account")
    return render(
        request, "accounts/account.html", {"form": form, **account.context(request.user, timezone.localdate())}
    )


@get_or_post
@signed_in()
def new_function(request: HttpRequest, body_pk: int) -> HttpResponse:
    """One's own function in a body one acts for."""
    body = found_or_404(body_by_pk(body_pk))
    refuse_unless(can_act_for(request.roles, body.pk))
    form = FunctionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.write_function(
            user=request.user, body=body, **form.cleaned_data, actor=request.user, now=timezone.now()
        )
        messages.success(request, "Votre fonction est enregistrée.")
        return redirect("accounts:account")
    return render(request, "accounts/function.html", {"form": form, "body": body})


@get_or_post
@signed_in()
def function(request: HttpRequest, pk: int) -> HttpResponse:
    """A function: one's own, or of someone of the body one administers."""
    written = found_or_404(selectors.function_by_pk(pk))
    refuse_unless(can_write_function(request.roles, written))
    form = FunctionForm(request.POST or None, initial=account.function_initial(written))
    if request.method == "POST" and form.is_valid():
        services.write_function(
            function=written, user=written.user, body=written.body, **form.cleaned_data, actor=request.user,
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, "La fonction est enregistrée.")
        is_own = written.user_id == request.user.pk
        return redirect("accounts:account") if is_own else redirect("accounts:people", written.body_id)
    return render(request, "accounts/function.html", {"form": form, "body": written.body, "function": written})


@require_http_methods(["POST"])
@signed_in()
def withdraw_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own request to join."""
    asked = found_or_404(joining.by_pk(pk))
    refuse_unless(asked.user_id == request.user.pk)
    try:
        joining.withdraw(request=asked, now=timezone.now())
        messages.success(request, "Votre demande est retirée.")
    except AccountError as error:
        messages.error(request, str(error))
    return redirect("accounts:account")


@require_safe
@signed_in()
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything the site knows of this person, as a file."""
    body = json.dumps(personal_data.export(request.user), ensure_ascii=False, indent=2, default=str)
    name = f"essaim-mes-donnees-{timezone.localdate():%Y-%m-%d}.json"
    return HttpResponse(
        body,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@get_or_post
@signed_in()
def erase(request: HttpRequest) -> HttpResponse:
    """Erase one's account, after having been told what goes and what stays."""
    if request.method == "POST":
        try:
            personal_data.erase(user=request.user, actor=request.user, now=timezone.now())
        except ErasureError as error:
            messages.error(request, str(error))
            return redirect("accounts:erase")
        logout(request)
        return redirect("home")
    return render(request, "accounts/erase.html", {"kept": personal_data.kept_after_erasure()})
