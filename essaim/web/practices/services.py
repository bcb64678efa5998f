"""Writing sheets and publishing them. Every step says who took it; today enters as an argument."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.bodies.models import PublicBody
from essaim.web.practices import tagging
from essaim.web.practices.content import Content, differences
from essaim.web.practices.enums import State
from essaim.web.practices.errors import ChangedMeanwhile, NotReady, PracticeError, WrongState
from essaim.web.practices.models import Comment, Experience, Sheet, Version

LONGEST_SLUG = 120


@transaction.atomic
def create_sheet(*, content: Content, author: User | None, body: PublicBody | None, now: datetime) -> Sheet:
    """Keep a first draft. now: an aware date and time."""
    sheet = Sheet.objects.create(
        body=body, author=author, title=content.title, content=content.dump(), created_at=now, updated_at=now
    )
    _keep_version(sheet, author, now)
    record(actor=author, action="practices.sheet_created", target=sheet, after={"title": content.title}, now=now)
    return sheet


@transaction.atomic
def save_sheet(*, sheet_id: int, content: Content, opened_version: int, author: User | None, now: datetime) -> Sheet:
    """Keep a new version of a sheet. Nothing is written when nothing changed.

    opened_version: the one the writer had before their eyes. Raises ChangedMeanwhile when it is no longer the latest.
    A published experience stays as it is until the new version is published.
    """
    sheet = Sheet.objects.select_for_update().get(pk=sheet_id)
    kept = sheet.read()
    if kept == content:
        return sheet
    if sheet.version != opened_version:
        raise ChangedMeanwhile(sheet.version, differences(kept, content))
    sheet.content, sheet.title, sheet.version, sheet.updated_at = content.dump(), content.title, sheet.version + 1, now
    if sheet.state == State.PUBLISHED:
        sheet.state = State.DRAFT
    sheet.save(update_fields=["content", "title", "version", "updated_at", "state"])
    _keep_version(sheet, author, now)
    changed = list(differences(kept, content))
    record(actor=author, action="practices.sheet_saved", target=sheet, after={"fields": changed}, now=now)
    return sheet


@transaction.atomic
def propose(*, sheet_id: int, author: User, now: datetime) -> Sheet:
    """Hand a sheet to the editors. Raises NotReady when it lacks something, WrongState when it is not a draft."""
    sheet = _step(sheet_id, (State.DRAFT, State.RETURNED), "proposée")
    if missing := sheet.read().missing():
        raise NotReady(missing)
    sheet.proposed_at = now
    return _move(sheet, State.PROPOSED, author, now, "practices.proposed")


@transaction.atomic
def send_back(*, sheet_id: int, editor: User, reason: str, now: datetime) -> Sheet:
    """Return a sheet to its author, with a reason they read. Raises WrongState, PracticeError without a reason."""
    if not reason.strip():
        raise PracticeError("Dites à l’auteur·rice ce qu’il faut reprendre. Rien n’a été renvoyé.")
    sheet = _step(sheet_id, (State.PROPOSED, State.REVIEWED), "renvoyée")
    Comment.objects.create(sheet=sheet, author=editor, text=reason.strip()[:2000], at=now)
    return _move(sheet, State.RETURNED, editor, now, "practices.sent_back")


@transaction.atomic
def mark_reviewed(*, sheet_id: int, editor: User, now: datetime) -> Sheet:
    """Say that a proposed sheet was read and is ready. Raises WrongState."""
    return _move(
        _step(sheet_id, (State.PROPOSED,), "marquée comme relue"), State.REVIEWED, editor, now, "practices.reviewed"
    )


@transaction.atomic
def publish(*, sheet_id: int, editor: User | None, now: datetime, on: date) -> Experience:
    """Publish a sheet at its latest version, or what changed in it since. Raises NotReady, WrongState.

    on: the day it counts as checked; it is to be checked again after settings.ESSAIM_EXPERIENCE_REVIEW_DAYS.
    """
    sheet = _step(sheet_id, tuple(state for state in State if state != State.PUBLISHED), "publiée")
    content = sheet.read()
    if missing := content.missing():
        raise NotReady(missing)
    experience = Experience.objects.filter(sheet=sheet).first()
    before = None if experience is None else {"version": experience.version}
    if experience is None:
        experience = Experience(sheet=sheet, slug=_free_slug(content.title), published_at=now)
    experience.title, experience.summary, experience.content = content.title, content.summary, content.dump()
    experience.version, experience.updated_at, experience.is_public = sheet.version, now, True
    experience.confirmed_on, experience.review_by, experience.reminded_on = on, _next_review(on), None
    experience.save()
    tagging.write_tags(experience)
    record(
        actor=editor, action="practices.published", target=experience, before=before, after={"version": sheet.version},
        now=now,
    )  # fmt: skip
    _move(sheet, State.PUBLISHED, editor, now, "practices.sheet_published")
    return experience


@transaction.atomic
def withdraw(*, sheet_id: int, editor: User, reason: str, now: datetime) -> Experience:
    """Take an experience off the public site; its address then says so. The sheet is kept. Raises PracticeError."""
    if not reason.strip():
        raise PracticeError("Dites pourquoi l’expérience est retirée. Rien n’a changé.")
    experience = Experience.objects.select_for_update().filter(sheet_id=sheet_id, is_public=True).first()
    if experience is None:
        raise WrongState("Cette fiche n’est pas publiée\u00a0: il n’y a rien à retirer.")
    experience.is_public, experience.updated_at = False, now
    experience.save(update_fields=["is_public", "updated_at"])
    Comment.objects.create(sheet_id=sheet_id, author=editor, text=reason.strip()[:2000], at=now)
    _move(experience.sheet, State.WITHDRAWN, editor, now, "practices.withdrawn")
    return experience


@transaction.atomic
def confirm(*, sheet_id: int, actor: User, on: date, now: datetime) -> Experience:
    """« Toujours vrai »: the published experience still holds on a day. Raises WrongState when it is not published."""
    experience = Experience.objects.select_for_update().filter(sheet_id=sheet_id, is_public=True).first()
    if experience is None:
        raise WrongState("Seule une expérience publiée se confirme.")
    before = {"confirmed_on": experience.confirmed_on}
    experience.confirmed_on, experience.review_by, experience.reminded_on = on, _next_review(on), None
    experience.updated_at = now
    experience.save(update_fields=["confirmed_on", "review_by", "reminded_on", "updated_at"])
    record(
        actor=actor, action="practices.confirmed", target=experience, before=before, after={"confirmed_on": on}, now=now
    )
    return experience


@transaction.atomic
def comment(*, sheet_id: int, author: User, text: str, now: datetime) -> Comment:
    """Add a word to the exchange about a sheet. Raises PracticeError on an empty one."""
    if not text.strip():
        raise PracticeError("Votre commentaire est vide.")
    return Comment.objects.create(sheet_id=sheet_id, author=author, text=text.strip()[:2000], at=now)


def _step(sheet_id: int, allowed: tuple[State, ...], verb: str) -> Sheet:
    """The sheet, locked, if it stands where the step may be taken."""
    sheet = Sheet.objects.select_for_update().get(pk=sheet_id)
    if sheet.state not in allowed:
        raise WrongState(
            f"Cette fiche ne peut pas être {verb}\u00a0: son état est «\u00a0{sheet.get_state_display()}\u00a0». "
            "Quelqu’un l’a peut-être déjà fait."
        )
    return sheet


def _move(sheet: Sheet, state: State, actor: User | None, now: datetime, action: str) -> Sheet:
    before = {"state": sheet.state}
    sheet.state, sheet.updated_at = state, now
    sheet.save(update_fields=["state", "updated_at", "proposed_at"])
    record(actor=actor, action=action, target=sheet, before=before, after={"state": state}, now=now)
    return sheet


def _keep_version(sheet: Sheet, author: User | None, now: datetime) -> None:
    Version.objects.create(sheet=sheet, number=sheet.version, at=now, author=author, content=sheet.content)


def _next_review(on: date) -> date:
    return on + timedelta(days=settings.ESSAIM_EXPERIENCE_REVIEW_DAYS)


def _free_slug(title: str) -> str:
    """An address nobody has: the title, then the title with a number."""
    base = slugify(title)[:LONGEST_SLUG].strip("-") or "experience"
    taken = set(Experience.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
