"""A letter in the back office: begin it, pick what is new, see it as anybody, try it, send it, follow it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from essaim.web.accounts.access import refuse_unless
from essaim.web.mail.errors import MailError
from essaim.web.newsletters import issue_services, permissions, print_letter, selectors, sending
from essaim.web.newsletters.back_office import desk
from essaim.web.newsletters.back_office.forms import BeginForm, ProfileForm, ScheduleForm, TestForm
from essaim.web.newsletters.errors import LetterError
from essaim.web.newsletters.models import Issue


def _letter(request: HttpRequest, pk: int) -> Issue:
    refuse_unless(permissions.can_write_letters(request.roles))
    found = selectors.issue_by_pk(pk)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The list, the subject, the days whose news are offered."""
    refuse_unless(permissions.can_write_letters(request.roles))
    now = timezone.now()
    form = BeginForm(request.POST or None, initial=desk.last_month(timezone.localdate(now)))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = issue_services.begin(
                list_=data["list"], subject=data["subject"], since=data["since"], until=data["until"],
                actor=request.user, now=now,
            )  # fmt: skip
        except LetterError as error:
            form.add_error("until", str(error))
        else:
            return redirect("letter_issues:news", made.pk)
    return render(request, "newsletters/admin/begin.html", {"form": form, "header_title": "Nouvelle lettre"})


@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new on the platform in those days: tick, and it is in the letter."""
    issue = _letter(request, pk)
    offered = desk.offered(issue)
    if request.method == "POST":
        wanted = set(request.POST.getlist("url"))
        try:
            added = issue_services.add_news(
                issue_id=pk, news=[one for one in offered if one.url in wanted],
                for_concerned=request.POST.getlist("concerned"), actor=request.user, now=timezone.now(),
            )  # fmt: skip
            messages.success(request, f"{added} nouveauté(s) ajoutée(s). Réordonnez-les et écrivez le reste.")
            return redirect("letter_issues:edit", pk)
        except LetterError as error:
            messages.error(request, str(error))
    context = {"issue": issue, "sections": desk.sections(issue, offered), "header_title": "Choisir les nouveautés"}
    return render(request, "newsletters/admin/news.html", context)


@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the letter stands, what may be done next, and its figures once it left."""
    issue = _letter(request, pk)
    context = desk.build(issue) | {"test": TestForm(initial={"to": request.user.email}), "schedule": ScheduleForm()}
    context["form"] = context["schedule"]
    return render(request, "newsletters/admin/desk.html", context)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as somebody would receive it: e-mail, narrow and wide, and plain text."""
    issue = _letter(request, pk)
    form = ProfileForm(request.GET)
    context = desk.previewed(issue, form.profile) | {"form": form, "issue": issue, "query": request.GET.urlencode()}
    return render(request, "newsletters/admin/preview.html", context | {"header_title": f"Aperçu : {issue}"})


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of the e-mail itself, for the frame of the preview."""
    issue = _letter(request, pk)
    return HttpResponse(desk.previewed(issue, ProfileForm(request.GET).profile)["mail"].html)


@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter on paper: whether it makes four or eight pages, where they begin, which images are too small."""
    issue = _letter(request, pk)
    laid_out = print_letter.lay_out(issue, on=timezone.localdate())
    context = {"issue": issue, "paper": laid_out, "header_title": f"Papier : {issue}"}
    return render(request, "newsletters/admin/paper.html", context)


@require_safe
def paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF itself, a proof when it is not ready; ?reperes=1 for the printer."""
    issue = _letter(request, pk)
    laid_out = print_letter.lay_out(issue, on=timezone.localdate(), marks=request.GET.get("reperes") == "1")
    name = f"{issue.slug}{'' if laid_out.is_ready else '-epreuve'}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(laid_out.body, content_type="application/pdf", headers=headers)


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it to oneself, as somebody would see it."""
    issue = _letter(request, pk)
    form = TestForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Cette adresse n’est pas complète. Rien n’est parti.")
        return redirect("letter_issues:follow", pk)
    try:
        to = form.cleaned_data["to"]
        issue_services.send_test(issue=issue, to=to, profile=form.profile, now=timezone.now())
        messages.success(request, f"L’essai part vers {to}.")
    except (LetterError, MailError) as error:
        messages.error(request, str(error))
    return redirect("letter_issues:follow", pk)


@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Schedule, give up, pause, take up again, send again what is uncertain."""
    issue = _letter(request, pk)
    now = timezone.now()
    by = {"issue_id": issue.pk, "actor": request.user, "now": now}
    try:
        match request.POST.get("etape"):
            case "programmer":
                form = ScheduleForm(request.POST)
                if not form.is_valid():
                    raise LetterError("Cette date ne se lit pas. Rien n’est programmé.")
                issue_services.schedule(at=form.cleaned_data["at"] or now, **by)
            case "deprogrammer":
                issue_services.unschedule(**by)
            case "suspendre":
                sending.pause(**by)
            case "reprendre":
                sending.resume(**by)
            case "incertaines":
                sending.retry_uncertain(**by)
    except LetterError as error:
        messages.error(request, str(error))
    return redirect("letter_issues:follow", pk)
