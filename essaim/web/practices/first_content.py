"""The first experiences, read from `content/experiences.yaml`: written once, never over what people changed since."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import yaml
from django.db import transaction

from essaim.rules.typography import typo
from essaim.web.practices.content import Content
from essaim.web.practices.models import Experience
from essaim.web.practices.services import create_sheet, publish

FILE = Path(__file__).parent / "content" / "experiences.yaml"
# They were checked in their sources on this day; the reader sees it.
CHECKED_ON = date(2026, 11, 23)


def read() -> dict[str, Content]:
    """Return the sheets by their address. Raises pydantic.ValidationError on a wrong one."""
    raw = yaml.safe_load(FILE.read_text("utf-8"))
    return {slug: Content.model_validate(_typed(sheet)) for slug, sheet in raw.items()}


@transaction.atomic
def load(*, now: datetime) -> int:
    """Publish the first experiences that are not there yet, whatever became of the others; return how many."""
    known = set(Experience.objects.values_list("slug", flat=True))
    missing = {slug: content for slug, content in read().items() if slug not in known}
    for slug, content in missing.items():
        sheet = create_sheet(content=content, author=None, body=None, now=now)
        experience = publish(sheet_id=sheet.pk, editor=None, now=now, on=CHECKED_ON)
        Experience.objects.filter(pk=experience.pk).update(slug=slug)
    return len(missing)


def _typed(value: object) -> object:
    """French spaces and apostrophes, in texts; codes and addresses have none to change."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return typo(value) if isinstance(value, str) and " " in value else value
