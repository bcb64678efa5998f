"""Reading the trail."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import QuerySet

from essaim.web.audit.models import Entry


def about(target: models.Model) -> QuerySet[Entry]:
    """Return the lines about an object, the latest first."""
    return Entry.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk))


def by(actor: models.Model) -> QuerySet[Entry]:
    """Return the lines of a person, the latest first."""
    return Entry.objects.filter(actor_id=actor.pk)


def last(prefix: str) -> datetime | None:
    """Return when an action of a domain (« members. ») was last written; None when none was."""
    return Entry.objects.filter(action__startswith=prefix).order_by("-at").values_list("at", flat=True).first()
