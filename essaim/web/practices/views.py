"""Public pages of the experiences: the same for everyone."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import condition, require_safe

from essaim.web.observatory.errors import InvalidRequest, NotFound
from essaim.web.practices import experience_context, files, list_context, pictures, selectors

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
MOST_IN_A_KIT = 20


def _changed(request: HttpRequest, *args: object, **kwargs: object):
    """When what these pages show last changed: a publication, or another release."""
    return selectors.last_change()


def _root(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _found(slug: str):
    experience = selectors.by_slug(slug)
    if experience is None:
        raise NotFound("Cette expérience n’existe pas.", "Cherchez-la dans la liste des expériences.")
    return experience


@require_safe
def experiences(request: HttpRequest) -> HttpResponse:
    """Every published experience: words, facets, « comme mon territoire »."""
    question = list_context.read(request.GET, request.release)
    context = list_context.build(request.release, question, path=request.path, on=timezone.localdate())
    return render(request, "practices/list.html", context)


@require_safe
def experience(request: HttpRequest, slug: str) -> HttpResponse:
    """One experience; one that was withdrawn says so, with the status 410."""
    found = _found(slug)
    if not found.is_public:
        return render(request, "practices/withdrawn.html", {"experience": found}, status=410)
    context = experience_context.build(found, request.release, on=timezone.localdate())
    return render(request, "practices/experience.html", context)


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet of an experience, to print or to attach."""
    found = _found(slug)
    if not found.is_public:
        raise NotFound("Cette expérience a été retirée.", "Les autres expériences restent dans la liste.")
    address = f"{_root(request)}/experiences/{slug}/"
    body = files.printed(found, request.release, on=timezone.localdate(), address=address)
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="essaim-experience-{slug}.pdf"'},
    )


@require_safe
def document(request: HttpRequest, slug: str, key: int) -> FileResponse:
    """A document of a published experience."""
    found = _found(slug)
    if not found.is_public:
        raise NotFound("Cette expérience a été retirée.", "Les autres expériences restent dans la liste.")
    return pictures.download(found.read(), key)


@require_safe
@condition(last_modified_func=_changed)
def feed(request: HttpRequest) -> HttpResponse:
    """The latest experiences of a selection, as Atom."""
    today = timezone.localdate()
    found = list_context.selection(request.GET, request.release, on=today)[:50]
    body = files.feed(found, root=_root(request), path=request.get_full_path(), changed=selectors.last_change())
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=600)
    return response


@require_safe
def data(request: HttpRequest, form: str) -> HttpResponse:
    """Open data: the selection as CSV or JSON."""
    if form not in TYPES:
        raise NotFound("Ce format n’existe pas.", "Les expériences se téléchargent en CSV et en JSON.")
    today = timezone.localdate()
    found = files.records(list_context.selection(request.GET, request.release, on=today), on=today, root=_root(request))
    body = files.as_csv(found) if form == "csv" else files.as_json(found, on=today)
    return HttpResponse(
        body,
        content_type=TYPES[form],
        headers={
            "Content-Disposition": f'attachment; filename="essaim-experiences-{today}.{form}"',
            "Last-Modified": http_date(timezone.now().timestamp()),
        },
    )


@require_safe
def press(request: HttpRequest) -> HttpResponse:
    """The press page: choose experiences, take their texts, figures and photos."""
    today = timezone.localdate()
    found = list_context.selection(request.GET, request.release, on=today)[:100]
    return render(request, "practices/press.html", {"cards": list_context.cards(found, on=today)})


@require_safe
def press_kit(request: HttpRequest) -> HttpResponse:
    """The chosen experiences as one ZIP."""
    today = timezone.localdate()
    wanted = list(dict.fromkeys(request.GET.getlist("x")))[:MOST_IN_A_KIT]
    chosen = [found for slug in wanted if (found := selectors.by_slug(slug)) is not None and found.is_public]
    if not chosen:
        raise InvalidRequest("Aucune expérience n’est choisie.", "Cochez-en au moins une sur la page « Presse ».")
    body = files.press_kit(chosen, request.release, on=today, root=_root(request))
    return HttpResponse(
        body,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="essaim-dossier-de-presse-{today}.zip"'},
    )
