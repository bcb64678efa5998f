"""What the resource centre brings to the member space."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import Roles
from essaim.web.accounts.space import Entry, Panel
from essaim.web.resources import selectors
from essaim.web.resources.permissions import can_edit_resources


def waiting(user: User, roles: Roles, on: date) -> Mapping[str, Any] | None:
    """What is to be read again."""
    entries = selectors.to_review(on)
    return {"entries": entries[:8], "count": len(entries)} if entries else None


ENTRIES = (
    Entry("Ressources à relire", "resources:to_review", can_edit_resources, order=33),
    Entry("Éditions", "resources:editions", can_edit_resources, order=34),
    Entry("Repères des fiches", "resources:markers", can_edit_resources, order=35),
)
PANELS = (Panel("resources/panel_waiting.html", waiting, can_edit_resources, order=16),)
