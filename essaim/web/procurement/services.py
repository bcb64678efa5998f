"""Writing the needs an authority keeps."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.http import QueryDict

from essaim.web.accounts.models import User
from essaim.web.audit.services import record, snapshot
from essaim.web.bodies.models import PublicBody
from essaim.web.procurement.errors import NeedError
from essaim.web.procurement.models import LONGEST_ADDRESS, SavedNeed
from essaim.web.procurement.need import PARAMETERS

_AUDITED = ("title", "remarks", "question", "body_id")


def question(query: QueryDict, *, on: date) -> str:
    """Return the parameters to keep, in their usual order, with the day whose law applies.

    Raises NeedError when nothing was asked, or too much.
    """
    kept = QueryDict(mutable=True)
    for name in PARAMETERS:
        if value := query.get(name, "").strip():
            kept[name] = value
    if not kept:
        raise NeedError("Il n’y a rien à enregistrer\u00a0: décrivez d’abord le besoin dans l’assistant.")
    kept.setdefault("date", on.isoformat())
    written = kept.urlencode()
    if len(written) > LONGEST_ADDRESS:
        raise NeedError("Cette question est trop longue pour être enregistrée\u00a0: raccourcissez les mots du besoin.")
    return written


@transaction.atomic
def save_need(*, author: User, body: PublicBody, title: str, remarks: str, question: str, now: datetime) -> SavedNeed:
    """Keep a need for an authority. Raises NeedError without title."""
    kept = SavedNeed.objects.create(
        body=body, author=author, title=_title(title), remarks=remarks.strip(), question=question,
        created_at=now, updated_at=now,
    )  # fmt: skip
    record(actor=author, action="procurement.need_saved", target=kept, after=snapshot(kept, *_AUDITED), now=now)
    return kept


@transaction.atomic
def edit_need(*, need: SavedNeed, actor: User, title: str, remarks: str, now: datetime) -> SavedNeed:
    """Change the words of a need. Raises NeedError without title."""
    before = snapshot(need, "title", "remarks")
    need.title, need.remarks, need.updated_at = _title(title), remarks.strip(), now
    need.save(update_fields=["title", "remarks", "updated_at"])
    after = snapshot(need, "title", "remarks")
    record(actor=actor, action="procurement.need_edited", target=need, before=before, after=after, now=now)
    return need


@transaction.atomic
def share_need(*, need: SavedNeed, actor: User, now: datetime) -> SavedNeed:
    """Make a link that whoever holds it may read. Shared already, it keeps its link."""
    if not need.is_shared:
        need.share_key = secrets.token_urlsafe(32)
        need.save(update_fields=["share_key"])
        # The key itself is a secret: the trail says that it exists, not what it is.
        record(actor=actor, action="procurement.need_shared", target=need, now=now)
    return need


@transaction.atomic
def unshare_need(*, need: SavedNeed, actor: User, now: datetime) -> SavedNeed:
    """Take the link away: it leads nowhere any more, and a later one is another."""
    if need.is_shared:
        need.share_key = ""
        need.save(update_fields=["share_key"])
        record(actor=actor, action="procurement.need_unshared", target=need, now=now)
    return need


@transaction.atomic
def delete_need(*, need: SavedNeed, actor: User, now: datetime) -> None:
    """Delete a need for good."""
    before = snapshot(need, *_AUDITED)
    record(actor=actor, action="procurement.need_deleted", target=need, before=before, now=now)
    need.delete()


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not title:
        raise NeedError("Donnez un titre à ce besoin.")
    return title[: SavedNeed._meta.get_field("title").max_length]
