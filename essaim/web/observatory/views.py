"""Pages of the observatory: thin."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from essaim.web.observatory import data_page, filters, lists, method_page, organization, organization_context
from essaim.web.observatory.exports import formats
from essaim.web.observatory.exports import organizations as export
from essaim.web.observatory.forms import ErrorReportForm
from essaim.web.observatory.indicators import read as read_indicators
from essaim.web.observatory.kept import from_release
from essaim.web.observatory.scope import EVERYTHING
from essaim.web.observatory.senders import hashed, same_site
from essaim.web.observatory.services import report_error


@require_safe
def organizations(request: HttpRequest) -> HttpResponse:
    """The whole register: filters, name search, sort, pages."""
    asked = filters.read(request.GET)
    context = lists.build(
        request.release, EVERYTHING, asked, path=request.path, extra=(), file_path=f"{request.path}fichier",
        counts=read_indicators(request.release, "france:FRA"), caption="Organisations de l’ESS",
    )  # fmt: skip
    return from_release(render(request, "observatory/organizations.html", context))


@require_safe
def organizations_file(request: HttpRequest) -> HttpResponse:
    """The register as a file, with the filters of the address."""
    name = f"essaim-organisations-france-{request.release.id}"
    table = export.table(
        request.release, EVERYTHING, filters.read(request.GET), file_name=name, title="Organisations de l’ESS, France"
    )
    return formats.response(table, request.GET.get("format", "csv"))


@require_safe
def organization_page(request: HttpRequest, siren: str) -> HttpResponse:
    """One organisation; a SIRET leads to it."""
    if known := organization.siren_of(siren):
        return redirect("observatory:organization", siren=known, permanent=True)
    found = organization.get(request.release, siren)
    context = organization_context.build(request.release, found)
    context["structured_data"] = organization.json_ld(request.release, found, request.build_absolute_uri())
    return from_release(render(request, "observatory/organization.html", context))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, siren: str) -> HttpResponse:
    """« Signaler une erreur ». No cookie is set, so there is no CSRF key: the sender's site is checked instead."""
    found = organization.get(request.release, siren)
    form = ErrorReportForm(request.POST if request.method == "POST" else None)
    context = {"found": found, "form": form, "producers": organization.producers(request.release, found)}
    if request.method != "POST" or not (same_site(request) and form.is_valid()):
        return render(request, "observatory/report.html", context, status=400 if request.method == "POST" else 200)
    # A robot is thanked like anybody: told nothing, it learns nothing.
    if not form.is_from_a_robot:
        given = {key: form.cleaned_data[key] for key in ("subject", "message", "contact")}
        now = timezone.now()
        producer = ", ".join(name for name, _ in context["producers"])[:200]
        report_error(
            siren=siren, **given, producer=producer, release_id=request.release.id, now=now,
            sender_hash=hashed(request, now.date()),
        )  # fmt: skip
    return render(request, "observatory/report_done.html", context)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Releases, sources, freshness, coverage, downloads."""
    return from_release(render(request, "observatory/data.html", data_page.context(request.release)))


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How figures and statuses are made, and what is uncertain in them."""
    return from_release(render(request, "observatory/method.html", method_page.context(request.release)))


@require_safe
def table_file(request: HttpRequest, name: str) -> FileResponse:
    """A published table, as Parquet. Raises NotFound for a table the release does not publish."""
    path = data_page.table_path(request.release, name)
    file_name = f"essaim-{name}-{request.release.id}.parquet"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=file_name, content_type="application/vnd.apache.parquet"
    )


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The identity of the release served, for programs."""
    body = request.release.manifest.model_dump_json(indent=2)
    return from_release(HttpResponse(body, content_type="application/json"))
