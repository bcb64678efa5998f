"""What the resource centre holds about a person: the reviews they asked for, the editions they published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from essaim.web.accounts.models import User
from essaim.web.audit.services import snapshot
from essaim.web.resources.models import Edition, Review

KEPT = ("Les éditions que vous avez publiées et les relectures que vous avez demandées, sans votre nom.",)


def export(user: User) -> dict[str, Any]:
    """Return the reviews asked for and the editions published by a person."""
    return {
        "ressources": {
            "relectures": [
                snapshot(one, "fiche_id", "name", "asked_at") for one in Review.objects.filter(asked_by=user)
            ],
            "editions": [
                snapshot(one, "work_id", "number", "published_at") for one in Edition.objects.filter(published_by=user)
            ],
        }
    }


def erase(user: User, now: datetime) -> None:
    """Take their name off what they did."""
    Review.objects.filter(asked_by=user).update(asked_by=None)
    Edition.objects.filter(published_by=user).update(published_by=None)
