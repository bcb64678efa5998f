"""One's authority in the member space: at a glance, what it says of itself, its fees, its contacts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from essaim.web.accounts.access import refuse_unless, signed_in
from essaim.web.accounts.selectors import bodies_of
from essaim.web.bodies.models import PublicBody
from essaim.web.bodies.selectors import by_pk as body_by_pk
from essaim.web.members import (
    charter,
    directory,
    fee_documents,
    fee_files,
    fees,
    permissions,
    recruitment_page,
    selectors,
    space_context,
    space_forms,
)
from essaim.web.members.errors import MemberError
from essaim.web.members.models import Member


@require_safe
@signed_in(permissions.can_act)
def mine(request: HttpRequest) -> HttpResponse:
    """One's authority; a choice when there are several."""
    bodies = bodies_of(request.user, timezone.localdate())
    if len(bodies) == 1:
        return redirect("members:authority", bodies[0].pk)
    return render(request, "members/mine.html", {"bodies": bodies})


@require_safe
@signed_in()
def authority(request: HttpRequest, body_pk: int) -> HttpResponse:
    """An authority at a glance."""
    refuse_unless(permissions.can_see_authority(request.roles, body_pk))
    context = space_context.authority(request.release, _body(body_pk), request.roles, timezone.localdate())
    return render(request, "members/authority.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def describe(request: HttpRequest, body_pk: int) -> HttpResponse:
    """What the authority says of itself."""
    refuse_unless(permissions.can_describe(request.roles, body_pk))
    form = space_forms.DescribeForm(request.POST or None, member=_member(body_pk))
    return _written(request, form, body_pk, "Présenter notre politique", "La présentation est enregistrée.")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def billing(request: HttpRequest, body_pk: int) -> HttpResponse:
    """Where its calls for fees go."""
    refuse_unless(permissions.can_record_facts(request.roles, body_pk))
    form = space_forms.BillingForm(request.POST or None, member=_member(body_pk))
    return _written(request, form, body_pk, "Recevoir les appels de cotisation", "C’est enregistré.")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def fact(request: HttpRequest, body_pk: int) -> HttpResponse:
    """How visible the ESS is in its organisation."""
    refuse_unless(permissions.can_record_facts(request.roles, body_pk))
    form = space_forms.FactForm(request.POST or None, member=_member(body_pk))
    return _written(request, form, body_pk, "Noter un fait d’organigramme", "Le fait est noté, daté.")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def sign(request: HttpRequest, body_pk: int) -> HttpResponse:
    """Its executive signs the charter."""
    refuse_unless(permissions.can_record_facts(request.roles, body_pk))
    version = charter.current_version(timezone.localdate())
    if version is None:
        raise Http404
    form = space_forms.SignForm(
        request.POST or None, request.FILES or None, member=_member(body_pk), version=version
    )  # fmt: skip
    return _written(request, form, body_pk, f"Signer {version}", "La signature est enregistrée.", version=version)


@require_safe
@signed_in()
def call_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A call for a fee, for those who act for the authority."""
    call = fees.by_pk(pk)
    if call is None or not permissions.can_see_fees_of(request.roles, call.member.body_id):
        raise Http404
    return fee_files.call_response(call, timezone.localdate())


@require_safe
@signed_in()
def receipt_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A receipt, for those who act for the authority."""
    payment = fees.payment_by_pk(pk)
    if payment is None or not permissions.can_see_fees_of(request.roles, payment.call.member.body_id):
        raise Http404
    return fee_files.pdf_response(fee_documents.receipt_pdf(payment), f"recu-{payment.receipt_number}")


@require_safe
@signed_in(permissions.can_see_contacts)
def contacts(request: HttpRequest) -> HttpResponse:
    """The people of the network one may see."""
    asked = directory.read(
        {"q": [request.GET.get("q", "")], "region": [request.GET.get("region", "")]},
        today=timezone.localdate(), regions=directory.region_names(request.release),
    )  # fmt: skip
    region = asked.regions[0] if asked.regions else ""
    context = space_context.contacts(request.release, request.roles, asked.on, query=asked.query, region=region)
    return render(request, "members/contacts.html", context)


@require_safe
@signed_in(permissions.can_open_prospects)
def prospects(request: HttpRequest) -> HttpResponse:
    """Whom to invite, for the coordinators of a region and the team."""
    names = directory.region_names(request.release)
    mine_ = {code: name for code, name in names.items() if permissions.can_see_prospects(request.roles, code)}
    asked = recruitment_page.read(request.GET, mine_)
    if not asked.region and mine_:
        asked = recruitment_page.Asked(asked.category, next(iter(mine_)))
    context = recruitment_page.build(request.release, asked, timezone.localdate())
    return render(
        request, "members/prospects.html", context | {"regions": mine_.items(), "region_name": names.get(asked.region)}
    )


def _body(pk: int) -> PublicBody:
    found = body_by_pk(pk)
    if found is None:
        raise Http404
    return found


def _member(body_pk: int) -> Member:
    """The member a body is: one that is none has nothing to say here."""
    found = selectors.of_body(body_pk)
    if found is None:
        raise Http404
    return found


def _written(request: HttpRequest, form: Any, body_pk: int, title: str, done: str, **more: Any) -> HttpResponse:
    """The page of a form; once it is written, back to the authority."""
    if request.method == "POST" and form.is_valid():
        try:
            form.write(actor=request.user, now=timezone.now())
        except MemberError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("members:authority", body_pk)
    context = {"form": form, "body": form.member.body, "title": title, **more}
    return render(request, "members/form.html", context, status=400 if form.errors else 200)
