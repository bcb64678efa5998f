"""What procurement brings to the member space."""

from __future__ import annotations

from essaim.web.accounts.space import Entry
from essaim.web.procurement.permissions import can_keep_needs, can_watch

ENTRIES = (
    Entry("Achats préparés", "procurement:needs", can_keep_needs, order=40),
    Entry("Échéances suivies", "procurement:watches", can_watch, order=42),
)
