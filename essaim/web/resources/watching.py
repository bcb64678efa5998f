"""What a published text is bound to: noted when it is checked, compared again each day, told when it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from essaim.rules.typography import typo
from essaim.web.resources.body import bound_to
from essaim.web.resources.bound import Resolved
from essaim.web.resources.citing import resolved, served
from essaim.web.resources.enums import Bound
from essaim.web.resources.markers import Marker, read
from essaim.web.resources.models import Entry, Watch
from essaim.web.ui import french


def follow(entry: Entry, raw: Sequence[Mapping[str, Any]], *, on: date) -> None:
    """Watch what a body is bound to: what is new is noted as it is on a day, what is gone is forgotten.

    What was already watched keeps the value its checker saw: publishing is not checking.
    """
    release = served()
    wanted = {(one.kind.value, one.id): one for one in bound_to(raw)}
    kept = set(entry.watches.values_list("kind", "key"))
    for kind, key in kept - set(wanted):
        entry.watches.filter(kind=kind, key=key).delete()
    Watch.objects.bulk_create(
        Watch(
            entry=entry,
            kind=kind,
            key=key,
            seen=resolved(one, on=on, release=release).signature[:400],
            seen_on=on,
        )
        for (kind, key), one in wanted.items()
        if (kind, key) not in kept
    )


def recheck(*, on: date, now: datetime, entries: Sequence[int] | None = None) -> int:
    """Compare every watched value with what it is on a day; return how many changed since the last time.

    A value that comes back to what was seen is no longer told. entries: only those; all of them without.
    """
    release = served()
    found: dict[tuple[str, str], Resolved] = {}
    watches = Watch.objects.order_by("pk")
    if entries is not None:
        watches = watches.filter(entry__in=entries)
    changed = []
    for watch in watches.iterator(chunk_size=2000):
        if release is None and watch.kind == Bound.FIGURE:
            continue
        marker = _marker(watch)
        key = (watch.kind, watch.key)
        if key not in found:
            found[key] = resolved(marker, on=on, release=release)
        reason = _reason(watch, found[key], on)
        if reason != watch.reason:
            watch.reason, watch.changed_on = reason, (watch.changed_on or on) if reason else None
            changed.append(watch)
    with transaction.atomic():
        Watch.objects.bulk_update(changed, ["reason", "changed_on"], batch_size=500)
    return sum(1 for watch in changed if watch.reason)


def check(entry: Entry, *, on: date) -> None:
    """Somebody read the text on a day: what it is bound to is seen as it is that day."""
    release = served()
    watches = list(entry.watches.all())
    for watch in watches:
        marker = _marker(watch)
        watch.seen = resolved(marker, on=on, release=release).signature[:400]
        watch.seen_on, watch.reason, watch.changed_on = on, "", None
    Watch.objects.bulk_update(watches, ["seen", "seen_on", "reason", "changed_on"])


def reasons(entry: Entry) -> dict[tuple[str, str], str]:
    """Return why passages are to be read again, by what they are bound to."""
    found = entry.watches.filter(changed_on__isnull=False)
    return {(kind, key): reason for kind, key, reason in found.values_list("kind", "key", "reason")}


def _marker(watch: Watch) -> Marker:
    return Marker(Bound.EXPERIENCE, watch.key) if watch.kind == Bound.EXPERIENCE else read(watch.kind, watch.key)


def _reason(watch: Watch, now: Resolved, on: date) -> str:
    """What changed, in one French sentence; empty when nothing did."""
    if now.signature[:400] == watch.seen:
        return ""
    since = f"depuis la relecture du {french.date_fr(watch.seen_on)}"
    if watch.kind == Bound.EXPERIENCE:
        return typo(f"L’expérience citée « {watch.key} » n’est plus publique ({since}).")
    if now.signature == "absent":
        return typo(f"« {now.label} » n’existe plus ({since}).")
    if watch.kind == Bound.ARTICLE:
        return typo(f"Le texte cité a une nouvelle version {since} : {now.signature}, au lieu de {watch.seen}.")
    return typo(f"{now.label} : {watch.seen} {since}, aujourd’hui {now.signature}.")
