"""How long it is known who received which letter: some months, to answer for it; then figures only."""

from __future__ import annotations

from datetime import datetime

from essaim.web.accounts.retention import Rule
from essaim.web.newsletters.enums import Stage
from essaim.web.newsletters.models import Delivery


def _deliveries(limit: datetime, now: datetime, dry_run: bool) -> int:
    old = Delivery.objects.filter(issue__stage=Stage.SENT, issue__sent_at__lt=limit)
    count = old.count()
    if not dry_run:
        old.delete()
    return count


RULES = (Rule("deliveries", "envois de lettres, personne par personne", _deliveries),)
