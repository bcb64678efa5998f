"""What the agenda brings to the member space: the desk of the events to come."""

from __future__ import annotations

from essaim.web.accounts.space import Entry
from essaim.web.events.permissions import can_open_desk

ENTRIES = (Entry("Accueil des rendez-vous", "events:desks", can_open_desk, order=60),)
