"""The first pages of a new site, read from `content/pages.yaml`: written once, never over what editors changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from essaim.rules.typography import typo
from essaim.web.pages.models import ContactPage, EditorialPage, HomePage, StandardPage, ThemePage

FILE = Path(__file__).parent / "content" / "pages.yaml"
KINDS: dict[str, type[EditorialPage]] = {"standard": StandardPage, "theme": ThemePage, "contact": ContactPage}
# Codes and addresses have no typography.
LEFT_ALONE = ("territory", "indicator", "address", "theme", "region", "type")


@transaction.atomic
def load(*, now: datetime) -> int:
    """Publish the first pages that were never there, and fill the home page if nobody did; return how many changed."""
    home = HomePage.objects.first()
    if home is None:
        return 0
    given = yaml.safe_load(FILE.read_text("utf-8"))
    changed = _fill_home(home, given["home"])
    known = set(home.get_children().values_list("slug", flat=True))
    for slug, words in given["pages"].items():
        if slug not in known:
            _add(home, slug, dict(words))
            changed += 1
    return changed


def _fill_home(home: HomePage, blocks: list[dict[str, Any]]) -> int:
    # Once it has a revision, it is the editors'.
    if home.latest_revision_id is not None or len(home.body):
        return 0
    home.body = _blocks(blocks)
    home.save_revision().publish()
    return 1


def _add(home: HomePage, slug: str, words: dict[str, Any]) -> None:
    kind, body = KINDS[words.pop("kind")], _blocks(words.pop("body", []))
    texts = {
        key: typo(value) if isinstance(value, str) and key not in LEFT_ALONE else value for key, value in words.items()
    }
    page = kind(slug=slug, live=False, has_unpublished_changes=True, body=body, **texts)
    home.add_child(instance=page)
    page.save_revision().publish()


def _blocks(given: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    field = HomePage._meta.get_field("body")
    raw = [{"type": kind, "value": _typed(value)} for one in given for kind, value in one.items()]
    stream = field.stream_block.to_python(raw)  # type: ignore[attr-defined]
    return [(block.block_type, block.value) for block in stream]


def _typed(value: Any, key: str = "") -> Any:
    """French spaces and apostrophes in what readers see."""
    if isinstance(value, dict):
        return {name: _typed(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_typed(item, key) for item in value]
    return typo(value) if isinstance(value, str) and key not in LEFT_ALONE else value
