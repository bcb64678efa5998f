"""Pages of own purchases: thin. What another authority holds does not exist here: a 404."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.web.accounts.access import found_or_404, refuse_unless, signed_in
from essaim.web.accounts.selectors import bodies_of
from essaim.web.bodies.models import PublicBody
from essaim.web.observatory.exports import formats
from essaim.web.purchases import exports, ledger_page, preview, results, results_page, selectors, services
from essaim.web.purchases.errors import PurchaseError
from essaim.web.purchases.forms import ColumnsForm, DecisionForm, KeepForm, LoadForm, ObjectiveForm
from essaim.web.purchases.models import Ledger
from essaim.web.purchases.permissions import can_keep_purchases, can_read_purchases, can_write_purchases

FORMATS = ("csv", "xlsx")
REFRESHED_EVERY = 3


def _body(request: HttpRequest, pk: int) -> PublicBody:
    """The authority, for those who act for it."""
    if not can_read_purchases(request.roles, pk):
        raise Http404
    if request.method not in ("GET", "HEAD"):
        refuse_unless(can_write_purchases(request.roles, pk))
    return found_or_404(selectors.body_of(request.user, pk, timezone.localdate()))


def _ledger(request: HttpRequest, pk: int) -> Ledger:
    """The file, for those of its authority."""
    ledger = found_or_404(selectors.ledger_by_pk(pk))
    _body(request, ledger.body_id)
    return ledger


@require_safe
@signed_in(can_keep_purchases)
def home(request: HttpRequest) -> HttpResponse:
    """The authorities one acts for, and the files of each."""
    bodies = bodies_of(request.user, timezone.localdate())
    return render(request, "purchases/home.html", {"sections": ledger_page.sections(bodies)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_keep_purchases)
def load(request: HttpRequest) -> HttpResponse:
    """Send a file. Nothing of it is written yet."""
    bodies = bodies_of(request.user, timezone.localdate())
    form = LoadForm(request.POST or None, request.FILES or None, bodies=bodies)
    problem = ""
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made = services.load(
                body=form.chosen, author=request.user, title=form.cleaned_data["title"] or sent.name, file=sent,
                file_name=sent.name, now=timezone.now(),
            )  # fmt: skip
            return redirect("purchases:ledger", made.pk)
        except PurchaseError as error:
            problem = str(error)
    context = {"form": form, "problem": problem}
    return render(request, "purchases/load.html", context, status=400 if problem or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_keep_purchases)
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """A file where it stands: its columns to check, its reading, or what was read."""
    kept = _ledger(request, pk)
    if not ledger_page.has_columns_to_check(kept):
        answer = render(request, "purchases/ledger.html", ledger_page.context(kept))
        if ledger_page.is_reading(kept):
            # A page that tells how far it is, until it is done: asked again by the browser, without script.
            answer.headers["Refresh"] = str(REFRESHED_EVERY)
        return answer
    return _columns(request, kept)


def _columns(request: HttpRequest, kept: Ledger) -> HttpResponse:
    mapping, problem = ledger_page.mapping(kept), kept.error
    form = ColumnsForm(request.POST or None, mapping=mapping)
    if request.method == "POST" and form.is_valid():
        mapping = form.chosen()
        try:
            if "valider" in request.POST:
                services.approve(ledger=kept, mapping=mapping, actor=request.user, now=timezone.now())
                return redirect("purchases:ledger", kept.pk)
            services.keep_mapping(ledger=kept, mapping=mapping)
            problem = ""
        except PurchaseError as error:
            problem = str(error)
    context = {"kept": kept, "form": form, "problem": problem, **preview.context(kept, mapping)}
    return render(request, "purchases/columns.html", context, status=400 if form.errors else 200)


@require_safe
@signed_in(can_keep_purchases)
def rejected(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The rejected rows of a file, to mend them."""
    kept = _ledger(request, pk)
    if name not in FORMATS:
        raise Http404
    return formats.response(exports.rejected_table(request.release, kept), name)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_keep_purchases)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a file for good."""
    kept = _ledger(request, pk)
    if request.method != "POST":
        return render(request, "purchases/delete.html", {"kept": kept})
    try:
        services.delete(ledger=kept, actor=request.user, now=timezone.now())
        messages.success(request, "Le relevé et tout ce qui en venait sont supprimés.")
    except PurchaseError as error:
        messages.error(request, str(error))
    return redirect("purchases:home")


@require_safe
@signed_in(can_keep_purchases)
def results_of(request: HttpRequest, body_pk: int) -> HttpResponse:
    """The results of an authority."""
    body = _body(request, body_pk)
    ledgers = selectors.read_ledgers(body)
    choice = results.read_choice(body, request.GET, ledgers)
    context: dict[str, Any] = {"body": body, "ledgers": ledgers}
    if ledgers:
        context |= results_page.context(request.release, choice, ledgers)
    return render(request, "purchases/results.html", context)


@require_safe
@signed_in(can_keep_purchases)
def download(request: HttpRequest, body_pk: int, what: str, name: str) -> HttpResponse:
    """A file of results."""
    body = _body(request, body_pk)
    choice = results.read_choice(body, request.GET, selectors.read_ledgers(body))
    table = found_or_404(exports.tables(request.release, choice, what))
    if name not in FORMATS:
        raise Http404
    return formats.response(table, name)


@require_safe
@signed_in(can_keep_purchases)
def review(request: HttpRequest, body_pk: int) -> HttpResponse:
    """The suppliers without number, and what their names resemble."""
    body = _body(request, body_pk)
    context = ledger_page.review(body, request.GET.get("voir", ""), request.GET.get("page"))
    return render(request, "purchases/review.html", context)


@require_POST
@signed_in(can_keep_purchases)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who a supplier is."""
    supplier = found_or_404(selectors.supplier_by_pk(pk))
    body = _body(request, supplier.body_id)
    form = DecisionForm(request.POST)
    try:
        services.decide(
            supplier=supplier, siren=ledger_page.decided(form, supplier), actor=request.user, release=request.release,
            now=timezone.now(),
        )  # fmt: skip
    except PurchaseError as error:
        messages.error(request, str(error))
    return redirect(ledger_page.review_address(body, request.POST.get("voir", "")))


@require_POST
@signed_in(can_keep_purchases)
def accept(request: HttpRequest, body_pk: int) -> HttpResponse:
    """Accept the proposals that are nearly sure, all at once."""
    body, now = _body(request, body_pk), timezone.now()
    count = services.accept_surest(
        body=body, least=ledger_page.NEARLY_SURE, actor=request.user, release=request.release, now=now
    )
    messages.success(request, ledger_page.accepted(count))
    return redirect("purchases:review", body.pk)


@require_POST
@signed_in(can_keep_purchases)
def match_again(request: HttpRequest, body_pk: int) -> HttpResponse:
    """Match with the release served now."""
    body = _body(request, body_pk)
    services.match_again(body=body, actor=request.user, release=request.release, now=timezone.now())
    messages.success(request, "Vos fournisseurs sont rapprochés de l’édition d’aujourd’hui.")
    return redirect("purchases:results", body.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_keep_purchases)
def settings_of(request: HttpRequest, body_pk: int) -> HttpResponse:
    """Objectives and retention of an authority."""
    body, now = _body(request, body_pk), timezone.now()
    adding, keeping = "objectif" in request.POST, "duree" in request.POST
    objective = ObjectiveForm(request.POST if adding else None)
    keep = KeepForm(request.POST if keeping else None, initial={"months": selectors.months_kept(body) or 60})
    if adding and objective.is_valid():
        try:
            services.add_objective(body=body, author=request.user, **objective.cleaned_data, now=now)
            return redirect("purchases:settings", body.pk)
        except PurchaseError as error:
            objective.add_error("decided_on", str(error))
    if keeping and keep.is_valid():
        services.keep_for(body=body, months=keep.cleaned_data["months"], actor=request.user, now=now)
        messages.success(request, "La durée de conservation est enregistrée.")
        return redirect("purchases:settings", body.pk)
    context = {"body": body, "objective": objective, "keep": keep, "objectives": selectors.objectives_of(body)}
    return render(request, "purchases/settings.html", context, status=400 if objective.errors or keep.errors else 200)


@require_POST
@signed_in(can_keep_purchases)
def delete_objective(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an objective away."""
    objective = found_or_404(selectors.objective_by_pk(pk))
    body = _body(request, objective.body_id)
    services.delete_objective(objective=objective, actor=request.user, now=timezone.now())
    return redirect("purchases:settings", body.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(can_keep_purchases)
def delete_all(request: HttpRequest, body_pk: int) -> HttpResponse:
    """Ask, then delete everything an authority loaded."""
    body = _body(request, body_pk)
    if request.method != "POST":
        return render(request, "purchases/delete_all.html", {"body": body})
    try:
        services.delete_all(body=body, actor=request.user, now=timezone.now())
        messages.success(request, "Tout est supprimé.")
    except PurchaseError as error:
        messages.error(request, str(error))
    return redirect("purchases:home")
