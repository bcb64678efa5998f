"""A check asked of somebody without an account: a signed link, one answer, a day after which it no longer opens."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import team
from essaim.web.audit.services import record
from essaim.web.mail.services import queue_mail
from essaim.web.resources.enums import Verdict
from essaim.web.resources.errors import LinkSpent, ResourceError, TooMany
from essaim.web.resources.models import Fiche, Review
from essaim.web.resources.services import check

SALT = "essaim.resources.review"
SPENT = "Ce lien ne sert plus\u00a0: il a expiré, ou sa réponse est déjà donnée. Demandez-en un autre à la rédaction."


def digest_of(fiche: Fiche) -> str:
    """Return the digest of what a reviewer reads."""
    read = [fiche.title, fiche.question, fiche.summary, fiche.raw_body()]
    return hashlib.sha256(json.dumps(read, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def ask(*, fiche_id: int, name: str, email: str, editor: User, now: datetime) -> Review:
    """Send a link to somebody who knows the subject; it opens for settings.ESSAIM_REVIEW_LINK_DAYS.

    Raises ResourceError when the fiche is not public, TooMany past ten links waiting for one fiche.
    """
    fiche = Fiche.objects.select_for_update().get(pk=fiche_id)
    if not fiche.live:
        raise ResourceError("Seule une fiche publiée se fait relire par un lien. Aucun courriel n’est parti.")
    if Review.objects.filter(fiche=fiche, verdict="", expires_at__gt=now).count() >= 10:
        raise TooMany("Dix relectures de cette fiche attendent déjà une réponse. Aucun courriel n’est parti.")
    review = Review.objects.create(
        fiche=fiche, name=name, email=email, asked_by=editor, asked_at=now,
        expires_at=now + timedelta(days=settings.ESSAIM_REVIEW_LINK_DAYS), digest=digest_of(fiche),
    )  # fmt: skip
    address = settings.ESSAIM_BASE_URL + reverse("resources:review", args=[token_of(review)])
    text = render_to_string("resources/mail/review.txt", {"review": review, "fiche": fiche, "address": address})
    queue_mail(
        to=email, subject=f"Une fiche à relire\u00a0: {fiche.title}", text=text, purpose="relecture d’une fiche",
        key=f"resources.review:{review.pk}", now=now,
    )  # fmt: skip
    record(actor=editor, action="resources.review_asked", target=fiche, after={"name": name}, now=now)
    return review


def token_of(review: Review) -> str:
    """The signed part of the address. It names the review and nothing else: what it may do is kept here."""
    return signing.dumps(review.pk, salt=SALT)


def open_link(token: str, *, now: datetime) -> Review:
    """Return the review a link is for. Raises LinkSpent when it is forged, past its day or already answered."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature as error:
        raise LinkSpent(SPENT) from error
    review = Review.objects.select_related("fiche__entry").filter(pk=key).first()
    if review is None or review.verdict or review.expires_at <= now or not review.fiche.live:
        raise LinkSpent(SPENT)
    return review


@transaction.atomic
def answer(*, token: str, verdict: Verdict, comment: str, now: datetime) -> Review:
    """Keep an answer, once. Approved, and unchanged since it was sent, the fiche counts as checked today.

    The team is written to. Raises LinkSpent; ResourceError when corrections are asked without a word about them.
    """
    review = open_link(token, now=now)
    review = Review.objects.select_for_update(of=("self",)).select_related("fiche__entry").get(pk=review.pk)
    if review.verdict:
        raise LinkSpent(SPENT)
    if verdict == Verdict.TO_CHANGE and not comment.strip():
        raise ResourceError("Dites en quelques mots ce qui est à corriger. Votre réponse n’est pas encore envoyée.")
    review.verdict, review.comment, review.answered_at = verdict, comment.strip()[:4000], now
    review.save(update_fields=["verdict", "comment", "answered_at"])
    same = review.digest == digest_of(review.fiche)
    if verdict == Verdict.APPROVED and same:
        check(entry_id=review.fiche.entry.pk, actor=None, on=timezone.localdate(now), now=now)
    record(
        actor=None, action="resources.review_answered", target=review.fiche, now=now,
        after={"name": review.name, "verdict": verdict, "counts": same},
    )  # fmt: skip
    for person in team(timezone.localdate(now)):
        text = render_to_string("resources/mail/answer.txt", {"review": review, "same": same})
        queue_mail(
            to=person.email, subject=f"Relecture\u00a0: {review.fiche.title}", text=text,
            purpose="réponse à une relecture", key=f"resources.answer:{review.pk}:{person.pk}", now=now,
        )  # fmt: skip
    return review


def waiting_for(fiche_ids: list[int], now: datetime) -> dict[int, list[Review]]:
    """Return the reviews of some fiches, the latest first: those waiting and those answered."""
    found: dict[int, list[Review]] = {}
    for review in Review.objects.filter(fiche__in=fiche_ids):
        found.setdefault(review.fiche_id, []).append(review)
    return found
