"""Making files: asked by readers, made by the worker, kept by what they contain."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from essaim import __version__
from essaim.web.resources import epub, printing
from essaim.web.resources.enums import Form, Progress
from essaim.web.resources.errors import TooLong, TooMany
from essaim.web.resources.models import Build
from essaim.web.ui.pdf import CannotPrint

MAKERS = {Form.PDF: printing.as_pdf, Form.EPUB: epub.as_epub}
TYPES = {Form.PDF: "application/pdf", Form.EPUB: "application/epub+zip"}
# A worker that says nothing for this long was stopped: another takes the work again.
SILENCE = timedelta(minutes=2)
KEPT = timedelta(days=30)


def ask(*, form: Form, content: Mapping[str, Any], asked: Mapping[str, Any], sender_hash: str, now: datetime) -> Build:
    """Return the file of a content, made, being made or to be made; two readers who ask for the same share it.

    asked: see `printing.context`. Raises TooLong past settings.ESSAIM_FILE_MOST_PAGES (nothing is begun), TooMany past
    settings.ESSAIM_FILES_PER_HOUR new files for one reader.
    """
    key = key_of(form, content, asked)
    with transaction.atomic():
        build = Build.objects.select_for_update().filter(key=key).first()
        if build is None:
            _refuse(content, sender_hash, now, is_edition=asked.get("edition") is not None)
            build, _ = Build.objects.get_or_create(
                key=key,
                defaults={
                    "form": form,
                    "title": content["work"]["title"][:200],
                    "asked": {"content": content, "asked": dict(asked)},
                    "sender_hash": sender_hash,
                    "asked_at": now,
                },
            )
            _enqueue(build)
        elif is_lost(build, now):
            Build.objects.filter(pk=build.pk).update(state=Progress.WAITING, moved_at=now, remark="")
            _enqueue(build)
    return Build.objects.get(pk=build.pk)


def key_of(form: Form, content: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """Return the digest of all that makes a file what it is, the version of the software included."""
    whole = [form, __version__, printing.banner(), content, {**asked, "key": ""}]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_lost(build: Build, now: datetime) -> bool:
    """True when a file failed, vanished from the disk, or when whoever was making it went silent."""
    if build.state == Progress.DONE:
        return not path_of(build).is_file()
    return build.state == Progress.FAILED or (build.moved_at or build.asked_at) < now - SILENCE


def path_of(build: Build) -> Path:
    """Where the file is, once made."""
    return Path(settings.ESSAIM_VAR) / "files" / f"{build.key}.{build.form}"


def make(*, build_id: int, now: Callable[[], datetime] = timezone.now) -> str:
    """Make a file, unless somebody already is; return its state. What goes wrong is written down, in French."""
    taken = Build.objects.filter(pk=build_id, state=Progress.WAITING)
    if not taken.update(state=Progress.RUNNING, step="Réunion des textes", percent=5, moved_at=now()):
        return Build.objects.values_list("state", flat=True).get(pk=build_id)
    build = Build.objects.get(pk=build_id)
    content, asked = build.asked["content"], {**build.asked["asked"], "key": build.key}
    expected = printing.estimated_pages(content) + 3 if build.form == Form.PDF else len(content["fiches"]) or 1
    said = [0.0]

    def say(number: int) -> None:
        if time.monotonic() - said[0] < 1:
            return
        said[0] = time.monotonic()
        unit = "Page" if build.form == Form.PDF else "Fiche"
        percent = min(95, 10 + 85 * number // expected)
        Build.objects.filter(pk=build.pk).update(step=f"{unit} {number}", percent=percent, moved_at=now())

    try:
        made = MAKERS[Form(build.form)](content, asked, say=say)
    except CannotPrint as error:
        Build.objects.filter(pk=build.pk).update(
            state=Progress.FAILED, remark=f"{error.title} {error.detail}", done_at=now()
        )
        return Progress.FAILED
    path = path_of(build)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: a reader never meets half a file.
    part = path.with_suffix(".part")
    part.write_bytes(made.body)
    part.replace(path)
    Build.objects.filter(pk=build.pk).update(
        state=Progress.DONE, step="", percent=100, pages=made.pages, remark=made.remark, size=len(made.body),
        done_at=now(), moved_at=now(),
    )  # fmt: skip
    return Progress.DONE


def read(key: str, form: str, *, on: date | None = None) -> Build | None:
    """Return a file that is made, and note that somebody reads it; None when there is none."""
    build = Build.objects.filter(key=key, form=form, state=Progress.DONE).first()
    if build is None or not path_of(build).is_file():
        return None
    Build.objects.filter(pk=build.pk).update(read_at=timezone.now())
    return build


def by_key(key: str) -> Build | None:
    """Return a file, made or not."""
    return Build.objects.filter(key=key).first()


def tidy(now: datetime) -> int:
    """Take up again what a stopped worker left, drop the files unread for a month; return how many were dropped."""
    for build in Build.objects.filter(state__in=(Progress.WAITING, Progress.RUNNING)):
        if is_lost(build, now):
            Build.objects.filter(pk=build.pk).update(state=Progress.WAITING, moved_at=now)
            _enqueue(build)
    old = [build for build in Build.objects.exclude(state=Progress.RUNNING)
           if (build.read_at or build.done_at or build.asked_at) < now - KEPT]  # fmt: skip
    for build in old:
        path_of(build).unlink(missing_ok=True)
    Build.objects.filter(pk__in=[build.pk for build in old]).delete()
    return len(old)


def _refuse(content: Mapping[str, Any], sender_hash: str, now: datetime, *, is_edition: bool) -> None:
    pages, most = printing.estimated_pages(content), settings.ESSAIM_FILE_MOST_PAGES
    if pages > most and not is_edition:
        raise TooLong(
            f"Votre sélection ferait environ {pages}\u00a0pages\u202f; un fichier en contient {most} au plus. Rien n’a "
            "été préparé\u00a0: faites deux sélections, ou lisez-la en ligne, sur une page."
        )
    if sender_hash:
        recent = Build.objects.filter(sender_hash=sender_hash, asked_at__gte=now - timedelta(hours=1)).count()
        if recent >= settings.ESSAIM_FILES_PER_HOUR:
            raise TooMany(
                f"Vous avez fait préparer {recent}\u00a0fichiers en une heure. Ceux qui sont prêts restent à votre "
                "disposition\u202f; pour un nouveau, revenez dans une heure."
            )


def _enqueue(build: Build) -> None:
    from essaim.web.resources.tasks import make_file

    transaction.on_commit(lambda: make_file.enqueue(build.pk))
