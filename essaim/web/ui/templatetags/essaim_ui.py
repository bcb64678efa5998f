"""Tags of the base template and of the components. `{% load essaim_ui %}`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from essaim.web.ui.markup.bars import bars, columns
from essaim.web.ui.markup.figures import definition, figure
from essaim.web.ui.markup.filters import filter_bar
from essaim.web.ui.markup.maps import drawn_map
from essaim.web.ui.markup.site_head import footer, header
from essaim.web.ui.markup.tables import data_table
from essaim.web.ui.site_map import SiteMap, site_map

register = template.Library()
# The components written in Python, by their own names; templates/components holds an include for each.
for component in (bars, columns, data_table, definition, drawn_map, figure, filter_bar):
    register.simple_tag(component)

SPACE = "accounts:space"
_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def site_header(context: template.Context) -> SafeString:
    """The row of the header, the search of the site, the menu of everything and « Mon espace »."""
    known, path = _map(context)
    here = known.nearest(path)
    # « Mon espace » is the same for everyone: the page behind it asks who one is.
    return header(known, here, _space(getattr(context.get("request"), "urlconf", None), get_script_prefix()), path)


@register.simple_tag(takes_context=True)
def foot_navigation(context: template.Context) -> SafeString:
    """The footer: everything one may go to."""
    known, path = _map(context)
    return footer(known, known.nearest(path))


def _map(context: template.Context) -> tuple[SiteMap, str]:
    request = context.get("request")
    return site_map(getattr(request, "urlconf", None)), request.path if request else ""


@lru_cache(maxsize=16)
def _space(urlconf: str | None, _prefix: str) -> str:
    try:
        return reverse(SPACE, urlconf)
    except NoReverseMatch:
        return ""


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
