"""The header and the footer, drawn from the map of the site once for each section one may be in.

The menu and the search are popovers: the browser opens them, closes them on Escape or a click elsewhere, and puts the
focus back, without a script. A browser that knows no popover shows the row and the search as links.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.utils.safestring import SafeString

from essaim.web.ui.components import Link
from essaim.web.ui.markup.escape import esc, joined
from essaim.web.ui.markup.navigation import navigation
from essaim.web.ui.site_map import Group, SiteMap

MENU, SEARCH = "tout-le-site", "chercher-partout"
_IN_MENU = (Group.KNOW, Group.ACT, Group.SHARE, Group.NETWORK)


def _icon(drawing: str) -> str:
    return f'<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">{drawing}</svg>'


_LENS = _icon('<circle cx="8.5" cy="8.5" r="5.5"/><path d="m13 13 5 5"/>')
_LINES = _icon('<path d="M2 5h16M2 10h16M2 15h16"/>')
_CROSS = _icon('<path d="m4 4 12 12M16 4 4 16"/>')


def header(site: SiteMap, here: str, space: str, path: str) -> SafeString:
    """The row, the tools, and what they open. here: the address of the map one is in; space: of « Mon espace »."""
    return _header(site, here, space, bool(space) and path.startswith(space))


@lru_cache(maxsize=256)
def _header(site: SiteMap, here: str, space: str, in_space: bool) -> SafeString:
    mine = [Link("Mon espace", space, current=in_space)] if space else []
    tools = [
        navigation(site.header(here), "Navigation principale", "nav"),
        '<div class="tools">',
        *_search_tool(site),
        f'<button class="tool" type="button" popovertarget="{MENU}">{_LINES}<span>Menu</span></button></div>',
        navigation(mine, "Espace personnel", "nav nav--space"),
        _menu(site, here, mine),
        *_search_sheet(site),
    ]
    return joined(tools)


def _search_tool(site: SiteMap) -> list[str]:
    if not site.search:
        return []
    name = '<span class="tool__name">Rechercher</span>'
    return [
        f'<button class="tool" type="button" popovertarget="{SEARCH}">{_LENS}{name}</button>',
        f'<a class="tool tool--plain" href="{esc(site.search)}">{_LENS}{name}</a>',
    ]


def _menu(site: SiteMap, here: str, mine: Sequence[Link]) -> str:
    groups = [(group, site.group(group, here)) for group in _IN_MENU]
    columns = [
        f'<div class="sheet__group"><p class="sheet__title">{esc(group.value)}</p><ul>{_entries(links)}</ul></div>'
        for group, links in groups
        if links
    ]
    return (
        f'<div class="sheet" id="{MENU}" popover><nav class="wrap" aria-label="Tout le site">{_close(MENU)}'
        f'<div class="sheet__groups">{"".join(columns)}</div>'
        f"{f'<ul class="sheet__mine">{_entries(mine)}</ul>' if mine else ''}</nav></div>"
    )


def _search_sheet(site: SiteMap) -> list[str]:
    if not site.search:
        return []
    return [
        f'<div class="sheet" id="{SEARCH}" popover><div class="wrap">{_close(SEARCH)}'
        f'<form class="search" action="{esc(site.search)}" method="get" role="search" aria-label="Tout le site">'
        f'<label for="{SEARCH}-mots">Chercher dans tout le site</label><div class="search__box">'
        f'<input id="{SEARCH}-mots" type="search" name="q" placeholder="Un territoire, une structure, un sujet…" '
        'autocomplete="off" maxlength="200" autofocus><button type="submit">Chercher</button></div></form></div></div>'
    ]


def _close(sheet: str) -> str:
    return (
        f'<button class="sheet__close" type="button" popovertarget="{sheet}" popovertargetaction="hide">{_CROSS}'
        "<span>Fermer</span></button>"
    )


def _entries(links: Sequence[Link], notes: bool = True) -> str:
    lines = []
    for link in links:
        current = ' aria-current="page"' if link.current else ""
        note = f"<small>{esc(link.note)}</small>" if notes and link.note else ""
        lines.append(f'<li><a href="{esc(link.href or "")}"{current}>{esc(link.label)}</a>{note}</li>')
    return "".join(lines)


def footer(site: SiteMap, here: str) -> SafeString:
    """Every group, the last one in a line of its own."""
    return _footer(site, here)


@lru_cache(maxsize=256)
def _footer(site: SiteMap, here: str) -> SafeString:
    groups = [(group.value, _entries(site.group(group, here), False)) for group in _IN_MENU]
    columns = [
        f'<div><p class="foot-nav__title">{esc(name)}</p><ul>{links}</ul></div>' for name, links in groups if links
    ]
    last = site.group(Group.SITE, here)
    if not columns and not last:
        return joined([])
    line = f'<ul class="foot-nav__line">{_entries(last, False)}</ul>' if last else ""
    return joined(
        [
            '<nav class="foot-nav" aria-label="Pied de page">',
            *(['<div class="foot-nav__groups">', *columns, "</div>"] if columns else []),
            line,
            "</nav>",
        ]
    )


def _column(name: str, links: str) -> str:
    return f'<div><p class="foot-nav__title">{esc(name)}</p><ul>{links}</ul></div>'
