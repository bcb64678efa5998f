"""What own purchases hold about a person of the site: who loaded a file, who decided about a supplier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.audit.services import snapshot
from essaim.web.purchases.models import Ledger, Objective, Supplier

KEPT = ("Les relevés d’achats que vous avez déposés, sans votre nom\u00a0: ils appartiennent à votre collectivité.",)


def export(user: User) -> dict[str, Any]:
    """Return the files loaded, the objectives written and how many suppliers were decided about."""
    return {
        "achats_realises": {
            "releves": [snapshot(one, "title", "file_name", "uploaded_at") for one in
                        Ledger.objects.filter(author=user)],
            "objectifs": [snapshot(one, "year", "deliberation", "created_at") for one in
                          Objective.objects.filter(author=user)],
            "fournisseurs_tranches": Supplier.objects.filter(decided_by=user).count(),
        }
    }  # fmt: skip


def erase(user: User, now: datetime) -> None:
    """Take their name off what they loaded and decided."""
    Ledger.objects.filter(author=user).update(author=None)
    Objective.objects.filter(author=user).update(author=None)
    Supplier.objects.filter(decided_by=user).update(decided_by=None)
