"""Short labels, drawn once each by their template: a list repeats the same few."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from essaim.web.ui.components import Tag
from essaim.web.ui.markup.escape import joined


def tags(some: Iterable[Tag]) -> SafeString:
    """Return labels one after the other, as components/tag.html draws them."""
    return joined([tag(one.label, one.tone, one.title, one.family) for one in some])


@lru_cache(maxsize=512)
def tag(label: str, tone: str, title: str, family: str) -> str:
    """Return one label, ready for HTML."""
    return render_to_string(
        "components/tag.html", {"label": label, "tone": tone, "title": title, "family": family}
    ).strip()
