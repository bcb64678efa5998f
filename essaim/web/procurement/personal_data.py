"""What procurement holds about a person: what they asked to be told of, the needs they wrote for their authority."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.audit.services import snapshot
from essaim.web.procurement.models import SavedNeed, Watch

KEPT = ("Les achats que vous avez préparés, sans votre nom\u00a0: ils appartiennent à votre collectivité.",)


def export(user: User) -> dict[str, Any]:
    """Return the watches and the needs of a person."""
    return {
        "commande_publique": {
            "alertes": [
                snapshot(one, "territory_name", "divisions", "months", "created_at")
                for one in Watch.objects.filter(person=user)
            ],
            "achats": [
                snapshot(one, "title", "remarks", "created_at") for one in SavedNeed.objects.filter(author=user)
            ],
        }
    }


def erase(user: User, now: datetime) -> None:
    """Stop telling them; take their name off the needs."""
    Watch.objects.filter(person=user).delete()
    SavedNeed.objects.filter(author=user).update(author=None)
