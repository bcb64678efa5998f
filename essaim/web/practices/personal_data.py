"""What the experiences hold about a person: the sheets they wrote, the words they exchanged about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.audit.services import snapshot
from essaim.web.practices.models import Comment, Sheet, Version

KEPT = (
    "Les fiches d’expérience que vous avez écrites, sans votre nom\u00a0: elles appartiennent à votre collectivité.",
)


def export(user: User) -> dict[str, Any]:
    """Return the sheets begun, the versions saved and the comments written by a person."""
    return {
        "experiences": {
            "fiches": [snapshot(one, "title", "state", "created_at") for one in Sheet.objects.filter(author=user)],
            "versions": [snapshot(one, "sheet_id", "number", "at") for one in Version.objects.filter(author=user)],
            "commentaires": [snapshot(one, "sheet_id", "text", "at") for one in Comment.objects.filter(author=user)],
        }
    }


def erase(user: User, now: datetime) -> None:
    """Delete their comments, which were never public, and take their name off the sheets and versions."""
    Comment.objects.filter(author=user).delete()
    Sheet.objects.filter(author=user).update(author=None)
    Version.objects.filter(author=user).update(author=None)
