"""Public pages of the resource centre: the same for everyone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from essaim.web.observatory.errors import NotFound
from essaim.web.resources import fiche_context, list_context, selectors, work_context
from essaim.web.resources.enums import Kind
from essaim.web.resources.models import Edition, Work


def _work(slug: str, *, path: bool = False) -> Work:
    found = selectors.work(slug)
    if found is None or (found.kind == Kind.PATH) != path:
        raise NotFound("Cette publication n’existe pas, ou n’est plus publiée.", "Cherchez-la parmi les ressources.")
    return found


def _edition(work: Work, number: int) -> Edition:
    found = selectors.edition(work, number)
    if found is None:
        raise NotFound(f"«\u00a0{work}\u00a0» n’a pas d’édition {number}.", "Sa page donne la liste de ses éditions.")
    return found


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Every fiche and publication: words, facets, reading paths."""
    question = list_context.read(request.GET)
    context = list_context.build(question, path=request.path, on=timezone.localdate())
    return render(request, "resources/library.html", context)


@require_safe
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """One fiche, its law and figures of the day; those of ?territoire= when given."""
    found = selectors.fiche(slug)
    if found is None:
        raise NotFound("Cette fiche n’existe pas, ou n’est plus publiée.", "Cherchez-la parmi les ressources.")
    where = fiche_context.reader_place(request.GET, request.release)
    context = fiche_context.build(found, where, request.release, on=timezone.localdate())
    return render(request, "resources/fiche.html", context)


@require_safe
def work(request: HttpRequest, slug: str) -> HttpResponse:
    """A work: what it is for, its contents, its editions, its files."""
    context = work_context.build(_work(slug), on=timezone.localdate())
    return render(request, "resources/work.html", context)


@require_safe
def path(request: HttpRequest, slug: str) -> HttpResponse:
    """A reading path: a question, and the fiches that answer it, in order."""
    context = work_context.build(_work(slug, path=True), on=timezone.localdate())
    return render(request, "resources/path.html", context)


@require_safe
def reading(request: HttpRequest, slug: str) -> HttpResponse:
    """A whole work on one page, as it is today."""
    found = selectors.work(slug)
    if found is None:
        raise NotFound("Cette publication n’existe pas, ou n’est plus publiée.", "Cherchez-la parmi les ressources.")
    where = fiche_context.reader_place(request.GET, request.release)
    context = work_context.reading(found, where, request.release, on=timezone.localdate())
    return render(request, "resources/reading.html", context)


@require_safe
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A work as an edition froze it."""
    return render(request, "resources/reading.html", work_context.edition(_edition(_work(slug), number)))


@require_safe
def since(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What changed in a work since the edition one holds."""
    found = _work(slug)
    context = work_context.since(found, _edition(found, number), on=timezone.localdate())
    return render(request, "resources/since.html", context)


@require_safe
def selection(request: HttpRequest) -> HttpResponse:
    """The fiches a reader chose, on one page: ?f=…&f=…"""
    chosen = selectors.fiches(list(dict.fromkeys(request.GET.getlist("f")))[:400])
    if not chosen:
        return render(request, "resources/selection_empty.html")
    where = fiche_context.reader_place(request.GET, request.release)
    context = work_context.selection(chosen, where, request.release, on=timezone.localdate())
    return render(request, "resources/reading.html", context)
