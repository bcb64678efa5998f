"""What the network brings to the member space."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import Roles
from essaim.web.accounts.space import Entry, Panel
from essaim.web.members import space_context
from essaim.web.members.permissions import can_act, can_manage_members, can_open_prospects, can_see_contacts


def my_authorities(user: User, roles: Roles, on: date) -> Mapping[str, Any] | None:
    """One's authorities at a glance."""
    cards = space_context.cards(roles, on)
    return {"cards": cards} if cards else None


def to_do(user: User, roles: Roles, on: date) -> Mapping[str, Any] | None:
    """What waits for the team: requests, lists under review, late calls."""
    return space_context.waiting(on)


ENTRIES = (
    Entry("Ma collectivité", "members:mine", can_act, order=10),
    Entry("Contacts du réseau", "members:contacts", can_see_contacts, order=40),
    Entry("Qui inviter", "members:prospects", can_open_prospects, order=60),
)
PANELS = (
    Panel("members/panel_authorities.html", my_authorities, can_act, order=5),
    Panel("members/panel_team.html", to_do, can_manage_members, order=10),
)
