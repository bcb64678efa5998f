"""Pages of the back office about one event that are no form of it: its steps, who comes, papers to print."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.web.accounts.access import found_or_404, refuse_unless
from essaim.web.events import after, attendance, documents, permissions, registering, selectors, services
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event


def _event(request: HttpRequest, pk: int, permission: Callable = permissions.can_manage_events) -> Event:
    refuse_unless(permission(request.roles))
    return found_or_404(selectors.by_pk(pk))


def _step(
    request: HttpRequest,
    event: Event,
    title: str,
    act: Callable[[str], object],
    *,
    leads_to: Callable[[object], str] = lambda done: reverse("agenda_events:inspect", args=[done.pk]),  # type: ignore[attr-defined]
    **more: object,
) -> HttpResponse:
    """Ask, then act: a page with a button, and a reason when the step wants one; then the page of what was made."""
    context = {"event": event, "header_title": title, "header_icon": "date", **more}
    if request.method == "POST":
        try:
            done = act(request.POST.get("reason", ""))
            messages.success(request, f"{title}\u00a0: c’est fait.")
            return redirect(leads_to(done))
        except EventError as refused:
            context["refused"] = str(refused)
    return render(request, "events/admin/step.html", context, status=400 if "refused" in context else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it to everybody."""
    event = _event(request, pk)
    return _step(
        request, event, "Publier ce rendez-vous",
        lambda _: services.publish(event_id=pk, actor=request.user, now=timezone.now()),
        explained="Il paraît dans l’agenda, les flux et la recherche. Les inscriptions s’ouvrent aux dates prévues.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel it, with a reason that those who registered read."""
    event = _event(request, pk)
    return _step(
        request, event, "Annuler ce rendez-vous",
        lambda reason: services.cancel(event_id=pk, actor=request.user, reason=reason, now=timezone.now()),
        explained="Toutes les personnes inscrites ou en attente reçoivent un courriel avec la raison. "
        "La page reste et dit que le rendez-vous est annulé.",
        reason="Raison, lue par les personnes inscrites",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not relay an event of a partner."""
    event = _event(request, pk)
    return _step(
        request, event, "Écarter ce rendez-vous",
        lambda _: services.refuse(event_id=pk, actor=request.user, now=timezone.now()),
        explained="Il ne sera pas relayé, même si le partenaire le publie encore.",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn the minutes into a draft experience."""
    event = _event(request, pk)
    return _step(
        request, event, "Faire du compte rendu un brouillon d’expérience",
        lambda _: after.draft_experience(event_id=pk, actor=request.user, now=timezone.now()),
        explained="Un brouillon est créé avec le titre, le lieu, le thème et le texte du compte rendu, et ce "
        "rendez-vous comme source. Rien n’est publié.",
        leads_to=lambda sheet: reverse("practices:sheet", args=[sheet.pk]),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_fiche(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn the minutes into the draft of a fiche."""
    event, now = _event(request, pk), timezone.now()
    return _step(
        request, event, "Faire du compte rendu un brouillon de fiche",
        lambda _: after.draft_fiche(event_id=pk, actor=request.user, on=timezone.localdate(now), now=now),
        explained="Un brouillon de fiche est créé dans le centre de ressources avec le titre, le thème, les échelons "
        "et le texte du compte rendu, et ce rendez-vous comme source. Rien n’est publié ni marqué comme vérifié.",
        leads_to=lambda fiche: reverse("wagtailsnippets_resources_fiche:edit", args=[fiche.pk]),
    )  # fmt: skip


@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Who comes, who waits, who left."""
    event = _event(request, pk, permissions.can_manage_registrations)
    context = {
        "event": event, "people": selectors.registrations(event), "figures": attendance.figures(event),
        "header_title": f"Inscriptions\u00a0: {event}", "header_icon": "group",
    }  # fmt: skip
    return render(request, "events/admin/desk.html", context)


@require_safe
def registrations_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Who registered, as a file; that it was taken is written in the trail."""
    event = _event(request, pk, permissions.can_manage_registrations)
    body = documents.registrations_csv(event, actor=request.user, now=timezone.now())
    return documents.response(body, f"inscriptions-{event.slug}.csv", "text/csv; charset=utf-8")


@require_safe
def badges(request: HttpRequest, pk: int) -> HttpResponse:
    """Badges to cut out."""
    event = _event(request, pk, permissions.can_manage_registrations)
    return documents.response(documents.badges(event), f"badges-{event.slug}.pdf")


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The attendance sheet."""
    event = _event(request, pk, permissions.can_manage_registrations)
    return documents.response(documents.attendance_sheet(event), f"emargement-{event.slug}.pdf")


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel somebody's registration at their request."""
    refuse_unless(permissions.can_manage_registrations(request.roles))
    registration = found_or_404(selectors.registration(pk))
    try:
        registering.leave(registration_id=pk, actor=request.user, now=timezone.now())
        messages.success(request, "Inscription annulée, la personne est prévenue.")
    except EventError as refused:
        messages.error(request, str(refused))
    return redirect(reverse("agenda_desk", args=[registration.event_id]))
