"""Files of the resource centre: asking for one, seeing it progress, taking it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from essaim.web.observatory.errors import InvalidRequest, NotFound, TooManyRequests
from essaim.web.observatory.senders import hashed
from essaim.web.resources import builds, fiche_context, file_requests, selectors
from essaim.web.resources.enums import Form, Progress
from essaim.web.resources.errors import TooLong, TooMany
from essaim.web.resources.models import Build


@require_safe
@never_cache
def work_file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The latest edition of a work."""
    work = selectors.work(slug)
    edition = selectors.latest_edition(work) if work else None
    if edition is None or form not in Form.values:
        raise NotFound("Cette publication n’a pas encore d’édition à télécharger.", "Elle se lit en ligne.")
    return _asked(request, lambda sender, now: file_requests.of_edition(edition, Form(form), sender, now))


@require_safe
@never_cache
def edition_file(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """One edition of a work."""
    work = selectors.work(slug)
    edition = selectors.edition(work, number) if work else None
    if edition is None or form not in Form.values:
        raise NotFound("Cette édition n’existe pas.", "La page de l’ouvrage donne la liste de ses éditions.")
    return _asked(request, lambda sender, now: file_requests.of_edition(edition, Form(form), sender, now))


@require_safe
@never_cache
def selection_file(request: HttpRequest, form: str) -> HttpResponse:
    """The fiches a reader chose: ?f=…&f=…, for ?territoire= when given."""
    chosen = selectors.fiches(list(dict.fromkeys(request.GET.getlist("f")))[:400])
    if not chosen or form not in Form.values:
        raise NotFound("Aucune fiche n’est choisie.", "Cochez-en au moins une dans les ressources.")
    where = fiche_context.reader_place(request.GET, request.release)
    return _asked(
        request, lambda sender, now: file_requests.of_fiches(chosen, where.territory, Form(form), sender, now)
    )


@require_safe
@never_cache
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """Where the making of a file stands; the page asks again by itself until it is ready."""
    build = builds.by_key(key)
    if build is None:
        raise NotFound("Ce fichier n’est plus là.", "Demandez-le de nouveau depuis la page de la fiche.")
    if build.state == Progress.DONE:
        return redirect("resources:file", key, build.form)
    response = render(request, "resources/progress.html", {"build": build}, status=202)
    if build.state != Progress.FAILED and "pause" not in request.GET:
        response.headers["Refresh"] = "3"
    return response


@require_safe
def file(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """A file that is made: its address is its content, and never changes."""
    build = builds.read(key, form)
    if build is None:
        raise NotFound("Ce fichier n’est plus là.", "Demandez-le de nouveau depuis la page de la fiche.")
    response = FileResponse(builds.path_of(build).open("rb"), content_type=builds.TYPES[Form(form)])
    kind = "inline" if form == Form.PDF else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="{file_requests.name_of(build)}"'
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _asked(request: HttpRequest, ask: Callable[[str, datetime], Build]) -> HttpResponse:
    now = timezone.now()
    try:
        build = ask(hashed(request, now.date()), now)
    except TooLong as error:
        raise InvalidRequest("Sélection trop longue.", str(error)) from error
    except TooMany as error:
        raise TooManyRequests("Trop de fichiers demandés.", str(error)) from error
    if build.state == Progress.DONE:
        return redirect("resources:file", build.key, build.form)
    return redirect("resources:progress", build.key)
