"""What procurement brings to the member space."""

from __future__ import annotations

from essaim.web.accounts.space import Entry
from essaim.web.procurement.permissions import can_keep_needs

ENTRIES = (Entry("Achats préparés", "procurement:needs", can_keep_needs, order=40),)
