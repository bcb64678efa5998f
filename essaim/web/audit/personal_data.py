"""What the trail says of a person, and forgetting it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from essaim.web.audit.selectors import about, by

FORGOTTEN = "personne effacée"


def export(user: models.Model) -> list[dict[str, Any]]:
    """Return the lines written by a person or about them."""
    return [
        {"le": one.at.isoformat(), "action": one.action, "objet": one.target_label}
        for one in (by(user) | about(user)).distinct()
    ]


def erase(user: models.Model, theirs: Iterable[models.Model]) -> None:
    """Blank the names in the lines by a person, about them and about what is theirs. What was done stays."""
    by(user).update(actor=None, actor_label=FORGOTTEN)
    for target in (user, *theirs):
        about(target).update(target_label=FORGOTTEN, before=None, after=None)
