"""Pages for the tests."""

from __future__ import annotations

from typing import Any

from essaim.web.pages.changes import last_change
from essaim.web.pages.models import EditorialPage, HomePage, StandardPage


def published(*blocks: tuple[str, Any], kind: type[EditorialPage] = StandardPage, **words: Any) -> Any:
    """Return a published page under the home page; blocks: (type, raw value) of its body."""
    stream = HomePage._meta.get_field("body").stream_block
    raw = [{"type": name, "value": value} for name, value in blocks]
    body = [(block.block_type, block.value) for block in stream.to_python(raw)]
    page = kind(**{"title": "Une page", "slug": "une-page", "body": body, "live": False, **words})
    HomePage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    last_change.forget()
    return kind.objects.get(pk=page.pk)
