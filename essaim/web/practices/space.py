"""What the experiences bring to the member space."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import Roles
from essaim.web.accounts.space import Entry, Panel
from essaim.web.practices import selectors
from essaim.web.practices.peers import lately
from essaim.web.practices.permissions import can_review, can_write_experiences


def mine(user: User, roles: Roles, on: date) -> Mapping[str, Any] | None:
    """What one has begun, and what is to be confirmed."""
    drafts, to_confirm = selectors.drafts_of(roles), selectors.to_confirm(roles, on)
    return {"drafts": drafts, "to_confirm": to_confirm} if drafts or to_confirm else None


def waiting(user: User, roles: Roles, on: date) -> Mapping[str, Any] | None:
    """What waits for an editor."""
    sheets = selectors.to_review()
    return {"sheets": sheets} if sheets else None


ENTRIES = (
    Entry("Expériences", "practices:mine", can_write_experiences, order=30),
    Entry("Expériences à relire", "practices:waiting", can_review, order=31),
)
PANELS = (
    Panel("practices/panel_mine.html", mine, can_write_experiences, order=20),
    Panel("practices/panel_waiting.html", waiting, can_review, order=15),
    Panel("practices/panel_peers.html", lately, can_write_experiences, order=40),
)
