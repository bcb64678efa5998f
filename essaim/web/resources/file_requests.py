"""What is asked for when a reader wants the file of an edition or of some fiches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from essaim.web.resources import builds, editions
from essaim.web.resources.enums import Form
from essaim.web.resources.models import Build, Edition, Fiche
from essaim.web.territories.selectors import Territory


def of_edition(edition: Edition, form: Form, sender_hash: str, now: datetime) -> Build:
    """Ask for the file of an edition, as it was frozen. Raises TooMany; an edition is never too long to be printed."""
    asked = {
        "on": edition.on.isoformat(),
        "edition": edition.number,
        "note": edition.note,
        "address": reverse("resources:work", args=[edition.work.slug]),
    }
    return builds.ask(form=form, content=edition.content, asked=asked, sender_hash=sender_hash, now=now)


def of_fiches(
    fiches: Sequence[Fiche], territory: Territory | None, form: Form, sender_hash: str, now: datetime
) -> Build:
    """Ask for the file of some fiches as they are today, for a territory or not. Raises TooLong, TooMany."""
    on = timezone.localdate(now)
    content = editions.copy_of_fiches(fiches, on=on, territory=territory)
    if len(fiches) == 1:
        address = reverse("resources:fiche", args=[fiches[0].slug])
    else:
        address = f"{reverse('resources:selection')}?{'&'.join(f'f={one.slug}' for one in fiches)}"
    asked = {"on": on.isoformat(), "edition": None, "note": "", "address": address}
    return builds.ask(form=form, content=content, asked=asked, sender_hash=sender_hash, now=now)


def name_of(build: Build) -> str:
    """The name a file is saved under: « essaim-communes-intercommunalites-et-ess-ed2.pdf »."""
    edition = build.asked["asked"].get("edition")
    tail = f"-ed{edition}" if edition else f"-{build.asked['asked']['on']}"
    return f"essaim-{slugify(build.title)[:80] or 'fiches'}{tail}.{build.form}"
