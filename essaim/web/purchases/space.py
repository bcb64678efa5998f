"""What own purchases bring to the member space."""

from __future__ import annotations

from essaim.web.accounts.space import Entry
from essaim.web.purchases.permissions import can_keep_purchases

ENTRIES = (Entry("Achats réalisés", "purchases:home", can_keep_purchases, order=41),)
