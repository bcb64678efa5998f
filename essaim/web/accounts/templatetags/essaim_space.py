"""Tags of the member space. `{% load essaim_space %}`."""

from __future__ import annotations

from typing import Any

from django import template

from essaim.web.accounts import space

register = template.Library()


@register.inclusion_tag("components/nav.html", takes_context=True)
def space_navigation(context: template.Context) -> dict[str, Any]:
    """The links a person has in the member space."""
    request = context["request"]
    return {"links": space.links(request.roles, request.path), "label": "Mon espace", "class": "space-nav"}
