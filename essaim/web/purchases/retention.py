"""How long purchases are kept: files never approved a week, the others as each authority chose."""

from __future__ import annotations

from datetime import datetime, timedelta

from essaim.web.accounts.retention import Rule
from essaim.web.purchases import services
from essaim.web.purchases.enums import State
from essaim.web.purchases.models import Ledger, Retention

MONTH = timedelta(days=30.4375)


def _uploads(limit: datetime, now: datetime, dry_run: bool) -> int:
    waiting = Ledger.objects.filter(state__in=(State.MAPPING, State.FAILED), uploaded_at__lt=limit)
    return _delete(list(waiting.select_related("body")), now, dry_run)


def _read(limit: datetime, now: datetime, dry_run: bool) -> int:
    """limit: of the site; an authority's own choice wins when it is shorter."""
    chosen = {body: now - months * MONTH for body, months in Retention.objects.values_list("body_id", "months")}
    kept = Ledger.objects.filter(state=State.READY).select_related("body")
    old = [one for one in kept if one.read_at and one.read_at < max(limit, chosen.get(one.body_id, limit))]
    return _delete(old, now, dry_run)


def _delete(old: list[Ledger], now: datetime, dry_run: bool) -> int:
    for ledger in [] if dry_run else old:
        services.delete(ledger=ledger, actor=None, now=now)
    return len(old)


RULES = (
    Rule("purchase_uploads", "fichiers d’achats jamais validés", _uploads),
    Rule("purchases", "relevés d’achats", _read),
)
