"""Pages of procurement law: thin. They depend on the day, so they are not kept with the release."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from essaim.rules.procurement import NotCovered
from essaim.web.procurement import law_answer, law_calendar, law_levers, law_method


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """« Commande publique »: where to go."""
    return render(request, "procurement/home.html", law_levers.home(timezone.localdate()))


@require_safe
def lever(request: HttpRequest, slug: str) -> HttpResponse:
    """One lever on a day: ?date=, and near a territory: ?territoire=."""
    context = law_levers.lever_page(request.release, slug, request.GET, timezone.localdate())
    return render(request, "procurement/lever_page.html", context)


@require_safe
def advice_form(request: HttpRequest) -> HttpResponse:
    """« Vérifier un achat »: the form, filled with what the address says."""
    today = timezone.localdate()
    asked = law_answer.read(request.release, request.GET, today)
    return render(request, "procurement/advice_form.html", law_answer.form(asked, today))


@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """The answer, at its one address; the form again, with what is wrong, when something cannot be read."""
    today = timezone.localdate()
    asked = law_answer.read(request.release, request.GET, today)
    if not asked.errors and request.get_full_path() != law_answer.address(asked):
        return redirect(law_answer.address(asked))
    if not asked.errors:
        try:
            return render(request, "procurement/advice.html", law_answer.answer(asked, today))
        except NotCovered as error:
            asked = law_answer.not_covered(asked, error)
    return render(request, "procurement/advice_form.html", law_answer.form(asked, today), status=400)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What changed, what is announced; ?levier= for one lever."""
    return render(request, "procurement/calendar.html", law_calendar.page(request.GET, timezone.localdate()))


@require_safe
def calendar_atom(request: HttpRequest) -> HttpResponse:
    """The calendar as an Atom feed."""
    body = law_calendar.atom(f"{request.scheme}://{request.get_host()}", timezone.localdate())
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@require_safe
def calendar_ical(request: HttpRequest) -> HttpResponse:
    """The calendar as an iCal file, to subscribe to."""
    body = law_calendar.ical(f"{request.scheme}://{request.get_host()}", timezone.localdate())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="commande-publique.ics"'
    return response


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Method and limits, for the law of a day."""
    today = timezone.localdate()
    context = law_method.page(law_levers.read_day(request.GET, today), today)
    return render(request, "procurement/method.html", context)
