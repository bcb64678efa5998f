"""Writing the trail."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from essaim.web.audit.models import Entry

LONGEST_LABEL = 254


def record(
    *,
    actor: models.Model | None,
    action: str,
    target: models.Model | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: dt.datetime,
) -> Entry:
    """Add a line to the trail, in the transaction of the caller: no write without its line, no line without its write.

    actor: the user who acts, None for a scheduled task or an anonymous visitor.
    action: « domain.verb » (`accounts.grant_given`); target: the object written, or a name when there is none.
    before, after: the fields that changed; dates, decimals, identifiers and objects are kept as text.
    now: an aware date and time.
    """
    return Entry.objects.create(**_line(actor, action, target, before, after, now))


def record_all(
    *,
    actor: models.Model | None,
    action: str,
    written: Iterable[tuple[models.Model, Mapping[str, Any]]],
    now: dt.datetime,
) -> None:
    """`record` for objects written together: one line each, in a few queries. written: the object, its fields after."""
    Entry.objects.bulk_create(
        [Entry(**_line(actor, action, target, None, after, now)) for target, after in written], batch_size=500
    )


def _line(
    actor: models.Model | None,
    action: str,
    target: models.Model | str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    now: dt.datetime,
) -> dict[str, Any]:
    is_object = isinstance(target, models.Model)
    return {
        "at": now,
        "actor": actor if actor is not None and actor.pk else None,
        "actor_label": str(actor or "")[:LONGEST_LABEL],
        "action": action,
        "target_type": target._meta.label_lower if is_object else "",
        "target_id": str(target.pk or "") if is_object else "",
        "target_label": str(target)[:LONGEST_LABEL],
        "before": None if before is None else _plain(before),
        "after": None if after is None else _plain(after),
    }


def snapshot(instance: models.Model, *fields: str) -> dict[str, Any]:
    """Return the named fields of an object (all the concrete ones by default), ready for `before` and `after`."""
    names = fields or tuple(field.attname for field in instance._meta.concrete_fields)
    return {name: _plain(getattr(instance, name)) for name in names}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the two sides reduced to the keys whose value differs."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before.get(key) for key in keys}, {key: after.get(key) for key in keys}


def forget(*, before: dt.datetime, dry_run: bool = False) -> int:
    """Delete the lines written before a moment; returns how many there are."""
    old = Entry.objects.filter(at__lt=before)
    count = old.count()
    if not dry_run:
        old.delete()
    return count


def _plain(value: Any) -> Any:
    """What JSON can hold, the rest as text."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, models.Model):
        return f"{value._meta.label_lower}:{value.pk} {value}"
    return str(value)
