"""Subscribing, choosing, leaving, being forgotten. Every step writes its proof; today enters as an argument."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse

from essaim.web.accounts.models import User
from essaim.web.audit.services import record, snapshot
from essaim.web.mail.services import queue_mail
from essaim.web.newsletters.enums import Audience, Basis, Event, Reach, Standing
from essaim.web.newsletters.errors import LetterError
from essaim.web.newsletters.models import Issue, MailingList, Proof, Subscriber, SubscriberTheme, Subscription
from essaim.web.newsletters.segments import Profile
from essaim.web.observatory.errors import TooManyRequests

CONFIRM_WITHIN = timedelta(days=7)
ASKED_AGAIN_AFTER = timedelta(hours=1)
MOST_ASKED_PER_HOUR = 10
# A full mailbox, a server that greylists: not a reason to forget someone, unless it lasts.
MOST_SOFT_BOUNCES = 5
CONSENT = (
    "Je demande à recevoir «\u00a0{name}\u00a0» à cette adresse. Finalité\u00a0: {purpose} "
    "Un lien dans chaque lettre permet de se désabonner."
)


def email_hash(email: str) -> str:
    """Return the keyed hash under which the proof log knows an address."""
    return hmac.new(settings.SECRET_KEY.encode(), email.strip().lower().encode(), hashlib.sha256).hexdigest()


def prove(
    subscriber: Subscriber, event: Event, *, now: datetime, list_: MailingList | None = None, words: str = "",
    sender_hash: str = "",
) -> Proof:  # fmt: skip
    """Add a line to the proof log, in the transaction of the caller."""
    return Proof.objects.create(
        subscriber=subscriber, email_hash=email_hash(subscriber.email), list=list_, event=event, at=now, words=words,
        sender_hash=sender_hash,
    )  # fmt: skip


@transaction.atomic
def ask(
    *, email: str, lists: Iterable[MailingList], profile: Profile, now: datetime, sender_hash: str = ""
) -> Subscriber:
    """Keep a request to receive lists, and write to the address so that its holder confirms it.

    What the form says of an address already confirmed changes nothing: anybody may type it. Raises TooManyRequests
    past MOST_ASKED_PER_HOUR from one sender, LetterError without a list that is open to everybody.
    """
    wanted = [one for one in lists if one.is_open and one.audience == Audience.PUBLIC]
    if not wanted:
        raise LetterError("Choisissez au moins une lettre.")
    recent = Proof.objects.filter(sender_hash=sender_hash, at__gte=now - timedelta(hours=1))
    if sender_hash and recent.count() >= MOST_ASKED_PER_HOUR:
        raise TooManyRequests(
            "Vous avez demandé plusieurs inscriptions en peu de temps.", "Réessayez dans une heure.", retry_after=3600
        )
    subscriber = _known(email, now)
    kept = {one.list_id: one for one in subscriber.subscriptions.select_for_update()}
    if not any(one.standing == Standing.ACTIVE for one in kept.values()):
        _describe(subscriber, profile)
    for list_ in wanted:
        words = CONSENT.format(name=list_.name, purpose=list_.purpose)
        prove(subscriber, Event.ASKED, now=now, list_=list_, words=words, sender_hash=sender_hash)
        subscription = kept.get(list_.pk) or Subscription(subscriber=subscriber, list=list_, changed_at=now)
        if subscription.standing != Standing.ACTIVE:
            subscription.standing, subscription.basis = Standing.PENDING, Basis.CONSENT
            subscription.asked_at = subscription.changed_at = now
            subscription.save()
    _write_to(subscriber, wanted, now)
    return subscriber


@transaction.atomic
def confirm(*, key: str, now: datetime) -> list[Subscription]:
    """Make active what the holder of an address asked for in the last CONFIRM_WITHIN. Doing it again changes nothing.

    Raises LetterError for a key that opens nothing, or when the request is too old.
    """
    subscriber = by_key(key)
    pending = list(
        subscriber.subscriptions.select_for_update().filter(standing=Standing.PENDING).select_related("list")
    )
    fresh = [one for one in pending if now - one.asked_at <= CONFIRM_WITHIN]
    active = list(subscriber.subscriptions.filter(standing=Standing.ACTIVE).select_related("list"))
    if not fresh and not active:
        raise LetterError("Cette demande a plus de sept jours, ou a déjà été retirée. Inscrivez-vous de nouveau.")
    for one in fresh:
        _move(one, Standing.ACTIVE, now)
        prove(subscriber, Event.CONFIRMED, now=now, list_=one.list)
    if fresh and subscriber.reach != Reach.GOOD:
        # The confirmation was received: the address works, and its holder asks again.
        subscriber.reach, subscriber.soft_bounces, subscriber.reach_changed_at = Reach.GOOD, 0, now
        subscriber.save(update_fields=["reach", "soft_bounces", "reach_changed_at"])
    return [*active, *fresh]


@transaction.atomic
def unsubscribe(
    *, key: str, now: datetime, list_: MailingList | None = None, issue_id: int | None = None
) -> list[MailingList]:
    """End a subscription, or all of them; return the lists left. Doing it again changes nothing.

    issue_id: the letter whose link was followed, which counts it; who followed it is not kept.

    Raises LetterError for a key that opens nothing.
    """
    subscriber = by_key(key)
    held = subscriber.subscriptions.select_for_update().filter(standing__in=(Standing.ACTIVE, Standing.PENDING))
    if list_ is not None:
        held = held.filter(list=list_)
    left = list(held.select_related("list"))
    for one in left:
        _move(one, Standing.LEFT, now)
        prove(subscriber, Event.LEFT, now=now, list_=one.list)
    if left and issue_id is not None:
        Issue.objects.filter(pk=issue_id, list__in=[one.list_id for one in left]).update(left_count=F("left_count") + 1)
    return [one.list for one in left]


@transaction.atomic
def choose(*, key: str, lists: Iterable[MailingList], profile: Profile, now: datetime) -> Subscriber:
    """Write the choices of the holder of an address: they hold the key, no other confirmation is asked.

    lists: those to receive. A list of the members that one left can be taken up again, never taken by others.
    """
    subscriber = by_key(key)
    kept = {one.list_id: one for one in subscriber.subscriptions.select_for_update().select_related("list")}
    wanted = {one.pk: one for one in lists if one.is_open and (one.audience == Audience.PUBLIC or one.pk in kept)}
    for list_id, one in kept.items():
        if one.standing in (Standing.ACTIVE, Standing.PENDING) and list_id not in wanted:
            _move(one, Standing.LEFT, now)
            prove(subscriber, Event.LEFT, now=now, list_=one.list)
    for list_id, list_ in wanted.items():
        one = kept.get(list_id) or Subscription(subscriber=subscriber, list=list_, asked_at=now, changed_at=now)
        if one.standing != Standing.ACTIVE and not (
            list_.audience == Audience.MEMBERS and one.standing != Standing.LEFT
        ):
            if list_.audience == Audience.PUBLIC:
                one.basis = Basis.CONSENT
            _move(one, Standing.ACTIVE, now)
            words = CONSENT.format(name=list_.name, purpose=list_.purpose)
            prove(subscriber, Event.CONFIRMED, now=now, list_=list_, words=words)
    _describe(subscriber, profile)
    prove(subscriber, Event.CHANGED, now=now)
    return subscriber


@transaction.atomic
def forget(*, subscriber: Subscriber, now: datetime, actor: User | None = None) -> None:
    """Delete an address and everything said of it. Its proofs stay, without the address; no file brings it back."""
    prove(subscriber, Event.FORGOTTEN, now=now)
    label = f"personne inscrite {subscriber.pk}"
    record(actor=actor, action="newsletters.subscriber_forgotten", target=label, now=now)
    subscriber.delete()


@transaction.atomic
def bounced(*, email: str, now: datetime, words: str, for_good: bool) -> None:
    """Note that a server refused a letter. For good, or too often in a row: nothing is sent there any more."""
    subscriber = Subscriber.objects.select_for_update().filter(email__iexact=email).first()
    if subscriber is None or subscriber.reach != Reach.GOOD:
        return
    subscriber.soft_bounces += 1
    if for_good or subscriber.soft_bounces >= MOST_SOFT_BOUNCES:
        subscriber.reach, subscriber.reach_changed_at = Reach.BOUNCED, now
        prove(subscriber, Event.BOUNCED, now=now, words=words[:500])
    subscriber.save(update_fields=["soft_bounces", "reach", "reach_changed_at"])


@transaction.atomic
def complained(*, email: str, now: datetime, words: str) -> None:
    """Note that a letter was reported as unwanted: every subscription ends, and nothing is sent there any more."""
    subscriber = Subscriber.objects.select_for_update().filter(email__iexact=email).first()
    if subscriber is None or subscriber.reach == Reach.COMPLAINED:
        return
    subscriber.reach, subscriber.reach_changed_at = Reach.COMPLAINED, now
    subscriber.save(update_fields=["reach", "reach_changed_at"])
    prove(subscriber, Event.COMPLAINED, now=now, words=words[:500])
    unsubscribe(key=subscriber.key, now=now)


def drop_unconfirmed(*, now: datetime) -> int:
    """Delete what was never confirmed, and the addresses known for nothing else. Returns how many requests went."""
    old = Subscription.objects.filter(standing=Standing.PENDING, asked_at__lt=now - CONFIRM_WITHIN)
    people = list(old.values_list("subscriber_id", flat=True))
    count, _ = old.delete()
    Subscriber.objects.filter(pk__in=people, subscriptions__isnull=True).delete()
    return count


@transaction.atomic
def save_list(*, list_: MailingList, actor: User | None, now: datetime) -> MailingList:
    """Write a list. Raises LetterError when its audience would change under people who subscribed to another."""
    stored = MailingList.objects.filter(pk=list_.pk).first()
    if stored and stored.audience != list_.audience and stored.subscriptions.exists():
        raise LetterError(
            "Des personnes sont inscrites\u00a0: qui reçoit cette liste ne change plus. Créez-en une autre."
        )
    before = snapshot(stored) if stored else None
    list_.save()
    action = "newsletters.list_changed" if stored else "newsletters.list_made"
    record(actor=actor, action=action, target=list_, before=before, after=snapshot(list_), now=now)
    return list_


def by_key(key: str) -> Subscriber:
    """Return the subscriber a key belongs to. Raises LetterError when it is nobody's (any more)."""
    subscriber = Subscriber.objects.filter(key=key).first() if key else None
    if subscriber is None:
        raise LetterError("Ce lien n’ouvre plus rien\u00a0: les données de cette adresse ont peut-être été effacées.")
    return subscriber


def _known(email: str, now: datetime) -> Subscriber:
    email = email.strip().lower()
    return Subscriber.objects.get_or_create(email=email, defaults={"created_at": now})[0]


def _describe(subscriber: Subscriber, profile: Profile) -> None:
    subscriber.level, subscriber.region_code, subscriber.post = profile.level, profile.region, profile.post
    subscriber.save(update_fields=["level", "region_code", "post"])
    subscriber.themes.exclude(theme__in=profile.themes).delete()
    held = set(subscriber.themes.values_list("theme", flat=True))
    SubscriberTheme.objects.bulk_create(
        SubscriberTheme(subscriber=subscriber, theme=theme) for theme in sorted(profile.themes - held)
    )


def _move(subscription: Subscription, standing: Standing, now: datetime) -> None:
    subscription.standing, subscription.changed_at = standing, now
    subscription.save()


def _write_to(subscriber: Subscriber, lists: list[MailingList], now: datetime) -> None:
    """Ask for the confirmation, at most once an hour: a form must not be a way of flooding somebody."""
    hour = int(now.timestamp() // ASKED_AGAIN_AFTER.total_seconds())
    waiting = subscriber.subscriptions.filter(standing=Standing.PENDING).exists()
    path = "newsletters:confirm" if waiting else "newsletters:choices"
    context = {
        "lists": lists,
        "waiting": waiting,
        "link": settings.ESSAIM_BASE_URL + reverse(path, args=[subscriber.key]),
        "days": CONFIRM_WITHIN.days,
    }
    queue_mail(
        to=subscriber.email,
        subject="Confirmez votre inscription" if waiting else "Vous êtes déjà inscrit·e",
        text=render_to_string("newsletters/mail/confirm.txt", context),
        purpose="inscription à une lettre",
        key=f"lettre-inscription:{subscriber.pk}:{waiting}:{hour}",
        confidential=True,
        now=now,
    )
