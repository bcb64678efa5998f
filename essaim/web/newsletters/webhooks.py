"""What a mail provider tells afterwards (bounces, complaints, its own unsubscribing), through django-anymail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db.models import F
from django.utils import timezone

from essaim.web.newsletters import services
from essaim.web.newsletters.enums import Handing
from essaim.web.newsletters.models import Delivery, Issue, Subscriber

GONE = (RejectReason.INVALID, RejectReason.BOUNCED)


def told(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    """Write what a provider says of a recipient. The same said twice changes nothing more.

    A receiver of anymail's signal `tracking`. What is said of an address nobody knows is left aside.
    """
    if not event.recipient:
        return
    now = timezone.now()
    words = " ".join(part for part in (esp_name, event.description, event.mta_response) if part)
    if event.event_type in (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED):
        for_good = event.event_type == EventType.BOUNCED and event.reject_reason in GONE and not _is_passing(event)
        _came_back(event.recipient, words)
        services.bounced(email=event.recipient, now=now, words=words, for_good=for_good)
    elif event.event_type == EventType.COMPLAINED:
        _count_complaint(event.recipient)
        services.complained(email=event.recipient, now=now, words=words)
    elif event.event_type == EventType.UNSUBSCRIBED:
        subscriber = Subscriber.objects.filter(email__iexact=event.recipient).first()
        if subscriber is not None:
            services.unsubscribe(key=subscriber.key, now=now)


def _is_passing(event: AnymailTrackingEvent) -> bool:
    """True for a bounce that may not last (full mailbox, greylisting): anymail calls all of them « bounced ».

    Providers say it each in their way: « soft_bounce » (Brevo), « SoftBounce » (Postmark), hard_bounce false (Mailjet).
    """
    raw = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    named = " ".join(str(raw.get(name, "")) for name in ("event", "Type", "type", "bounceType")).lower()
    answered = (event.mta_response or "").lstrip()
    return "soft" in named or "transient" in named or raw.get("hard_bounce") is False or answered.startswith("4")


def _last(address: str) -> Delivery | None:
    return Delivery.objects.filter(email__iexact=address, handing=Handing.SENT).order_by("-sent_at").first()


def _came_back(address: str, words: str) -> None:
    """The last letter sent there was not delivered: it counts as refused."""
    last = _last(address)
    if last is None:
        return
    changed = Delivery.objects.filter(pk=last.pk, handing=Handing.SENT)
    if changed.update(handing=Handing.FAILED, words=words[:300]):
        Issue.objects.filter(pk=last.issue_id).update(
            sent_count=F("sent_count") - 1, failed_count=F("failed_count") + 1
        )


def _count_complaint(address: str) -> None:
    last = _last(address)
    known = Subscriber.objects.filter(email__iexact=address).exclude(reach="plainte")
    if last is not None and known.exists():
        Issue.objects.filter(pk=last.issue_id).update(complained_count=F("complained_count") + 1)
