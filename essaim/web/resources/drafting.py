"""A first draft of a fiche from a text written elsewhere: nothing of it is public, nothing of it is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.text import Truncator, slugify

from essaim.rules.typography import typo
from essaim.web.accounts.models import User
from essaim.web.audit.services import record
from essaim.web.resources.content import blocks
from essaim.web.resources.errors import ResourceError
from essaim.web.resources.models import Fiche

LONGEST_SLUG = 140
# « # » and « ## » are titles of the fiche, whatever is below is a title within a text.
_TITLE = re.compile(r"^(#{1,6})[ \t]+", re.MULTILINE)


@transaction.atomic
def draft_fiche(
    *,
    title: str,
    question: str,
    summary: str,
    theme: str,
    levels: Sequence[str],
    text: str,
    source: str,
    actor: User | None,
    on: date,
    now: datetime,
) -> Fiche:
    """Keep a text as the draft of a fiche, to be taken up by the editors in the back office.

    text: plain, or in Markdown; lines stay lines. source: a sentence in Markdown put at its end. What is too long for
    its field is cut at a word. on: the day it is drafted: published as it is, it is at once among what is to be read
    again, since nobody has checked it. Raises ResourceError when the text is empty.
    """
    if not text.strip():
        raise ResourceError("Le texte est vide\u00a0: aucune fiche n’a été créée.")
    body = [*blocks(_as_markdown(text)), *blocks(source)]
    fiche = Fiche(
        title=_cut(title, 150),
        slug=_free_slug(title),
        question=_cut(question, 200),
        summary=_cut(summary, 400),
        theme=theme,
        levels=list(levels),
        body=json.dumps(body, ensure_ascii=False),
        checked_on=on,
        review_by=on,
        live=False,
    )
    fiche.full_clean(exclude=["latest_revision", "live_revision"])
    fiche.save()
    fiche.save_revision(user=actor)
    record(actor=actor, action="resources.drafted", target=fiche, after={"title": fiche.title}, now=now)
    return fiche


def _as_markdown(text: str) -> str:
    """A text whose lines are kept: minutes are typed line by line."""
    lines = _TITLE.sub(lambda found: "## " if len(found[1]) < 3 else "### ", text.replace("\r\n", "\n")).split("\n")
    return "\n".join(f"{line.rstrip()}  " if line.strip() else "" for line in lines)


def _cut(text: str, longest: int) -> str:
    return Truncator(typo(" ".join(text.split()))).chars(longest, truncate="…") if text else ""


def _free_slug(title: str) -> str:
    """An address nobody has: the title, then a number."""
    base = slugify(title)[:LONGEST_SLUG].strip("-") or "fiche"
    taken = set(Fiche.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
