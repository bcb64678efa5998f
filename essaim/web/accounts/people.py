"""What the pages of the people of a body, and of the network, show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from essaim.web.accounts import invitations, joining, selectors
from essaim.web.accounts.forms import InviteForm
from essaim.web.accounts.permissions import can_manage_people_of
from essaim.web.accounts.selectors import Roles
from essaim.web.bodies.models import PublicBody
from essaim.web.observatory.release import Release
from essaim.web.territories import authorities


def context(body: PublicBody, viewer: Roles, now: datetime) -> dict[str, Any]:
    """Return what the page of a body's people needs: each person with their roles and their functions."""
    today = timezone.localdate(now)
    manages = can_manage_people_of(viewer, body.pk)
    people: dict[int, dict[str, Any]] = {}
    for grant in selectors.grants_for(body, today):
        people.setdefault(grant.user_id, {"user": grant.user, "grants": [], "functions": []})["grants"].append(grant)
    for function in selectors.functions_in(body, today, viewer):
        entry = people.setdefault(function.user_id, {"user": function.user, "grants": [], "functions": []})
        entry["functions"].append(function)
    return {
        "body": body,
        "people": sorted(people.values(), key=lambda one: (one["user"].last_name, one["user"].first_name)),
        "manages": manages,
        "acts": body.pk in viewer.contributes,
        "invite_form": InviteForm() if manages else None,
        "invitations": invitations.open_for(body, now) if manages else [],
        "requests": joining.pending(body) if manages else [],
    }


def network_context(now: datetime) -> dict[str, Any]:
    """Return what the page of the network's roles needs."""
    return {
        "grants": selectors.network_grants(timezone.localdate(now)),
        "invitations": invitations.open_for(None, now),
        "requests": joining.pending(),
    }


def regions(release: Release | None) -> list[tuple[str, str]]:
    """Return the regions of the release as choices, by name."""
    if release is None:
        return []
    found = authorities.of(release).by_territory.values()
    return sorted(((one.code, one.name) for one in found if one.level == "region"), key=lambda pair: pair[1])
