"""The people of a body, seen by its own; and the roles of the network, seen by its team."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from essaim.web.accounts import invitations, joining, people, selectors, services
from essaim.web.accounts.access import found_or_404, refuse_unless, signed_in
from essaim.web.accounts.errors import AccountError
from essaim.web.accounts.forms import InviteForm, InviteToNetworkForm
from essaim.web.accounts.permissions import (
    can_decide_requests_for,
    can_end_grant,
    can_give_network_roles,
    can_manage_people_of,
    can_revoke_invitation,
    can_see_people_of,
)
from essaim.web.bodies.selectors import by_pk as body_by_pk

post_only = require_http_methods(["POST"])
get_or_post = require_http_methods(["GET", "POST"])


@require_safe
@signed_in()
def of_body(request: HttpRequest, body_pk: int) -> HttpResponse:
    """Who acts for a body, which functions they hold, who is invited, who asks to join."""
    body = found_or_404(body_by_pk(body_pk))
    refuse_unless(can_see_people_of(request.roles, body.pk))
    return render(request, "accounts/people.html", people.context(body, request.roles, timezone.now()))


@post_only
@signed_in()
def invite(request: HttpRequest, body_pk: int) -> HttpResponse:
    """Invite someone to act for a body."""
    body = found_or_404(body_by_pk(body_pk))
    refuse_unless(can_manage_people_of(request.roles, body.pk))
    form = InviteForm(request.POST)
    if not form.is_valid():
        context = people.context(body, request.roles, timezone.now()) | {"invite_form": form}
        return render(request, "accounts/people.html", context, status=400)
    try:
        invitations.invite(**form.cleaned_data, body=body, actor=request.user, now=timezone.now())
        messages.success(request, f"Invitation envoyée à {form.cleaned_data['email']}.")
    except AccountError as error:
        messages.error(request, str(error))
    return redirect("accounts:people", body.pk)


@post_only
@signed_in()
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = found_or_404(invitations.by_pk(pk))
    refuse_unless(can_revoke_invitation(request.roles, invitation))
    try:
        invitations.revoke(invitation=invitation, actor=request.user, now=timezone.now())
        messages.success(request, "L’invitation est retirée.")
    except AccountError as error:
        messages.error(request, str(error))
    return redirect("accounts:people", invitation.body_id) if invitation.body_id else redirect("accounts:network")


@post_only
@signed_in()
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away, from today on."""
    grant = found_or_404(selectors.grant_by_pk(pk))
    refuse_unless(can_end_grant(request.roles, grant))
    services.end_role(grant=grant, ends_on=timezone.localdate(), actor=request.user, now=timezone.now())
    messages.success(request, f"{grant.user} n’a plus ce rôle.")
    if grant.body_id is None:
        return redirect("accounts:network")
    stays = can_see_people_of(selectors.roles(request.user, timezone.localdate()), grant.body_id)
    return redirect("accounts:people", grant.body_id) if stays or request.roles.is_team else redirect("accounts:space")


@post_only
@signed_in()
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse a request to join."""
    asked = found_or_404(joining.by_pk(pk))
    refuse_unless(can_decide_requests_for(request.roles, asked.body_id))
    role = request.POST.get("role", "")
    try:
        joining.decide(
            request=asked, accepted=bool(role), actor=request.user, now=timezone.now(),
            **({"role": role} if role else {}),
        )  # fmt: skip
        messages.success(request, "La demande est acceptée." if role else "La demande est refusée.")
    except AccountError as error:
        messages.error(request, str(error))
    return redirect("accounts:people", asked.body_id)


@get_or_post
@signed_in(can_give_network_roles)
def network(request: HttpRequest) -> HttpResponse:
    """The roles of the network, and the requests of every body that has nobody else to decide."""
    form = InviteToNetworkForm(request.POST or None, regions=people.regions(request.release))
    if request.method == "POST" and form.is_valid():
        try:
            invitations.invite(**form.cleaned_data, actor=request.user, now=timezone.now())
            messages.success(request, f"Invitation envoyée à {form.cleaned_data['email']}.")
        except AccountError as error:
            messages.error(request, str(error))
        return redirect("accounts:network")
    return render(request, "accounts/network.html", {"form": form, **people.network_context(timezone.now())})
