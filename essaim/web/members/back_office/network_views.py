"""Pages of the back office about the network as a whole: merging bodies, whom to invite."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from essaim.web.accounts.access import refuse_unless
from essaim.web.bodies.errors import BodyError
from essaim.web.members import directory, fee_files, permissions, recruitment_page, selectors
from essaim.web.members.back_office.network_forms import MergeForm
from essaim.web.members.errors import MemberError
from essaim.web.observatory.release import current


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """A body merges into another: its membership ends, its history stays."""
    refuse_unless(permissions.can_manage_members(request.roles))
    member = selectors.by_pk(pk)
    if member is None:
        raise Http404
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            heir = form.merged(current(), member, actor=request.user, now=timezone.now())
        except (MemberError, BodyError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{member} a rejoint {heir}. Son histoire reste à son nom.")
            return redirect("members_admin:inspect", heir.pk)
    context = {"form": form, "member": member, "header_title": f"Fusionner {member}"}
    return render(request, "members/admin/merge.html", context)


@require_safe
def prospects(request: HttpRequest) -> HttpResponse:
    """Whom to invite next, with reasons."""
    refuse_unless(permissions.can_manage_members(request.roles))
    asked = recruitment_page.read(request.GET, directory.region_names(current()))
    context = recruitment_page.build(current(), asked, timezone.localdate())
    context |= {"header_title": "Qui inviter", "header_icon": "pick"}
    return render(request, "members/admin/prospects.html", context)


@require_safe
def prospects_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list as a file, whole."""
    refuse_unless(permissions.can_manage_members(request.roles))
    asked = recruitment_page.read(request.GET, directory.region_names(current()))
    rows = recruitment_page.lines(current(), asked, timezone.localdate())
    return fee_files.response(recruitment_page.COLUMNS, rows, "qui-inviter", kind)
