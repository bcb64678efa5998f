"""Tags of the base template and of the components. `{% load essaim_ui %}`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from essaim.web.ui.components import Link
from essaim.web.ui.markup.bars import bars, columns
from essaim.web.ui.markup.figures import definition, figure
from essaim.web.ui.markup.filters import filter_bar
from essaim.web.ui.markup.maps import drawn_map
from essaim.web.ui.markup.navigation import navigation
from essaim.web.ui.markup.tables import data_table

register = template.Library()
# The components written in Python, by their own names; templates/components holds an include for each.
for component in (bars, columns, data_table, definition, drawn_map, figure, filter_bar):
    register.simple_tag(component)

# An entry is shown only when its address leads somewhere, so a page that is not built yet is never linked.
MAIN_NAVIGATION = (
    ("territoires/", "Territoires"),
    ("organisations/", "Organisations"),
    ("experiences/", "Expériences"),
    ("reseau/", "Le réseau"),
    ("commande-publique/", "Commande publique"),
    ("donnees/", "Données"),
    ("methode/", "Méthode"),
)
FOOT_NAVIGATION = (
    ("accessibilite/", "Accessibilité : non auditée"),
    ("mentions-legales/", "Mentions légales"),
    ("methode/", "Méthode"),
    ("donnees/", "Données et téléchargements"),
    ("api/v1/docs", "API"),
    ("bibliotheque/", "Bibliothèque de composants"),
)
SPACE = (("espace/", "Mon espace"),)
_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def existing_links(entries: tuple[tuple[str, str], ...], path: str, urlconf: str | None = None) -> list[Link]:
    """Those of the entries (address below the site's root, label) that resolve; the one holding `path` is current."""
    prefix = get_script_prefix()
    return [
        Link(label, prefix + address, current=path.startswith(prefix + address))
        for address, label in _existing(entries, urlconf)
    ]


@lru_cache(maxsize=32)
def _existing(entries: tuple[tuple[str, str], ...], urlconf: str | None) -> tuple[tuple[str, str], ...]:
    """Addresses do not change while the site runs: resolved once, not at every page."""
    found = []
    for address, label in entries:
        try:
            resolve("/" + address, urlconf)
        except Resolver404:
            continue
        found.append((address, label))
    return tuple(found)


@register.simple_tag(takes_context=True)
def main_navigation(context: template.Context) -> SafeString:
    """The header's links."""
    return navigation(_links(context, MAIN_NAVIGATION), "Navigation principale", "nav")


@register.simple_tag(takes_context=True)
def foot_navigation(context: template.Context) -> SafeString:
    """The footer's links."""
    return navigation(_links(context, FOOT_NAVIGATION), "Pied de page", "foot-nav")


@register.simple_tag(takes_context=True)
def space_link(context: template.Context) -> SafeString:
    """« Mon espace », the same for everyone: the page behind it asks who one is."""
    return navigation(_links(context, SPACE), "Espace personnel", "nav nav--space")


def _links(context: template.Context, entries: tuple[tuple[str, str], ...]) -> list[Link]:
    request = context.get("request")
    return existing_links(entries, request.path if request else "", getattr(request, "urlconf", None))


@register.simple_tag
def field_input(field: BoundField) -> SafeString:
    """The widget of a form field in our look: `{% field_input form.email %}`. Lists of choices keep their own."""
    if field.widget_type in ("checkbox", "radioselect", "checkboxselectmultiple"):
        return field.as_widget()
    return field.as_widget(attrs={"class": "input"})


@register.simple_tag
def json_ld(data: Mapping[str, Any] | list[Any] | None) -> SafeString | str:
    """Structured data for search engines: `{% json_ld data %}`. A data block, which a strict CSP lets through."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False, default=str).translate(_JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped above)


@register.simple_tag(takes_context=True)
def canonical_url(context: template.Context, path: str | None = None) -> str:
    """The address of the page without its query, or of `path` on the same site; empty without a request."""
    request = context.get("request")
    if request is None:
        return ""
    return request.build_absolute_uri(path or request.path)
