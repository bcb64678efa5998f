"""The links of the header and of the footer, the same on every page but for the one that is current."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from essaim.web.ui.components import Link
from essaim.web.ui.markup.escape import esc, joined


def navigation(links: Sequence[Link], label: str, css: str) -> SafeString:
    """A <nav>. label: its accessible name; css: its class. Nothing when there is no link."""
    if not links:
        return joined([])
    entries = [
        f'<li><a href="{esc(link.href or "")}"{' aria-current="true"' if link.current else ""}>'
        f"{esc(link.label)}</a></li>"
        for link in links
    ]
    return joined([f'<nav class="{esc(css)}" aria-label="{esc(label)}"><ul>', *entries, "</ul></nav>"])
